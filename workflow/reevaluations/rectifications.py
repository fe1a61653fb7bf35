"""Rectification after a re-evaluation: each demand with its day, and evidence for each (Art. 5)."""

from rules.engine.calendar import Count
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from rules.reevaluations.cases import MOST, Rectification, Reevaluation, after, all_proved
from storage.engine.drafts import Draft
from workflow.awards.july import reached_about
from workflow.engine.desk import Desk, today
from workflow.engine.files import of_draft
from workflow.engine.tasks import number_of
from workflow.reevaluations.cases import (
    acting,
    award_of,
    end_all,
    follow,
    go_on,
    holder_side,
    is_holder,
    sending,
    subject_of,
    tell_holder,
)

FORM = "rectification_evidence"
RECTIFICATION = "rectification"
"""The kind of the holder's task and of the deadline, and the noun in the subjects of one demand."""


async def demand(desk: Desk, draft: Draft, answers: Answers) -> Reevaluation:
    """Add a demand with its day; it binds once the lead has decided. Raises Refusal beyond MOST demands."""
    case = await acting(desk, number_of(draft.subject, "reevaluation") or -1, "demand")
    if len(await desk.work.rectifications.of(case.id)) >= MOST:
        raise Refusal("reevaluations.too_many", article=5, most=MOST)
    await sending(desk, draft)
    due_on = day(answers["due_on"]) or today(desk)
    await desk.work.rectifications.add(case.id, answers["demand"], desk.calendar.rolled(due_on).last)
    return await go_on(desk, case, "demand")


async def undemand(desk: Desk, item_id: int) -> Reevaluation:
    """Remove a demand that does not bind yet."""
    item = await _item(desk, item_id)
    case = await acting(desk, item.reevaluation_id, "undemand")
    if not await desk.work.rectifications.remove(item.id):
        raise Refusal("reevaluations.not_now", article=5)
    return await go_on(desk, case, "undemand")


async def begin_rectifying(desk: Desk, case: Reevaluation) -> None:
    """Start the deadline of every demand and give the holder's contacts a task for each."""
    people = await reached_about(desk, await award_of(desk.work, case))
    for item in await desk.work.rectifications.of(case.id):
        await _set_day(desk, item, desk.calendar.rolled(item.due_on))
        for person in people:
            await desk.work.tasks.assign(
                f"{_prefix(case, item)}{person.id}",
                RECTIFICATION,
                holder_side(case),
                Role.OFFICE,
                now=desk.now,
                person_id=person.id,
                due_on=item.due_on,
            )


async def proving(desk: Desk, item_id: int) -> tuple[Reevaluation, Rectification]:
    """Return case and demand to whoever may hand in evidence: the holder, or the office from paper.

    Raises Forbidden, or Refusal when the evidence is in already.
    """
    item = await _item(desk, item_id)
    case = await desk.work.reevaluations.get(item.reevaluation_id)
    if case is None or not await is_holder(desk, case):
        case = await acting(desk, item.reevaluation_id, "prove")
    after(case, "prove")
    if item.proved_on is not None:
        raise Refusal("forms.already_sent", article=5)
    return case, item


async def prove(desk: Desk, draft: Draft) -> tuple[Reevaluation, Rectification]:
    """Hand in the evidence for one demand; the last one starts the second evaluation."""
    case, item = await proving(desk, number_of(draft.subject, RECTIFICATION) or -1)
    await sending(desk, draft)
    if not await desk.work.rectifications.prove(item.id, draft.id, today(desk)):
        raise Refusal("forms.already_sent", article=5)
    await desk.work.files.hand_over(of_draft(draft), subject_of(case))
    await desk.work.deadlines.end(_about(item), RECTIFICATION, desk.now)
    for task in await desk.work.tasks.of(holder_side(case)):
        if task.key.startswith(_prefix(case, item)):
            await desk.work.tasks.done(task.key, desk.now, desk.person.id)
    case = await go_on(desk, case, "prove")
    if all_proved(await desk.work.rectifications.of(case.id)):
        case = await go_on(desk, case, "rectified", round=1)
        await end_all(desk.work, case, desk.now)
        await follow(desk, case)
    return case, item


async def postpone(desk: Desk, draft: Draft, answers: Answers) -> tuple[Reevaluation, Rectification, Count]:
    """Give the holder a later day for one demand, with a reason, and tell them. Raises Refusal for an earlier day."""
    item = await _item(desk, number_of(draft.subject, RECTIFICATION) or -1)
    case = await acting(desk, item.reevaluation_id, "postpone")
    count = desk.calendar.rolled(day(answers["due_on"]) or today(desk))
    if count.last <= item.due_on:
        raise Refusal("reevaluations.not_later", article=5, due=item.due_on)
    await sending(desk, draft)
    if not await desk.work.rectifications.postpone(item.id, count.last):
        raise Refusal("reevaluations.not_now", article=5)
    await desk.work.deadlines.set(_about(item), RECTIFICATION, count, desk.now)
    for task in await desk.work.tasks.of(holder_side(case)):
        if task.key.startswith(_prefix(case, item)):
            await desk.work.tasks.move(task.key, count.last)
    case = await go_on(desk, case, "postpone")
    values = {"place": item.place, "before": item.due_on, "due": count.last, "reason": answers["reason"]}
    await tell_holder(desk, case, "postponed", desk.now, values=values, mark=f":{item.id}:{count.last}")
    return case, item, count


async def item_at(desk: Desk, item_id: int, act: str) -> tuple[Reevaluation, Rectification]:
    """Return case and demand if the person may perform this act of the office or the lead now."""
    item = await _item(desk, item_id)
    return await acting(desk, item.reevaluation_id, act), item


async def _item(desk: Desk, item_id: int) -> Rectification:
    item = await desk.work.rectifications.get(item_id)
    if item is None:
        raise Forbidden("people.not_yours", article=5)
    return item


async def _set_day(desk: Desk, item: Rectification, count: Count) -> None:
    if count.last != item.due_on:
        await desk.work.rectifications.postpone(item.id, count.last)
    await desk.work.deadlines.set(_about(item), RECTIFICATION, count, desk.now)


def _about(item: Rectification) -> str:
    return f"{RECTIFICATION}:{item.id}"


def _prefix(case: Reevaluation, item: Rectification) -> str:
    return f"{holder_side(case)}:{item.id}:"
