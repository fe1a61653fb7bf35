"""Ladders of reminders: on which days, and whom, to remind of a duty, by the working calendar (Art. 5, 23, 32, 43)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from rules.engine.calendar import Count, MonthDay, WorkingCalendar


class Told(StrEnum):
    """Whom a step tells."""

    ASSIGNEE = "assignee"
    OFFICE = "office"
    LEAD = "lead"
    DEPUTY_CHAIR = "deputy_chair"
    HOLDER = "holder"
    RECEIVING_UNIT = "receiving_unit"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of a ladder; `overdue` means that the last day has passed.

    `name` must never change, because outbox keys are made of it.
    """

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
"""For how many weeks after its last day the yearly notice of days off is asked for: well into the year itself."""


def present_step(ladder: Iterable[Step], today: date) -> Step | None:
    """Return the latest step whose day has come, or None; after downtime only this one is caught up."""
    come = [step for step in ladder if step.on <= today]
    return max(come, key=lambda step: step.on) if come else None


def task_ladder(due: date, calendar: WorkingCalendar, *, before: int, late: Sequence[int]) -> Ladder:
    """Return a task's ladder: `before` working days ahead, on the day, and each of `late` working days after.

    Every step tells the assignee; the last late one tells the lead too.
    """
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
    """Return the ladder of an objection's examination (Art. 23): at once, on the working days in `remind`, and late.

    "Late" falls on the calendar day after the last of `days` working days, so that the lead and the deputy chair do not
    wait over a weekend.
    """
    last = calendar.after(received_on, days).last
    return (
        Step("received", received_on, overdue=False, tells=_OFFICE),
        *(Step(f"day-{n}", calendar.after(received_on, n).last, overdue=False, tells=_OFFICE) for n in remind),
        Step("late", last + timedelta(days=1), overdue=True, tells=_OFFICE | {Told.LEAD, Told.DEPUTY_CHAIR}),
    )


def self_assessment_due(year: int, calendar: WorkingCalendar, *, last: MonthDay) -> Count:
    """Return the last day of the yearly self-assessment, moved to the next working day if it is a day off (Art. 32)."""
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
    """Return the ladder of the July report (Art. 32): the days in `remind_on`, then reminders after the last day.

    There are `times` of these, `every_days` calendar days apart, counted from the last day as moved for days off.
    """
    due = self_assessment_due(year, calendar, last=last).last
    late = [(n, due + timedelta(days=every_days * n)) for n in range(1, times + 1)]
    return (
        *(Step(f"{day.month:02}-{day.day:02}", day.in_year(year), False, _ALL_AROUND_HOLDER) for day in remind_on),
        *(Step(f"late-{n}", on, True, _ALL_AROUND_HOLDER) for n, on in late),
    )


def expiry_ladder(valid_until: date, *, days_before: Sequence[int]) -> Ladder:
    """Return the ladder for the end of an award's validity (Art. 5).

    It has a step each of `days_before` calendar days before the last day, and one on the day after it.
    """
    return (
        *_days_before(valid_until, days_before, _HOLDER_AND_OFFICE),
        Step("expired", valid_until + timedelta(days=1), overdue=True, tells=_HOLDER_AND_OFFICE),
    )


def measures_end_ladder(last_day: date, *, days_before: Sequence[int]) -> Ladder:
    """Return the ladder for the end of the Measures (Art. 43).

    The office is told `days_before` calendar days ahead, and on the day after the last.
    """
    ended = Step("ended", last_day + timedelta(days=1), overdue=True, tells=_OFFICE)
    return (*_days_before(last_day, days_before, _OFFICE), ended)


def calendar_ladder(due: date) -> Ladder:
    """Return the ladder for entering next year's notice of days off.

    The assignee is reminded five days before the last day and on it; then, from the day after, weekly together with the
    lead.
    """
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


# Compares days used with days allowed, in figures for each kind of deadline (Art. 15-23).


@dataclass(frozen=True, slots=True)
class Span:
    """One deadline in working days: how many it allows, and how many passed until it was met, or until now."""

    allowed: int
    used: int
    met: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """The figures for deadlines of one kind.

    `allowed` is the most that any of them allows, `usual` the median of the days taken by those that were met (None
    without any), `longest` the most that any has taken so far. `late` counts those met too late and those still running
    past their last day.
    """

    allowed: int
    met: int
    running: int
    late: int
    usual: float | None
    longest: int


def pace_of(spans: Sequence[Span]) -> Pace:
    """Return the pace of these deadlines. There must be at least one."""
    met = [span.used for span in spans if span.met]
    return Pace(
        allowed=max(span.allowed for span in spans),
        met=len(met),
        running=len(spans) - len(met),
        late=sum(span.used > span.allowed for span in spans),
        usual=median(met) if met else None,
        longest=max(span.used for span in spans),
    )
