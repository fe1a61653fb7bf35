"""The buttons of a form, one word each, and what each does.

The callback data is `f:<draft>:<verb>:<parts>`; the caller has checked that the draft is open and the person's own. A
button of a question that is no longer the current one is an old button and changes nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine import checks
from handlers.engine.filling import go_on, keep
from handlers.engine.guides import Filling
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import number
from handlers.engine.questions import CHECK, ask, help_text, page_of, press
from handlers.engine.speech import Button, key_button, show, tell
from rules.engine.forms import Kind, Progress, Question, Status
from rules.engine.refusals import Refusal
from texts import say
from workflow.engine.desk import Desk, opens
from workflow.engine.files import detach
from workflow.engine.filling import chosen, drop, enough_files, nothing_given, send
from workflow.people.sign_ins import form_link

Verb = Callable[[Bot, Desk, FSMContext, Filling, list[str]], Awaitable[None]]


async def chose(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Keep an option of the current question. Raises Refusal for an old button, Unfit if the option does not fit."""
    question = _here(filling, words)
    options = question.choices(filling.facts, filling.progress.answers)
    place = number(words, 1)
    if question.kind is not Kind.CHOICE or not 0 <= place < len(options):
        raise Refusal("talk.old_button")
    await keep(bot, desk, state, filling, question, chosen(filling, question, options[place].value))


async def sent_files(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Keep the files of the current question. Raises Unfit if there are too few."""
    question = _here(filling, words)
    if question.kind is not Kind.FILES:
        raise Refusal("talk.old_button")
    await keep(bot, desk, state, filling, question, enough_files(filling, question))


async def skipped(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Skip the current question. Raises Unfit if it is not optional."""
    question = _here(filling, words)
    await keep(bot, desk, state, filling, question, nothing_given(question))


async def went_back(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Go back one question; from the first one, to the task list."""
    earlier = filling.progress.previous(_here(filling, words).key)
    while earlier is not None and earlier.kind is Kind.AWAITED:
        earlier = filling.progress.previous(earlier.key)
    if earlier is None:
        await checks.show_tasks(bot, desk, state, filling)
    else:
        await ask(bot, desk, state, filling, earlier)


async def asked_help(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Explain why the current question is asked, then ask it again."""
    question = _here(filling, words)
    await ask(bot, desk, state, filling, question, notice=help_text(desk, question))


async def listed(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, _words: list[str]) -> None:
    """Show the task list."""
    await checks.show_tasks(bot, desk, state, filling)


async def went_on(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, _words: list[str]) -> None:
    """Go on with the next open question."""
    await go_on(bot, desk, state, filling)


async def returned(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, _words: list[str]) -> None:
    """Return to the question at which the person stopped, answered or not; if there is none, go on with the form."""
    if filling.draft.question is not None and filling.question is not None:
        await ask(bot, desk, state, filling, filling.question)
    else:
        await go_on(bot, desk, state, filling)


async def left_as_is(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Leave the answer of the current question as it is, and go on with the next open one."""
    question = _here(filling, words)
    if question.key not in filling.progress.answers:
        raise Refusal("talk.old_button")
    await go_on(bot, desk, state, filling, after=question.key)


async def checked(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, _words: list[str]) -> None:
    """Show the check page, or what must be answered before it."""
    await go_on(bot, desk, state, filling)


async def opened_section(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Open a part of the task list: its next open question, or its answers if it is done.

    Raises Refusal while it is locked.
    """
    section = _section(filling, words)
    status = filling.progress.status(section)
    if status is Status.DONE and all(question.kind is Kind.AWAITED for question in filling.progress.of(section)):
        status = Status.WAITING  # nothing in it is the person's to change: show where it stands
    match status:
        case Status.LOCKED:
            raise Refusal("forms.locked")
        case Status.DONE:
            await checks.show_section(bot, desk, filling, section)
        case Status.WAITING:
            if filling.guide.awaited is not None:
                await show(bot, desk, await filling.guide.awaited(desk, filling))
        case _:
            left = (q for q in filling.progress.of(section) if q.key not in filling.progress.answers)
            await ask(bot, desk, state, filling, next(q for q in left if q.kind is not Kind.AWAITED))


async def asked_change(bot: Bot, desk: Desk, _state: FSMContext, filling: Filling, _words: list[str]) -> None:
    """Ask which part holds the answer to change."""
    await checks.show_sections(bot, desk, filling)


async def viewed_section(bot: Bot, desk: Desk, _state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Ask which answer of one part to change."""
    await checks.show_section(bot, desk, filling, _section(filling, words), max(0, number(words, 1)))


async def reopened(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Ask an answered question again, to change its answer."""
    place = number(words, 0)
    question = filling.form.questions[place] if 0 <= place < len(filling.form.questions) else None
    if question is None or question not in filling.progress.asked or question.kind is Kind.AWAITED:
        raise Refusal("talk.old_button")
    await ask(bot, desk, state, filling, question)


async def left(bot: Bot, desk: Desk, state: FSMContext, _filling: Filling, _words: list[str]) -> None:
    """Leave the form, which is saved for later."""
    await state.clear()
    await tell(bot, desk, "forms.left", rows=[[key_button(desk, "menu.open", "menu:home")]])


async def asked_drop(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, _words: list[str]) -> None:
    """Ask for confirmation before the draft is dropped. Raises Refusal if its filler may not drop it."""
    if not filling.guide.droppable:
        raise Refusal("forms.not_droppable")
    await state.set_state(CHECK)
    await state.update_data({"draft": filling.draft.id, FREE_TEXT: False})  # so that typed words press a button
    rows = [
        [key_button(desk, "forms.drop_yes", press(filling, "D"))],
        [key_button(desk, "forms.drop_no", press(filling, "w"))],
    ]
    await tell(bot, desk, "forms.drop_sure", rows=rows)


async def dropped(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, _words: list[str]) -> None:
    """Drop the draft and its answers."""
    await drop(desk, filling)
    await state.clear()
    await tell(bot, desk, "forms.dropped", rows=[[key_button(desk, "menu.open", "menu:home")]])


async def sent(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, _words: list[str]) -> None:
    """Send the form. Raises Refusal if anything is missing."""
    await state.clear()
    if filling.guide.sends is None and not filling.progress.missing():
        await filling.guide.ending(bot, desk, filling)
        return
    for page in await send(desk, filling):
        await show(bot, desk, page)


async def on_page(bot: Bot, desk: Desk, _state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Show a one-time link that opens the form as a page, at the current question (PIPL Art. 51)."""
    link = await form_link(desk, page_of(filling, _here(filling, words)))
    rows = [[key_button(desk, "forms.go_on", press(filling, "w"))]]
    if opens(desk):
        rows.insert(0, [Button(say(desk.person.language, "forms.on_page_button"), url=link)])
    await tell(bot, desk, "forms.on_page_link", rows=rows, link=link)


async def removed_file(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, words: list[str]) -> None:
    """Take back the last file of the current question."""
    question = _here(filling, words)
    kept = await detach(desk, filling.draft, question, filling.progress.answers)
    fresh = replace(filling, progress=Progress(filling.form, {**filling.progress.answers, question.key: kept}))
    await ask(bot, desk, state, fresh, question)


VERBS: Mapping[str, Verb] = {
    "a": chose,
    "k": sent_files,
    "r": removed_file,
    "s": skipped,
    "b": went_back,
    "h": asked_help,
    "t": listed,
    "g": went_on,
    "w": returned,
    "o": left_as_is,
    "c": checked,
    "n": opened_section,
    "e": asked_change,
    "v": viewed_section,
    "q": reopened,
    "x": left,
    "d": asked_drop,
    "D": dropped,
    "z": sent,
    "p": on_page,
}


def _here(filling: Filling, words: list[str]) -> Question:
    question = filling.question
    if question is None or filling.form.index(question.key) != number(words, 0):
        raise Refusal("talk.old_button")
    return question


def _section(filling: Filling, words: list[str]) -> str:
    section = words[0] if words else ""
    if section not in filling.progress.sections():
        raise Refusal("talk.old_button")
    return section
