"""The working calendar on the office's pages: a year, proposals that wait, and the deadlines they move (Art. 9)."""

from calendar import Calendar
from datetime import date

from aiohttp import web

from rules.engine.refusals import Refusal
from texts import Words, say
from web.engine.staff import number, page, shown
from workflow.engine.desk import Desk, today
from workflow.engine.records import ProposalKind
from workflow.office.calendar_years import Day, Shown, Waiting, read_year
from workflow.office.calendars import what
from workflow.people.sign_ins import Seated

FIRST, LAST = 1990, 2200


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.get("/office/calendar", shown(year))]


async def year(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show this year, or the one asked for."""
    desk = seat.desk
    asked = number(request, "year") or today(desk).year
    if not FIRST < asked < LAST:
        raise Refusal("talk.old_button")
    found = await read_year(desk, asked)
    language = desk.person.language
    return page(
        request,
        desk,
        "office_calendar.html",
        it=found,
        source=_source(desk, found),
        months=[(month, _weeks(asked, month, days)) for month, days in found.months.items()],
        weekdays=[say(language, f"rooms.weekday.{day}") for day in range(7)],
        kind=lambda day: _kind(desk, day),
        waiting=[(one, _lines(desk, one)) for one in found.waiting],
        recounted=[(say(language, one.words), one) for one in found.recounted],
        digits=lambda day: f"{day:%Y%m%d}",
        today=today(desk),
    )


def _weeks(asked: int, month: int, days: tuple[Day, ...]) -> list[list[Day | None]]:
    """Return the weeks of a month, Monday first; None for days of other months."""
    known = {day.day: day for day in days}
    return [[known.get(day) for day in week] for week in Calendar().monthdatescalendar(asked, month)]


def _source(desk: Desk, found: Shown) -> str:
    language, one = desk.person.language, found.notice
    if one is None:
        return say(language, "calendars.lacking", year=str(found.year))
    values: dict[str, str] = {"year": str(found.year), "source": one.source}
    if one.confirmed_by is None:
        return say(language, "calendars.seeded", **values)
    by, second = (_who(desk, found, person) for person in (one.entered_by, one.confirmed_by))
    return say(language, "calendars.entered", by=by, second=second, **values)


def _who(desk: Desk, found: Shown, person_id: int | None) -> str:
    return found.names.get(person_id or 0) or say(desk.person.language, "calendars.operator")


def _kind(desk: Desk, day: Day) -> str:
    """Return what is special about a day; "" if nothing is."""
    said = [say(desk.person.language, f"rooms.day.{day.kind}")] if day.kind else []
    said += [] if day.settled else [say(desk.person.language, "rooms.provisional")]
    return " · ".join([*said, *([say(desk.person.language, "rooms.day.today")] if day.day == today(desk) else [])])


def _lines(desk: Desk, one: Waiting) -> list[str]:
    """Return what a proposal would change in the calendar and in running deadlines."""
    language, preview = desk.person.language, one.preview
    lines = [say(language, "rooms.proposal", what=what(preview.proposal), at=preview.proposal.proposed_at)]
    if preview.is_new and preview.proposal.kind is ProposalKind.YEAR:
        lines.append(say(language, "calendars.all_new", year=str(preview.proposal.year)))
    else:
        lines += [
            say(language, f"calendars.differs.{kind}", days=_days(days)) for kind, days in preview.differs.items()
        ]
    if one.moved:
        lines.append(say(language, "calendars.moved_title", count=len(preview.moved)))
    moved = [say(language, "calendars.moved_line", line=Words(line.key, line.values)) for line in one.moved]
    return [*lines, *moved]


def _days(days: tuple[date, ...]) -> list[date]:
    return list(days)
