"""Filling in a form: keep an answer, move on to the next open question, return to where the person left off."""

from dataclasses import replace

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.answers import still_fits
from handlers.engine.checks import show_check, show_tasks
from handlers.engine.guides import Filling, Guides, Outdated, load
from handlers.engine.questions import FORM, ask
from rules.forms import Answers, Progress, Question
from rules.refusals import Refusal
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun
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
    taken, notice = await take(desk, filling, question, value)
    following = taken.progress.next_open(after=question.key)
    key = following.key if following else None
    if not await desk.work.drafts.answer_and_move(filling.draft.id, question.key, value, key, desk.now, desk.said):
        raise Refusal("forms.already_sent")
    moved = replace(taken, draft=replace(taken.draft, question=key))
    await _go_to(bot, desk, state, moved, following, notice=notice)


async def take(desk: Desk, filling: Filling, question: Question, value: object) -> tuple[Filling, str]:
    """Return the form as it stands with this answer, and the notice to show. The answer itself is not stored here.

    Other answers that this one invalidates are deleted from the draft, and the notice says so.
    """
    answers, notice = {**filling.progress.answers, question.key: value}, ""
    for outdated in (
        await filling.guide.changing(desk, filling, question, value),
        overturned(desk, filling, question, answers),
    ):
        if outdated is not None:
            await desk.work.drafts.forget(filling.draft.id, outdated.keys)
            answers = {key: answer for key, answer in answers.items() if key not in outdated.keys}
            notice = notice or say(desk.person.language, outdated.notice)
    return replace(filling, progress=Progress(filling.form, answers)), notice


def overturned(desk: Desk, filling: Filling, question: Question, answers: Answers) -> Outdated | None:
    """Return the later answers that the new answer makes unfit: a number that belongs to another kind of document.

    `answers` holds the new answer. Only answers to later questions can depend on it, even when it is given for the
    first time. None when all of them still fit.
    """
    before, place = filling.progress.answers, filling.form.index(question.key)
    same = question.key in before and before[question.key] == answers[question.key]
    if same or not any(filling.form.index(key) > place for key in before):
        return None
    after = replace(filling, progress=Progress(filling.form, answers))
    keys = [
        each.key
        for each in after.progress.asked
        if each.key in before
        and filling.form.index(each.key) > place
        and before[each.key] == answers[each.key]
        and still_fits(desk, filling, each, before[each.key])
        and not still_fits(desk, after, each, before[each.key])
    ]
    return Outdated(tuple(keys), "forms.asked_again") if keys else None
