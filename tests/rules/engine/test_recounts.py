"""A count made again when the calendar has learnt of a year, and a day that was announced kept where it was."""

from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.calendar import Count, MonthDay, Why, WorkingCalendar, years_lacking

WEEKEND = (5, 6)
STATE = WorkingCalendar(
    covered=frozenset(range(2004, 2027)),
    days_off=frozenset(day for day in holidays if day.weekday() not in WEEKEND),
    make_up=frozenset(workdays),
)
WORKED_SUNDAY = date(2027, 1, 3)
WITH_2027 = WorkingCalendar(
    STATE.covered | {2027}, STATE.days_off | {date(2026, 12, 31), date(2027, 1, 1)}, STATE.make_up | {WORKED_SUNDAY}
)
"""Invented: 2027 begins with two weekdays off and a working Sunday."""


@pytest.mark.parametrize(
    ("count", "last"),
    [
        (STATE.after(date(2026, 12, 25), 5), date(2027, 1, 4)),
        (STATE.rolled(date(2027, 1, 1)), WORKED_SUNDAY),
        (STATE.before(date(2027, 1, 5), 2), WORKED_SUNDAY),
        (STATE.after(date(2026, 9, 17), 5), date(2026, 9, 23)),
    ],
)
def test_a_count_is_made_again_in_the_way_it_was_made(count: Count, last: date) -> None:
    again = WITH_2027.again(count)

    assert (again.start, again.days, again.last, again.provisional) == (count.start, count.days, last, False)
    assert WITH_2027.again(again) == again


def test_an_announced_day_moves_on_with_a_day_off() -> None:
    announced = STATE.after(date(2026, 12, 25), 5)

    assert WITH_2027.kept(announced) == WITH_2027.after(date(2026, 12, 25), 5)


@pytest.mark.article(22)
def test_an_announced_day_does_not_come_nearer_for_a_working_weekend() -> None:
    announced = STATE.after(date(2027, 1, 1), 5)

    kept = WITH_2027.kept(announced)

    assert WITH_2027.again(announced).last == date(2027, 1, 7)
    assert (announced.last, kept.last, kept.days, kept.provisional) == (date(2027, 1, 8), date(2027, 1, 8), 5, False)
    assert kept.off(Why.ANNOUNCED) == (WORKED_SUNDAY,)
    assert kept.worked_weekends == ()
    assert WITH_2027.kept(kept) == kept


def test_an_announced_day_that_is_off_now_rolls_on_though_the_count_would_end_before_it() -> None:
    off = date(2027, 1, 8)
    calendar = WorkingCalendar(STATE.covered | {2027}, WITH_2027.days_off | {off}, WITH_2027.make_up)

    kept = calendar.kept(STATE.after(date(2027, 1, 1), 5))

    assert (kept.last, kept.off(Why.ANNOUNCED), kept.off(Why.HOLIDAY)) == (date(2027, 1, 11), (WORKED_SUNDAY,), (off,))


@given(
    start=st.dates(date(2026, 12, 1), date(2027, 12, 1)),
    days=st.integers(0, 15),
    off=st.sets(st.dates(date(2026, 12, 20), date(2027, 12, 31)), max_size=30),
    worked=st.sets(st.dates(date(2026, 12, 20), date(2027, 12, 31)), max_size=30),
)
def test_an_announced_day_is_kept_or_moves_on_and_as_many_days_are_counted(
    start: date, days: int, off: set[date], worked: set[date]
) -> None:
    announced = STATE.after(start, days) if days else STATE.rolled(start)
    make_up = {day for day in worked if day.weekday() in WEEKEND}
    calendar = WorkingCalendar(
        STATE.covered | {2027, 2028},
        STATE.days_off | {day for day in off if day.weekday() not in WEEKEND},
        STATE.make_up | make_up,
    )

    kept = calendar.kept(announced)
    first = start + timedelta(days=1) if days else start
    span = [first + timedelta(days=n) for n in range((kept.last - first).days + 1)]

    assert kept.last == max(calendar.again(announced).last, calendar.rolled(announced.last).last)
    assert len(span) - len(kept.passed_over) == max(days, 1)
    assert calendar.kept(kept) == kept


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 11, 14), ()),
        (date(2026, 11, 15), (2027,)),
        (date(2026, 12, 31), (2027,)),
        (date(2027, 1, 1), (2027,)),
        (date(2027, 11, 15), (2027, 2028)),
    ],
)
def test_next_years_notice_is_lacking_from_the_middle_of_november(today: date, years: tuple[int, ...]) -> None:
    assert years_lacking(today, STATE.covered, MonthDay(11, 15)) == years
