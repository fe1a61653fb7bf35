"""The working calendar for a page: one year day by day, waiting proposals, deadlines that were moved (Art. 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.engine.calendar import WorkingCalendar
from rules.people.roles import Role
from storage.database.values import Say
from storage.engine.calendar import Proposal, Year
from storage.engine.journal import Entry
from workflow.engine.desk import Desk, require, today
from workflow.engine.tasks import number_of
from workflow.office.calendars import Preview, preview_of, suggested
from workflow.office.deadlines import dated
from workflow.office.recounts import case_of, words_of
from workflow.people.roles import names_of

MOST = 50
_RECOUNTED = "deadline_recounted"


@dataclass(frozen=True, slots=True)
class Day:
    """One day: why it differs from its weekday ("off", "make_up", "local" or ""), and whether that is certain."""

    day: date
    kind: str
    settled: bool


@dataclass(frozen=True, slots=True)
class Recounted:
    """A deadline moved by a change of the calendar: its name, its application if there is one, and both days."""

    words: str
    application_id: int | None
    before: date
    after: date
    entry: Entry


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal and its effects; `moved` names the deadlines that would be counted anew."""

    preview: Preview
    mine: bool
    moved: tuple[Say, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The year. `notice` is the source of its days off, None while dates in it are provisional."""

    year: int
    notice: Year | None
    months: Mapping[int, tuple[Day, ...]]
    waiting: tuple[Waiting, ...]
    suggested: tuple[date, ...]
    taken_back: tuple[date, ...]
    recounted: tuple[Recounted, ...]
    names: Mapping[int, str] = field(repr=False)


async def read_year(desk: Desk, year: int) -> Shown:
    """Return the year as the office counts with it. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    calendar = await desk.work.calendar.load()
    entered = [one for one in await desk.work.calendar.years() if one.year == year and one.confirmed_at is not None]
    waiting = [await _waiting(desk, one) for one in await desk.work.calendar_proposals.waiting()]
    people = {person for one in entered for person in (one.entered_by, one.confirmed_by)}
    people |= {one.preview.proposal.proposed_by for one in waiting}
    return Shown(
        year=year,
        notice=entered[0] if entered else None,
        months={month: _month(calendar, year, month) for month in range(1, 13)},
        waiting=tuple(waiting),
        suggested=tuple(await suggested(desk)),
        taken_back=tuple(sorted(day for day in calendar.local if day.year == year and day >= today(desk))),
        recounted=tuple(await _recounted(desk)),
        names=await names_of(desk, people),
    )


def _month(calendar: WorkingCalendar, year: int, month: int) -> tuple[Day, ...]:
    first = date(year, month, 1).toordinal()
    days = [date.fromordinal(first + n) for n in range(31)]
    return tuple(Day(day, _kind(calendar, day), calendar.is_settled(day)) for day in days if day.month == month)


def _kind(calendar: WorkingCalendar, day: date) -> str:
    kinds = {"off": calendar.days_off, "make_up": calendar.make_up, "local": calendar.local}
    return next((kind for kind, days in kinds.items() if day in days), "")


async def _waiting(desk: Desk, proposal: Proposal) -> Waiting:
    found = await preview_of(desk.work, proposal, reader=desk.person.id)
    moved = [words_of(one, (await case_of(desk.work, one, desk.now)).name) for one in found.moved[:MOST]]
    return Waiting(found, proposal.proposed_by == desk.person.id, tuple(moved))


async def _recounted(desk: Desk) -> list[Recounted]:
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    entries = await desk.work.journal.page(limit=MOST, act=_RECOUNTED)
    return [
        Recounted(
            dated(entry.subject, entry.details["kind"]).words,
            number_of(entry.subject, "application"),
            entry.details["from"],
            entry.details["to"],
            entry,
        )
        for entry in entries
        if entry.subject not in hidden
    ]
