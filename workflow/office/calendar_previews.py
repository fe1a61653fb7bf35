"""Previews of calendar proposals: what they would change of the calendar and of running deadlines (Art. 13-23)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.engine.calendar import WorkingCalendar
from rules.engine.holiday_notices import HolidayNotice, read_days, read_notice
from rules.engine.refusals import Refusal
from storage.engine.calendar import DayKind
from storage.engine.calendar_proposals import Proposal, ProposalKind, ProposalState
from storage.work import Work
from workflow.office.recounts import Moved, changed

Days = tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A proposal as it was understood, the calendar's differences and the deadlines that would move.

    `notice` is a year's notice, `days` are single days. `is_new` says that the calendar did not cover the year yet.
    `differs` maps a kind of day ("off") or its removal ("not_off") to the days; it is empty when nothing would change
    and once the proposal has been decided.
    """

    proposal: Proposal
    notice: HolidayNotice | None
    days: Days
    is_new: bool
    differs: Mapping[str, Days]
    moved: tuple[Moved, ...]


async def preview_of(work: Work, proposal: Proposal, *, reader: int | None = None) -> Preview:
    """Return the preview of the proposal, without deadlines of cases shut to its reader (Art. 40)."""
    notice, days = said_by(proposal)
    if proposal.state is not ProposalState.WAITING:
        return Preview(proposal, notice, days, is_new=False, differs={}, moved=())
    before, after = await work.calendar.load(), await trial(work, proposal)
    is_new = notice is not None and notice.year not in before.covered
    hidden = await work.recusals.interests_of(reader) if reader is not None else frozenset()
    moved = tuple(one for one in await changed(work, after) if one.deadline.subject not in hidden)
    return Preview(proposal, notice, days, is_new, differences(before, after), moved)


def said_by(proposal: Proposal) -> tuple[HolidayNotice | None, Days]:
    """Read the proposal's text again: return a year's notice, or None and single days."""
    if proposal.kind is ProposalKind.YEAR:
        return read_notice(proposal.text, proposal.year), ()
    return None, read_days(proposal.text)


async def trial(work: Work, proposal: Proposal) -> WorkingCalendar:
    """Return the calendar as the proposal would make it.

    Raises Refusal for a day that another year's notice has arranged otherwise.
    """
    present = await work.calendar.load()
    notice, days = said_by(proposal)
    if notice is None:
        added = proposal.kind is ProposalKind.LOCAL
        return replace(present, local=present.local | set(days) if added else present.local - set(days))
    earlier = await work.calendar.days(notice.year)
    days_off = present.days_off - _of(earlier, DayKind.OFF) | notice.days_off
    make_up = present.make_up - _of(earlier, DayKind.MAKE_UP) | notice.make_up
    if both := days_off & make_up:
        raise Refusal("calendars.conflict", day=min(both))
    return WorkingCalendar(present.covered | {notice.year}, days_off, make_up, present.local)


def differences(before: WorkingCalendar, after: WorkingCalendar) -> dict[str, Days]:
    """Return the days added and removed, for each kind of day that has any."""
    found = {
        "off": after.days_off - before.days_off,
        "not_off": before.days_off - after.days_off,
        "make_up": after.make_up - before.make_up,
        "not_make_up": before.make_up - after.make_up,
        "local": after.local - before.local,
        "not_local": before.local - after.local,
    }
    return {kind: tuple(sorted(days)) for kind, days in found.items() if days}


def _of(days: Mapping[date, DayKind], kind: DayKind) -> set[date]:
    return {day for day, each in days.items() if each is kind}
