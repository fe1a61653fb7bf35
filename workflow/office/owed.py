"""Checks whether a message is still owed, made in the Work that claims it, just before it is sent."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime

from rules.awards.validity import OPEN, AssessmentState, award_ladder, july_ladder, returned_ladder, stands
from rules.engine.calendar import WorkingCalendar, office_day
from rules.engine.deadlines import Ladder, present_step
from rules.engine.pack import Pack
from storage.engine.owed import Owed
from storage.engine.tasks import TaskState
from storage.work import Work
from workflow.applications import preparations
from workflow.awards import activities, affairs, contacts, expiry, july
from workflow.engine import ladders, snoozes
from workflow.objections import investigations
from workflow.office import agenda, silences
from workflow.people import emails
from workflow.reviews import visits

StillOwed = Callable[[Work, Owed, datetime, WorkingCalendar, Pack], Awaitable[bool]]
"""A check of one kind of message. `owed.values["of"]` is the id or key of its subject."""


async def still_owed(work: Work, owed: Owed, now: datetime, calendar: WorkingCalendar, pack: Pack) -> bool:
    """Run the check that the message names; a message without a known check is always sent."""
    check = CHECKS.get(owed.kind)
    return check is None or await check(work, owed, now, calendar, pack)


async def task_is_open(work: Work, owed: Owed, now: datetime, calendar: WorkingCalendar, pack: Pack) -> bool:
    """Whether the task is still open and no later step of its ladder has been reached."""
    task = await work.tasks.get(owed.values["of"])
    is_open = task is not None and task.state is TaskState.OPEN
    return task is not None and is_open and not _overtaken(owed, ladders.ladder_of(task, calendar, pack), now)


async def report_is_awaited(work: Work, owed: Owed, now: datetime, calendar: WorkingCalendar, pack: Pack) -> bool:
    """Whether the July report is neither in nor excused, the award stands and no later step is reached (Art. 32)."""
    one = await work.assessments.get(owed.values["of"])
    award = await work.awards.get(one.award_id) if one is not None else None
    if one is None or award is None or one.state not in OPEN or not stands(award, office_day(now)):
        return False
    if one.state is AssessmentState.AWAITED:
        return not _overtaken(owed, july_ladder(one.year, calendar, pack), now)
    before_it_came = one.returned_on is not None and owed.values.get("on", date.max) <= one.returned_on
    return not before_it_came and not _overtaken(owed, returned_ladder(one, calendar, pack), now)


async def reports_are_awaited(work: Work, owed: Owed, now: datetime, calendar: WorkingCalendar, pack: Pack) -> bool:
    """Whether some July report of the edition's year (and unit) is still to come, and no later step is reached."""
    counts = await work.assessments.counts(owed.values["of"], owed.values.get("unit"))
    is_waiting = any(counts.get(state) for state in OPEN)
    return is_waiting and not _overtaken(owed, july_ladder(owed.values["of"], calendar, pack), now)


async def award_ends(work: Work, owed: Owed, now: datetime, _calendar: WorkingCalendar, pack: Pack) -> bool:
    """Whether the award still ends on that day and no later step is reached."""
    award = await work.awards.get(owed.values["of"])
    if award is None or award.valid_until != owed.values["until"] or not stands(award, office_day(now)):
        return False
    return not _overtaken(owed, award_ladder(award, pack), now)


def _overtaken(owed: Owed, ladder: Ladder, now: datetime) -> bool:
    """Whether a later step has been reached: after a long outage only that one is sent."""
    on, step = owed.values.get("on"), present_step(ladder, office_day(now))
    return on is not None and step is not None and step.on > on


CHECKS: Mapping[str, StillOwed] = {
    ladders.CHECK: task_is_open,
    activities.CHECK: activities.is_planned,
    affairs.CHECK: affairs.still_waits,
    visits.CHECK: visits.is_planned,
    july.CHECK: report_is_awaited,
    july.CHECK_ALL: reports_are_awaited,
    expiry.CHECK: award_ends,
    contacts.CHECK: contacts.is_unanswered,
    agenda.CHECK: agenda.is_true,
    snoozes.CHECK: snoozes.is_awaited,
    emails.CODE: emails.code_is_awaited,
    preparations.CHECK: preparations.is_unopened,
    investigations.CHECK: investigations.is_investigated,
    silences.CHECK: silences.is_silent,
}
