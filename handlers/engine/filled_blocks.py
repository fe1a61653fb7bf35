"""Takes a filled-in block: each line as an answer to its question; lines that do not fit are named with the reason."""

from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.blocks import line_name, read_words, taken_here
from handlers.engine.filling import go_on
from handlers.engine.guides import Filling
from handlers.engine.questions import ask, example
from handlers.engine.speech import forget, spoken
from rules.engine.blocks import Block
from rules.engine.forms import Kind, Question
from rules.engine.refusals import Unfit
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.filling import keep


@dataclass
class _Outcome:
    """The lines taken so far: the form as it stands, how many were kept, the first unfit question, and the notices."""

    filling: Filling
    kept: int = 0
    unfit: Question | None = None
    notices: list[str] = field(default_factory=list)


async def got_block(
    message: Message, bot: Bot, desk: Desk, state: FSMContext, filling: Filling, question: Question, block: Block
) -> None:
    """Keep the lines that fit, name the others, and ask what is left.

    A message with a private number is deleted from the chat.
    """
    written = [each for each in filling.form.questions if each.key in block.fields]
    if any(each.private for each in written):
        await forget(bot, desk, message)
    outcome = _Outcome(filling)
    for each in written:
        await _take_line(desk, outcome, each, block)
    notice = "\n".join(_told(desk, outcome, block))
    now = outcome.filling
    again = outcome.unfit or question
    if again in now.progress.asked and again.key not in now.progress.answers:
        await ask(bot, desk, state, now, again, notice=notice)
    else:
        await go_on(bot, desk, state, now, after=question.key, notice=notice)


async def _take_line(desk: Desk, outcome: _Outcome, question: Question, block: Block) -> None:
    """Take one line beside the answers of the lines before it. Raises Refusal when the draft is no longer open."""
    filling, language = outcome.filling, desk.person.language
    label = line_name(language, question)
    if question not in filling.progress.asked or filling.progress.is_shut(question):
        shut = question in filling.progress.asked
        outcome.notices.append(say(language, "forms.block.shut" if shut else "forms.block.not_asked", label=label))
        return
    try:
        if question.key in block.twice:
            raise Unfit("forms.block.twice")
        value = _read(desk, filling, question, block.fields[question.key])
    except Unfit as unfit:
        outcome.unfit = outcome.unfit or question
        told = {"label": label, "reason": spoken(desk, unfit)}
        shown = "" if question.kind is Kind.CHOICE else example(question, language)
        key = "forms.block.unfit_example" if shown else "forms.block.unfit"
        outcome.notices.append(say(language, key, **told, example=shown))
        return
    outcome.filling, notice = await keep(desk, filling, question, value)
    outcome.kept += 1
    outcome.notices += [say(language, notice)] if notice else []


def _read(desk: Desk, filling: Filling, question: Question, text: str) -> object:
    """Return the answer in a line: an option by words or number, None for "nothing", else the typed value.

    Raises Unfit when it does not fit. Only an optional question takes "nothing".
    """
    if not taken_here(desk, question):
        raise Unfit("forms.private_on_web")
    if question.optional and text.strip().casefold() in say(desk.person.language, "forms.block.nothing").split("|"):
        return None
    return read_words(desk, filling, question, text)


def _told(desk: Desk, outcome: _Outcome, block: Block) -> list[str]:
    language = desk.person.language
    return [
        say(language, "forms.block.kept", count=outcome.kept),
        *outcome.notices,
        *(say(language, "forms.block.unknown", label=label) for label in block.unknown),
    ]
