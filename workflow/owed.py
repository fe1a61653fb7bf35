"""Is it still owed? Each kind of message names a check, made in the Work that claims it, just before it is sent."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from rules.awards import OPEN, stands
from rules.calendar import WorkingCalendar, office_day
from rules.pack import Pack
from storage.owed import Owed
from storage.tasks import TaskState
from storage.work import Work
from workflow import (
    activities,
    affair_messages,
    appointments,
    contact_checks,
    digests,
    emails,
    expiry,
    investigations,
    july,
    ladders,
    preparations,
    snoozes,
)

StillOwed = Callable[[Work, Owed, datetime, WorkingCalendar, Pack], Awaitable[bool]]
"""Whether the message is to be sent. `owed.values["of"]` says what it is about."""


async def still_owed(work: Work, owed: Owed, now: datetime, calendar: WorkingCalendar, pack: Pack) -> bool:
    """Ask the check that the message names; one that names none, or one nobody knows, is sent."""
    check = CHECKS.get(owed.kind)
    return check is None or await check(work, owed, now, calendar, pack)


async def task_is_open(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """A reminder of a task: nobody has done it."""
    task = await work.tasks.get(owed.values["of"])
    return task is not None and task.state is TaskState.OPEN


async def report_is_awaited(work: Work, owed: Owed, now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """A reminder of a July report: it is neither in nor excused, and the award stands (Art. 32)."""
    one = await work.assessments.get(owed.values["of"])
    award = await work.awards.get(one.award_id) if one is not None else None
    return one is not None and award is not None and one.state in OPEN and stands(award, office_day(now))


async def reports_are_awaited(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """The office's and the units' view of July: some report is still to come."""
    counts = await work.assessments.counts(owed.values["of"], owed.values.get("unit"))
    return any(counts.get(state) for state in OPEN)


async def award_ends(work: Work, owed: Owed, now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """A word about the end of an award: it was neither renewed nor taken away."""
    award = await work.awards.get(owed.values["of"])
    return award is not None and award.valid_until == owed.values["until"] and stands(award, office_day(now))


CHECKS: Mapping[str, StillOwed] = {
    ladders.CHECK: task_is_open,
    activities.CHECK: activities.is_planned,
    affair_messages.CHECK: affair_messages.still_waits,
    appointments.CHECK: appointments.is_planned,
    july.CHECK: report_is_awaited,
    july.CHECK_ALL: reports_are_awaited,
    expiry.CHECK: award_ends,
    contact_checks.CHECK: contact_checks.is_unanswered,
    digests.CHECK: digests.is_true,
    snoozes.CHECK: snoozes.is_awaited,
    emails.CODE: emails.code_is_awaited,
    preparations.CHECK: preparations.is_unopened,
    investigations.CHECK: investigations.is_investigated,
}
