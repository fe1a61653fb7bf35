"""Filling in a form: keep an answer, go on to what is open, come back to where one was."""

from dataclasses import replace

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.answers import still_fits
from handlers.checks import show_check, show_tasks
from handlers.guides import Filling, Guides, Outdated, load
from handlers.questions import FORM, ask
from rules.forms import Answers, Progress, Question
from rules.refusals import Refusal
from texts import say
from workflow.desk import Desk
from workflow.drafts import begun
from workflow.records import DraftState


async def current(desk: Desk, state: FSMContext, guides: Guides) -> Filling | None:
    """The form that this chat is in, if it is still open."""
    draft_id = (await state.get_data()).get("draft")
    whole = await desk.work.drafts.whole(draft_id) if draft_id else None
    if whole is None or whole[0].state is not DraftState.OPEN:
        return None
    return await load(desk, whole[0], guides, whole[1])


async def begin(
    bot: Bot, desk: Desk, state: FSMContext, guides: Guides, form: str, *, subject: str = "", notice: str = ""
) -> None:
    """Open the person's draft of this form about this subject, or begin it."""
    await open_form(bot, desk, state, await load(desk, await begun(desk, form, subject), guides), notice=notice)


async def open_form(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, *, notice: str = "") -> None:
    """Begin, or come back: the task list where there are several parts, else the question.

    Whoever begins is asked the first question below the list.
    """
    if len(filling.progress.sections()) > 1:
        await show_tasks(bot, desk, state, filling, notice=notice)
        if filling.draft.question is not None or filling.draft.touched_at != filling.draft.created_at:
            return
        notice = ""
    await go_on(bot, desk, state, filling, notice=notice)


async def show_place(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, *, notice: str = "") -> None:
    """Where the person was: the same question, or the same list."""
    if await state.get_state() == FORM and filling.question is not None:
        await ask(bot, desk, state, filling, filling.question, notice=notice)
    else:
        await open_form(bot, desk, state, filling, notice=notice)


async def go_on(
    bot: Bot, desk: Desk, state: FSMContext, filling: Filling, *, after: str | None = None, notice: str = ""
) -> None:
    """The next open question; the check page when nothing is left, the task list while others have their part to do."""
    question = filling.progress.next_open(after=after)
    if question is not None:
        await ask(bot, desk, state, filling, question, notice=notice)
    elif filling.progress.missing():
        await show_tasks(bot, desk, state, filling, notice=notice)
    else:
        await show_check(bot, desk, state, filling, notice=notice)


async def keep(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, question: Question, value: object) -> None:
    """Keep the answer, whatever came before it, and go on. None says that the person passed the question by."""
    taken, notice = await take(desk, filling, question, value)
    following = taken.progress.next_open(after=question.key)
    key = following.key if following else None
    if not await desk.work.drafts.answer_and_move(filling.draft.id, question.key, value, key, desk.now):
        raise Refusal("forms.already_sent")
    moved = replace(taken, draft=replace(taken.draft, question=key))
    await go_on(bot, desk, state, moved, after=question.key, notice=notice)


async def take(desk: Desk, filling: Filling, question: Question, value: object) -> tuple[Filling, str]:
    """The form with this answer beside the others, and what must be said of it; the answer itself is not kept here.

    Where it takes back other answers, they are forgotten and the person is told.
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
    """Answers that fitted beside the old answers and do not beside these: a number of another kind of document.

    Only what is answered behind the question can rest on it, also where it is answered for the first time.
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
