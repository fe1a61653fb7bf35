"""Filling in a form: keep an answer, move on to the next open question, return to where the person left off."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.checks import show_check, show_tasks
from handlers.engine.guides import Filling, Guides, load
from handlers.engine.questions import FORM, ask
from rules.engine.forms import Question
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun
from workflow.engine.filling import keep as kept
from workflow.engine.records import DraftState


async def current(desk: Desk, state: FSMContext, guides: Guides) -> Filling | None:
    """Return the form that this chat is filling in; None if there is none, or it is no longer open or theirs."""
    draft_id = (await state.get_data()).get("draft")
    whole = await desk.work.drafts.whole(draft_id) if draft_id else None
    if whole is None or whole[0].state is not DraftState.OPEN or whole[0].person_id != desk.person.id:
        return None
    return await load(desk, whole[0], guides, whole[1])


async def begin(
    bot: Bot, desk: Desk, state: FSMContext, guides: Guides, form: str, *, subject: str = "", notice: str = ""
) -> None:
    """Open the person's draft of this form about this subject, starting one if there is none."""
    await open_form(bot, desk, state, await load(desk, await begun(desk, form, subject), guides), notice=notice)


async def open_form(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, *, notice: str = "") -> None:
    """Show the task list of a form with several sections, otherwise its next question.

    A form that has just been started shows its first question below the list too.
    """
    if len(filling.progress.sections()) > 1:
        await show_tasks(bot, desk, state, filling, notice=notice)
        if filling.draft.question is not None or filling.draft.touched_at != filling.draft.created_at:
            return
        notice = ""
    await go_on(bot, desk, state, filling, notice=notice)


async def show_place(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, *, notice: str = "") -> None:
    """Show the person's current place again: the same question, or the same list."""
    if await state.get_state() == FORM and filling.question is not None:
        await ask(bot, desk, state, filling, filling.question, notice=notice)
    else:
        await open_form(bot, desk, state, filling, notice=notice)


async def go_on(
    bot: Bot, desk: Desk, state: FSMContext, filling: Filling, *, after: str | None = None, notice: str = ""
) -> None:
    """Ask the next open question.

    If there is none, show the check page, or the task list while another person's part is missing.
    """
    await _go_to(bot, desk, state, filling, filling.progress.next_open(after=after), notice=notice)


async def _go_to(
    bot: Bot, desk: Desk, state: FSMContext, filling: Filling, question: Question | None, *, notice: str
) -> None:
    if question is not None:
        await ask(bot, desk, state, filling, question, notice=notice)
    elif filling.progress.missing():
        await show_tasks(bot, desk, state, filling, notice=notice)
    else:
        await show_check(bot, desk, state, filling, notice=notice)


async def keep(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, question: Question, value: object) -> None:
    """Keep the answer, replacing an earlier one, and go on. None means that the person skipped the question.

    Raises Refusal when the draft is no longer open.
    """
    moved, notice = await kept(desk, filling, question, value, moves=True)
    following = moved.progress.next_open(after=question.key)
    await _go_to(bot, desk, state, moved, following, notice=say(desk.person.language, notice) if notice else "")
