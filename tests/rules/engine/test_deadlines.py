from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.calendar import MonthDay, WorkingCalendar
from rules.engine.deadlines import (
    Step,
    Told,
    calendar_ladder,
    expiry_ladder,
    measures_end_ladder,
    objection_ladder,
    present_step,
    self_assessment_due,
    self_assessment_ladder,
    task_ladder,
)

CALENDAR = WorkingCalendar(
    covered=frozenset(range(2004, 2027)),
    days_off=frozenset(day for day in holidays if day.weekday() < 5),
    make_up=frozenset(workdays),
)
REMIND_ON = tuple(map(MonthDay.read, ("06-20", "07-01", "07-15", "07-25", "07-31")))
ASSIGNEE = frozenset({Told.ASSIGNEE})
OFFICE = frozenset({Told.OFFICE})
AROUND_HOLDER = frozenset({Told.HOLDER, Told.RECEIVING_UNIT, Told.OFFICE})
HOLDER_AND_OFFICE = frozenset({Told.HOLDER, Told.OFFICE})


def july(year: int) -> tuple[Step, ...]:
    return self_assessment_ladder(year, CALENDAR, remind_on=REMIND_ON, last=MonthDay(7, 31), every_days=7, times=4)


def test_a_task_is_reminded_before_on_and_after_its_day_and_the_last_tells_the_lead() -> None:
    assert task_ladder(date(2026, 9, 23), CALENDAR, before=3, late=(1, 3)) == (
        Step("before-3", date(2026, 9, 20), False, ASSIGNEE),  # a worked Sunday
        Step("due", date(2026, 9, 23), False, ASSIGNEE),
        Step("late-1", date(2026, 9, 24), True, ASSIGNEE),
        Step("late-3", date(2026, 9, 29), True, ASSIGNEE | {Told.LEAD}),  # the festival's three days passed over
    )


@pytest.mark.article(23)
def test_an_objection_calls_the_office_at_once_and_on_the_third_fourth_and_fifth_working_day() -> None:
    assert objection_ladder(date(2026, 11, 13), CALENDAR, days=5, remind=(3, 4, 5)) == (
        Step("received", date(2026, 11, 13), False, OFFICE),
        Step("day-3", date(2026, 11, 18), False, OFFICE),
        Step("day-4", date(2026, 11, 19), False, OFFICE),
        Step("day-5", date(2026, 11, 20), False, OFFICE),
        Step("late", date(2026, 11, 21), True, OFFICE | {Told.LEAD, Told.DEPUTY_CHAIR}),
    )


@pytest.mark.article(23)
def test_an_objection_is_not_late_on_its_last_day_and_late_on_the_day_after() -> None:
    ladder = objection_ladder(date(2026, 4, 29), CALENDAR, days=5, remind=(3, 4, 5))

    assert [step.name for step in ladder if step.on == date(2026, 5, 9)] == ["day-5"]  # a worked Saturday
    assert present_step(ladder, date(2026, 5, 9)) == Step("day-5", date(2026, 5, 9), False, OFFICE)
    late = present_step(ladder, date(2026, 5, 10))
    assert late is not None
    assert (late.name, late.overdue) == ("late", True)


@pytest.mark.article(32)
def test_july_2027_is_reminded_five_times_then_weekly_after_monday_the_second_of_august() -> None:
    assert self_assessment_due(2027, CALENDAR, last=MonthDay(7, 31)).last == date(2027, 8, 2)
    assert july(2027) == (
        Step("06-20", date(2027, 6, 20), False, AROUND_HOLDER),
        Step("07-01", date(2027, 7, 1), False, AROUND_HOLDER),
        Step("07-15", date(2027, 7, 15), False, AROUND_HOLDER),
        Step("07-25", date(2027, 7, 25), False, AROUND_HOLDER),
        Step("07-31", date(2027, 7, 31), False, AROUND_HOLDER),
        Step("late-1", date(2027, 8, 9), True, AROUND_HOLDER),
        Step("late-2", date(2027, 8, 16), True, AROUND_HOLDER),
        Step("late-3", date(2027, 8, 23), True, AROUND_HOLDER),
        Step("late-4", date(2027, 8, 30), True, AROUND_HOLDER),
    )


@pytest.mark.article(32)
def test_july_2026_is_not_rolled() -> None:
    assert [step.on for step in july(2026)][-5:] == [
        date(2026, 7, 31),
        date(2026, 8, 7),
        date(2026, 8, 14),
        date(2026, 8, 21),
        date(2026, 8, 28),
    ]


@pytest.mark.article(5)
def test_expiry_is_told_five_times_before_and_once_after() -> None:
    assert expiry_ladder(date(2031, 12, 31), days_before=(365, 180, 90, 30, 7)) == (
        Step("before-365", date(2030, 12, 31), False, HOLDER_AND_OFFICE),
        Step("before-180", date(2031, 7, 4), False, HOLDER_AND_OFFICE),
        Step("before-90", date(2031, 10, 2), False, HOLDER_AND_OFFICE),
        Step("before-30", date(2031, 12, 1), False, HOLDER_AND_OFFICE),
        Step("before-7", date(2031, 12, 24), False, HOLDER_AND_OFFICE),
        Step("expired", date(2032, 1, 1), True, HOLDER_AND_OFFICE),
    )


def test_a_years_notice_is_asked_for_by_the_end_of_november_and_then_every_week_from_the_lead_too() -> None:
    ladder = calendar_ladder(date(2026, 11, 30))

    assert [(step.name, step.on, Told.LEAD in step.tells) for step in ladder[:4]] == [
        ("before-5", date(2026, 11, 25), False),
        ("due", date(2026, 11, 30), False),
        ("late-1", date(2026, 12, 1), True),
        ("late-2", date(2026, 12, 8), True),
    ]
    assert (ladder[-1].name, ladder[-1].on) == ("late-8", date(2027, 1, 19))


@pytest.mark.article(43)
def test_the_end_of_the_measures_is_told_to_the_office_three_times_before_and_once_after() -> None:
    assert measures_end_ladder(date(2028, 10, 19), days_before=(365, 180, 90)) == (
        Step("before-365", date(2027, 10, 20), False, OFFICE),
        Step("before-180", date(2028, 4, 22), False, OFFICE),
        Step("before-90", date(2028, 7, 21), False, OFFICE),
        Step("ended", date(2028, 10, 20), True, OFFICE),
    )


@pytest.mark.article(32)
@pytest.mark.parametrize(
    ("today", "name"),
    [
        (date(2027, 6, 19), None),
        (date(2027, 6, 20), "06-20"),
        (date(2027, 6, 30), "06-20"),
        (date(2027, 7, 1), "07-01"),
        (date(2027, 8, 8), "07-31"),
        (date(2027, 8, 9), "late-1"),
        (date(2028, 5, 1), "late-4"),
    ],
)
def test_only_the_present_step_is_caught_up_after_downtime(today: date, name: str | None) -> None:
    step = present_step(july(2027), today)

    assert (step.name if step else None) == name


@given(
    received_on=st.dates(date(2005, 1, 1), date(2034, 12, 31)),
    days=st.lists(st.integers(0, 40), min_size=1, max_size=9),
)
def test_the_present_step_never_goes_back(received_on: date, days: list[int]) -> None:
    ladder = objection_ladder(received_on, CALENDAR, days=5, remind=(3, 4, 5))
    seen = [present_step(ladder, received_on + timedelta(days=n)) for n in sorted(days)]
    order = [ladder.index(step) for step in seen if step]

    assert order == sorted(order)
    assert len(order) == len(days)


@given(due=st.dates(date(2005, 1, 1), date(2034, 12, 31)))
def test_every_name_is_there_once_and_the_days_only_grow(due: date) -> None:
    for ladder in (task_ladder(due, CALENDAR, before=3, late=(1, 3)), july(due.year)):
        assert len({step.name for step in ladder}) == len(ladder)
        assert [step.on for step in ladder] == sorted(step.on for step in ladder)
