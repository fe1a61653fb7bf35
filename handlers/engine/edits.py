"""Edited messages: one that gave an answer corrects it while its form is open; for any other the way is told."""

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.answers import answer_shown
from handlers.engine.blocks import read_words, written
from handlers.engine.filled_blocks import got_block
from handlers.engine.filling import show_place
from handlers.engine.guides import Filling, Guides, load
from handlers.engine.resuming import Resume
from handlers.engine.speech import Button, Page, in_language, key_button, show, spoken
from rules.engine.forms import Question
from rules.engine.refusals import Refusal, Unfit
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.filling import keep
from workflow.engine.records import DraftState


def router(guides: Guides, resume: Resume) -> Router:
    """Build the router of what was said before and is now put otherwise."""
    here = Router(name="edits")

    @here.edited_message()
    async def edited(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if message.location is not None:
            return  # a live location is edited by the phone as its owner walks
        found = await desk.work.drafts.said(desk.person.id, desk.said or "")
        if found is None or message.text is None:
            await resume(bot, desk, state, notice=Refusal("forms.edit_unused"))
        elif found[0].state is not DraftState.OPEN:
            await resume(bot, desk, state, notice=Refusal("forms.edit_late"))
        else:
            filling = await load(desk, found[0], guides)
            await correct(message, bot, desk, state, filling, [q for q in filling.progress.asked if q.key in found[1]])

    return here


async def correct(
    message: Message, bot: Bot, desk: Desk, state: FSMContext, filling: Filling, answered: list[Question]
) -> None:
    """Read the message again as the answer, or the block of answers, that it gave, and show where the person was."""
    text = message.text or ""
    block = written(filling, answered[0], text) if answered else None
    if block is not None and await _is_here(state, filling):
        await got_block(message, bot, desk, state, filling, filling.question or answered[0], block)
        return
    if len(answered) != 1 or filling.progress.is_shut(answered[0]) or block is not None:
        await _show(bot, desk, state, filling, say(desk.person.language, "forms.edit_unused"))
        return
    question = answered[0]
    asked = say(desk.person.language, question.text, **in_language(question.places, desk.person.language))
    try:
        value = read_words(desk, filling, question, text)
    except Unfit as unfit:
        told = say(desk.person.language, "forms.edit_unfit", question=asked, reason=spoken(desk, unfit))
        await _show(bot, desk, state, filling, told)
        return
    if value == filling.progress.answers.get(question.key):
        return  # a messenger also tells of edits that changed no word
    corrected, notice = await keep(desk, filling, question, value)
    answer = answer_shown(desk.person.language, corrected, question, value)
    told = say(desk.person.language, "forms.edited", question=asked, answer=answer)
    told += f"\n{say(desk.person.language, notice)}" if notice else ""
    await _show(bot, desk, state, corrected, told)


async def _is_here(state: FSMContext, filling: Filling) -> bool:
    return await state.get_state() is not None and (await state.get_data()).get("draft") == filling.draft.id


async def _show(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, notice: str) -> None:
    """Show the form at the person's place, or a button to it where the chat has left it."""
    if await _is_here(state, filling):
        await show_place(bot, desk, state, filling, notice=notice)
        return
    form = say(desk.person.language, f"{filling.guide.subject}.title")
    rows = [
        [Button(say(desk.person.language, "menu.go_on", form=form), press=f"f:{filling.draft.id}:w")],
        [key_button(desk, "menu.open", "menu:home")],
    ]
    await show(bot, desk, Page(notice, rows))
