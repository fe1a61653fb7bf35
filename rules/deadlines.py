"""When whom to remind of what: ladders of steps over the working calendar (Art. 5, 23, 32, 43)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.calendar import Count, MonthDay, WorkingCalendar


class Told(StrEnum):
    """Who is told at a step."""

    ASSIGNEE = "assignee"
    OFFICE = "office"
    LEAD = "lead"
    DEPUTY_CHAIR = "deputy_chair"
    HOLDER = "holder"
    RECEIVING_UNIT = "receiving_unit"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: `name` never changes (outbox keys are made of it), `overdue` means that the last day has passed."""

    name: str
    on: date
    overdue: bool
    tells: frozenset[Told]


Ladder = tuple[Step, ...]

_ASSIGNEE = frozenset({Told.ASSIGNEE})
_OFFICE = frozenset({Told.OFFICE})
_HOLDER_AND_OFFICE = frozenset({Told.HOLDER, Told.OFFICE})
_ALL_AROUND_HOLDER = frozenset({Told.HOLDER, Told.RECEIVING_UNIT, Told.OFFICE})


_WEEKS = 8
"""How long the notice of a year is asked for week by week: well into the year itself."""


def present_step(ladder: Iterable[Step], today: date) -> Step | None:
    """The latest step whose day has come: after downtime this one is caught up, and none of those before it."""
    come = [step for step in ladder if step.on <= today]
    return max(come, key=lambda step: step.on) if come else None


def task_ladder(due: date, calendar: WorkingCalendar, *, before: int, late: Sequence[int]) -> Ladder:
    """A task: `before` working days ahead, on the day, then each of `late` days after; the last tells the lead."""
    return (
        Step(f"before-{before}", calendar.before(due, before).last, overdue=False, tells=_ASSIGNEE),
        Step("due", due, overdue=False, tells=_ASSIGNEE),
        *(
            Step(
                f"late-{days}",
                calendar.after(due, days).last,
                overdue=True,
                tells=_ASSIGNEE | {Told.LEAD} if days == max(late) else _ASSIGNEE,
            )
            for days in late
        ),
    )


def objection_ladder(received_on: date, calendar: WorkingCalendar, *, days: int, remind: Sequence[int]) -> Ladder:
    """The examination of an objection (Art. 23): at once, on the working days in `remind`, and late after day `days`.

    Late is the calendar day after the last: the lead and the deputy chair are not left waiting over a weekend.
    """
    last = calendar.after(received_on, days).last
    return (
        Step("received", received_on, overdue=False, tells=_OFFICE),
        *(Step(f"day-{n}", calendar.after(received_on, n).last, overdue=False, tells=_OFFICE) for n in remind),
        Step("late", last + timedelta(days=1), overdue=True, tells=_OFFICE | {Told.LEAD, Told.DEPUTY_CHAIR}),
    )


def self_assessment_due(year: int, calendar: WorkingCalendar, *, last: MonthDay) -> Count:
    """The last day of the yearly self-assessment, rolled on when it is a day off (Art. 32)."""
    return calendar.rolled(last.in_year(year))


def self_assessment_ladder(
    year: int,
    calendar: WorkingCalendar,
    *,
    remind_on: Sequence[MonthDay],
    last: MonthDay,
    every_days: int,
    times: int,
) -> Ladder:
    """The July report (Art. 32): the fixed days, then `times` more, `every_days` apart, after the rolled last day."""
    due = self_assessment_due(year, calendar, last=last).last
    late = [(n, due + timedelta(days=every_days * n)) for n in range(1, times + 1)]
    return (
        *(Step(f"{day.month:02}-{day.day:02}", day.in_year(year), False, _ALL_AROUND_HOLDER) for day in remind_on),
        *(Step(f"late-{n}", on, True, _ALL_AROUND_HOLDER) for n, on in late),
    )


def expiry_ladder(valid_until: date, *, days_before: Sequence[int]) -> Ladder:
    """The end of an award's validity (Art. 5): calendar days before its last day, then the day after it."""
    return (
        *_days_before(valid_until, days_before, _HOLDER_AND_OFFICE),
        Step("expired", valid_until + timedelta(days=1), overdue=True, tells=_HOLDER_AND_OFFICE),
    )


def measures_end_ladder(last_day: date, *, days_before: Sequence[int]) -> Ladder:
    """The end of the Measures themselves (Art. 43): the office is told in calendar days before."""
    return _days_before(last_day, days_before, _OFFICE)


def calendar_ladder(due: date) -> Ladder:
    """Next year's notice of days off: before its last day, on it, and from the day after every week, the lead too."""
    return (
        *_days_before(due, (5,), _ASSIGNEE),
        Step("due", due, overdue=False, tells=_ASSIGNEE),
        *(
            Step(f"late-{n}", due + timedelta(days=1 + 7 * (n - 1)), overdue=True, tells=_ASSIGNEE | {Told.LEAD})
            for n in range(1, _WEEKS + 1)
        ),
    )


def _days_before(last: date, days_before: Sequence[int], tells: frozenset[Told]) -> Ladder:
    return tuple(Step(f"before-{days}", last - timedelta(days=days), False, tells) for days in days_before)
