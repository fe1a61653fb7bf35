"""The texts of the calendar's pages: a year by months, a proposal by days, the deadlines it would move (Art. 13-23)."""

from calendar import month_name
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from rules.engine.calendar import WorkingCalendar
from rules.engine.forms import Names
from rules.engine.holiday_notices import Holiday, Span
from texts import Words, say
from workflow.engine.desk import Desk
from workflow.office.calendars import Preview, what
from workflow.office.recounts import Moved, case_of, words_of


async def title_of(desk: Desk, year: int) -> str:
    """Say who entered the year's notice and from which source, or that the year's dates are provisional."""
    language = desk.person.language
    for one in await desk.work.calendar.years():
        if one.year == year and one.confirmed_at is not None:
            values = {"year": str(year), "source": one.source}
            if one.confirmed_by is None:
                return say(language, "calendars.seeded", **values)
            by, second = await _name(desk, one.entered_by), await _name(desk, one.confirmed_by)
            return say(language, "calendars.entered", by=by, second=second, **values)
    return say(language, "calendars.lacking", year=str(year))


def year_text(language: str, calendar: WorkingCalendar, year: int) -> Iterator[str]:
    """Yield a line for each month that has days off, weekend days worked or days of the prefecture."""
    kinds = {"off": calendar.days_off, "make_up": calendar.make_up, "local": calendar.local}
    for month in range(1, 13):
        found = {
            kind: _runs([day for day in days if (day.year, day.month) == (year, month)]) for kind, days in kinds.items()
        }
        parts = [say(language, f"calendars.month.{kind}", days=runs) for kind, runs in found.items() if runs]
        if parts:
            name = Names(f"{month}月", month_name[month]).in_language(language)
            yield say(language, "calendars.month", month=name, days="　".join(parts))


async def preview_text(desk: Desk, found: Preview) -> str:
    """Return the proposal as it was understood, and what it would change."""
    language, one = desk.person.language, found.proposal
    state = f"calendars.state.{one.state.value}"
    by = await _name(desk, one.proposed_by)
    parts = [say(language, "calendars.proposal", what=what(one), state=Words(state), by=by, at=one.proposed_at)]
    if found.notice is not None:
        parts.append("\n".join(_holiday(language, each) for each in found.notice.holidays))
        parts += [say(language, "calendars.advice", words=words) for words in found.notice.advice]
    if found.is_new:
        parts.append(say(language, "calendars.all_new", year=str(one.year)))
    elif one.decided_at is None:
        parts.append(_differences(language, found))
    return "\n\n".join(parts)


async def moved_text(desk: Desk, here: Sequence[Moved], count: int) -> str:
    """Return a line for each deadline that moves."""
    language = desk.person.language
    lines = [say(language, "calendars.moved_title", count=count)]
    for one in here:
        case = await case_of(desk.work, one, desk.now)
        lines.append(say(language, "calendars.moved_line", line=words_of(one, case.name)))
    return "\n".join(lines)


def _holiday(language: str, one: Holiday) -> str:
    spans = [_span(span) for span in one.off]
    off = say(language, "calendars.holiday", name=one.name, days=spans, count=len(one.days))
    return off + (say(language, "calendars.worked", days=one.make_up) if one.make_up else "")


def _span(span: Span) -> object:
    return span.first if span.first == span.last else Words("calendars.span", {"first": span.first, "last": span.last})


def _differences(language: str, found: Preview) -> str:
    lines = [say(language, f"calendars.differs.{kind}", days=days) for kind, days in found.differs.items()]
    return "\n".join(lines) or say(language, "calendars.same")


def _runs(days: Iterable[date]) -> list[str]:
    """Return the days of one month with consecutive days joined: "1-2", "5"."""
    runs: list[Span] = []
    for day in sorted(days):
        if runs and day - runs[-1].last == timedelta(days=1):
            runs[-1] = Span(runs[-1].first, day)
        else:
            runs.append(Span(day, day))
    return [f"{run.first.day}-{run.last.day}" if len(run.days) > 1 else f"{run.first.day}" for run in runs]


async def _name(desk: Desk, person_id: int | None) -> str:
    person = await desk.work.people.get(person_id) if person_id is not None else None
    return (person.name if person else None) or say(desk.person.language, "calendars.operator")
