from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.calendar import Count, MonthDay, PassedOver, Why, WorkingCalendar, corresponding_day, office_day
from rules.engine.statutory_days import statutory_days

WEEKEND = (5, 6)
STATE = WorkingCalendar(
    covered=frozenset(range(2004, 2027)),
    days_off=frozenset(day for day in holidays if day.weekday() not in WEEKEND),
    make_up=frozenset(workdays),
)
FOUNDING_DAY = date(2026, 11, 19)
LOCAL = WorkingCalendar(STATE.covered, STATE.days_off, STATE.make_up, frozenset({FOUNDING_DAY}))

settled_days = st.dates(date(2005, 1, 1), date(2026, 11, 30))
any_days = st.dates(date(2005, 1, 1), date(2035, 12, 31))


@pytest.mark.article(23)
@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2025, 9, 26), date(2025, 10, 10)),
        (date(2026, 4, 29), date(2026, 5, 9)),
        (date(2026, 9, 17), date(2026, 9, 23)),
        (date(2026, 11, 13), date(2026, 11, 20)),
    ],
)
def test_the_fifth_working_day_follows_the_state_councils_notices(start: date, last: date) -> None:
    count = STATE.after(start, 5)

    assert (count.start, count.days, count.last, count.provisional) == (start, 5, last, False)


@pytest.mark.article(23)
def test_the_prefectures_own_day_off_is_not_counted() -> None:
    assert LOCAL.after(date(2026, 11, 13), 5).last == date(2026, 11, 23)
    assert LOCAL.after(date(2026, 11, 18), 1).last == date(2026, 11, 20)
    assert LOCAL.rolled(FOUNDING_DAY).last == date(2026, 11, 20)


@pytest.mark.article(23)
def test_a_count_that_runs_into_a_year_without_its_notice_is_provisional() -> None:
    count = STATE.after(date(2026, 12, 25), 5)

    assert count == Count(
        start=date(2026, 12, 25),
        days=5,
        last=date(2027, 1, 4),
        provisional=True,
        passed_over=(
            PassedOver(date(2026, 12, 26), Why.WEEKEND),
            PassedOver(date(2026, 12, 27), Why.WEEKEND),
            PassedOver(date(2027, 1, 1), Why.HOLIDAY),
            PassedOver(date(2027, 1, 2), Why.WEEKEND),
            PassedOver(date(2027, 1, 3), Why.WEEKEND),
        ),
        worked_weekends=(),
    )


SPRING_FESTIVALS = (date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13))


@pytest.mark.parametrize("first", SPRING_FESTIVALS)
def test_a_year_without_its_notice_has_its_statutory_days_off_and_works_around_them(first: date) -> None:
    off = {(first + timedelta(days=n)) for n in (-1, 0, 1, 2)}
    off |= {date(first.year, *day) for day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))}
    assert all(not STATE.is_working(day) and not STATE.is_settled(day) for day in off)
    around = (first - timedelta(days=2), first + timedelta(days=3), date(first.year, 5, 3), date(first.year, 12, 31))
    assert [STATE.is_working(day) for day in around] == [day.weekday() < 5 for day in around]


def test_the_festivals_of_the_moon_and_of_the_sun_are_known_without_a_notice() -> None:
    assert [day for day in sorted(statutory_days(2028)) if day.month in (4, 5, 9, 10)] == [
        date(2028, 4, 4),
        date(2028, 5, 1),
        date(2028, 5, 2),
        date(2028, 5, 28),
        date(2028, 10, 1),
        date(2028, 10, 2),
        date(2028, 10, 3),  # Mid-Autumn too
    ]
    assert [len(statutory_days(year)) for year in (2027, 2028, 2099, 2100)] == [13, 12, 13, 6]


def test_the_notice_of_a_year_is_the_last_word_on_its_days() -> None:
    assert STATE.is_working(date(2026, 2, 14))
    noticed = WorkingCalendar(STATE.covered | {2027}, STATE.days_off, STATE.make_up)
    assert noticed.is_working(date(2027, 1, 1)), "as the notice has it, whatever the statute says"


@pytest.mark.parametrize(
    ("year", "off"), [(year, {day for day in STATE.days_off if day.year == year}) for year in (2025, 2026)]
)
def test_what_is_known_without_a_notice_agrees_with_the_notices_there_are(year: int, off: set[date]) -> None:
    assert {day for day in statutory_days(year) if day.weekday() < 5} <= off


@pytest.mark.parametrize(
    ("last", "provisional"), [(date(2026, 12, 28), False), (date(2026, 12, 29), True), (date(2026, 12, 30), True)]
)
def test_the_last_days_of_december_wait_for_next_years_notice(last: date, provisional: bool) -> None:
    assert STATE.rolled(last).provisional == provisional


def test_late_december_is_settled_once_next_years_notice_is_entered() -> None:
    assert STATE.after(date(2025, 12, 25), 5) == Count(
        start=date(2025, 12, 25),
        days=5,
        last=date(2026, 1, 4),
        provisional=False,
        passed_over=(
            PassedOver(date(2025, 12, 27), Why.WEEKEND),
            PassedOver(date(2025, 12, 28), Why.WEEKEND),
            PassedOver(date(2026, 1, 1), Why.HOLIDAY),
            PassedOver(date(2026, 1, 2), Why.HOLIDAY),
            PassedOver(date(2026, 1, 3), Why.WEEKEND),
        ),
        worked_weekends=(date(2026, 1, 4),),
    )


@pytest.mark.article(23)
def test_the_why_line_names_weekend_holiday_local_day_and_worked_weekend() -> None:
    assert STATE.after(date(2026, 9, 17), 5).worked_weekends == (date(2026, 9, 20),)
    assert STATE.after(date(2026, 9, 17), 5).passed_over == (PassedOver(date(2026, 9, 19), Why.WEEKEND),)
    assert STATE.after(date(2026, 9, 24), 1).passed_over == (
        PassedOver(date(2026, 9, 25), Why.HOLIDAY),
        PassedOver(date(2026, 9, 26), Why.WEEKEND),
        PassedOver(date(2026, 9, 27), Why.WEEKEND),
    )
    assert STATE.after(date(2026, 9, 24), 1).off(Why.WEEKEND) == (date(2026, 9, 26), date(2026, 9, 27))
    assert LOCAL.after(date(2026, 11, 18), 1).passed_over == (PassedOver(FOUNDING_DAY, Why.LOCAL),)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 9, 18), True),  # Friday
        (date(2026, 9, 19), False),  # Saturday
        (date(2026, 9, 20), True),  # make-up Sunday
        (date(2026, 9, 24), True),  # the day before the festival
        (date(2026, 9, 25), False),  # the festival, a Friday
        (date(2026, 9, 28), True),  # Monday
    ],
)
def test_days_off_and_make_up_days_are_known(day: date, working: bool) -> None:
    assert STATE.is_working(day) == working


def test_a_local_day_on_a_worked_weekend_is_off_and_on_a_plain_weekend_is_just_the_weekend() -> None:
    make_up, saturday = date(2026, 9, 20), date(2026, 9, 19)
    calendar = WorkingCalendar(STATE.covered, STATE.days_off, STATE.make_up, frozenset({make_up, saturday}))

    count = calendar.after(date(2026, 9, 18), 1)

    assert count.passed_over == (PassedOver(saturday, Why.WEEKEND), PassedOver(make_up, Why.LOCAL))
    assert count.worked_weekends == ()


@pytest.mark.article(32)
def test_the_last_of_july_2027_is_monday_the_second_of_august_and_provisional() -> None:
    count = STATE.rolled(date(2027, 7, 31))

    assert (count.last, count.days, count.provisional) == (date(2027, 8, 2), 0, True)


@pytest.mark.article(32)
def test_a_last_day_that_is_worked_stays_where_it_is() -> None:
    assert STATE.rolled(date(2026, 7, 31)) == Count(date(2026, 7, 31), 0, date(2026, 7, 31), False, (), ())
    assert STATE.rolled(date(2026, 9, 20)).worked_weekends == (date(2026, 9, 20),)


def test_counting_back_passes_over_the_same_days() -> None:
    assert STATE.before(date(2026, 9, 23), 3).last == date(2026, 9, 20)
    assert STATE.before(date(2026, 10, 8), 1).last == date(2026, 9, 30)
    assert STATE.before(date(2027, 1, 4), 1).provisional


def test_less_than_one_working_day_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="at least one"):
        STATE.after(date(2026, 9, 17), 0)


def test_a_day_cannot_be_off_and_worked_at_once() -> None:
    with pytest.raises(ValueError, match="2026-09-20"):
        WorkingCalendar(frozenset({2026}), frozenset({date(2026, 9, 20)}), frozenset({date(2026, 9, 20)}))


@pytest.mark.article(5)
@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2024, 2, 28), date(2029, 2, 28)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2024, 3, 1), date(2029, 3, 1)),
        (date(2023, 10, 19), date(2028, 10, 19)),
        (date(2022, 1, 1), date(2027, 1, 1)),  # a holiday, and not rolled
    ],
)
def test_validity_ends_on_the_corresponding_day(day: date, until: date) -> None:
    assert corresponding_day(day, 5) == until


def test_the_office_day_changes_at_midnight_in_shanghai() -> None:
    assert office_day(datetime(2026, 11, 19, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 19)
    assert office_day(datetime(2026, 11, 19, 16, 0, tzinfo=UTC)) == date(2026, 11, 20)
    assert office_day(datetime(2026, 11, 19, 16, 0, tzinfo=timezone(timedelta(hours=8)))) == date(2026, 11, 19)


def test_a_moment_without_a_zone_has_no_office_day() -> None:
    with pytest.raises(ValueError, match="aware"):
        office_day(datetime(2026, 11, 19, 16, 0))  # noqa: DTZ001 - the lack of a zone is what is tried


def test_a_day_of_every_year_is_read_and_placed() -> None:
    assert MonthDay.read("06-20").in_year(2027) == date(2027, 6, 20)
    with pytest.raises(ValueError, match="day"):
        MonthDay.read("02-29")


@given(start=settled_days, days=st.integers(1, 30))
def test_between_start_and_last_lie_exactly_the_days_counted(start: date, days: int) -> None:
    count = STATE.after(start, days)
    span = [start + timedelta(days=n) for n in range(1, (count.last - start).days + 1)]

    assert sum(STATE.is_working(day) for day in span) == days
    assert STATE.is_working(count.last)
    assert [passed.day for passed in count.passed_over] == [day for day in span if not STATE.is_working(day)]


@given(start=any_days, first=st.integers(1, 20), second=st.integers(1, 20))
def test_counting_in_two_steps_leads_to_the_same_day(start: date, first: int, second: int) -> None:
    assert STATE.after(STATE.after(start, first).last, second).last == STATE.after(start, first + second).last


@given(start=any_days, days=st.integers(1, 20))
def test_counting_back_undoes_counting_on_from_a_working_day(start: date, days: int) -> None:
    day = STATE.rolled(start).last

    assert STATE.before(STATE.after(day, days).last, days).last == day


@given(start=any_days, days=st.integers(1, 20))
def test_a_count_is_provisional_exactly_when_one_of_its_days_is_unsettled(start: date, days: int) -> None:
    count = STATE.after(start, days)
    late_december = date(2026, 12, 29)

    assert count.provisional == (count.last >= late_december)


@given(day=any_days)
def test_rolling_twice_changes_nothing(day: date) -> None:
    last = STATE.rolled(day).last

    assert last >= day
    assert STATE.rolled(last).last == last
