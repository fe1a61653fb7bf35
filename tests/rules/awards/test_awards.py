"""Until when an award is valid, what it is on a day, who owes the July report, who may apply again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given
from hypothesis import strategies as st

from rules.awards.validity import (
    Assessment,
    AssessmentState,
    Award,
    Ending,
    Rung,
    Standing,
    award_ladder,
    certificate_key,
    coming_july,
    owes_self_assessment,
    returned_ladder,
    rungs,
    standing,
    valid_until,
)
from rules.engine.calendar import WorkingCalendar
from rules.engine.deadlines import present_step
from rules.engine.pack import load_pack

PACK = load_pack()
CALENDAR = WorkingCalendar(
    covered=frozenset(range(2004, 2027)),
    days_off=frozenset(day for day in holidays if day.weekday() < 5),
    make_up=frozenset(workdays),
)
DAY = timedelta(days=1)


def award(decided_on: date = date(2023, 9, 28), **changed: object) -> Award:
    one = Award(
        id=1,
        holder="h",
        award="award",
        organisation=True,
        name="临夏县某某食品有限公司",
        decision="临县府发〔2023〕60号",
        decided_on=decided_on,
        valid_until=valid_until(decided_on, PACK),
        certificate="",
        plaque="",
        unit="market_regulation",
        entered_on=decided_on,
    )
    return replace(one, **changed)  # type: ignore[arg-type]


@pytest.mark.article(5)
def test_an_award_is_valid_until_the_corresponding_day_five_years_later() -> None:
    assert valid_until(date(2023, 9, 28), PACK) == date(2028, 9, 28)
    assert valid_until(date(2024, 2, 29), PACK) == date(2029, 2, 28)
    assert valid_until(date(2021, 10, 2), PACK) == date(2026, 10, 2)  # a day off: validity is not rolled


@pytest.mark.article(5)
def test_after_its_time_the_main_award_is_pending_and_the_nomination_over() -> None:
    main, nomination = award(), award(award="nomination")
    days = (date(2028, 9, 27), date(2028, 9, 28), date(2028, 9, 29))
    assert [standing(main, day, PACK) for day in days] == [Standing.VALID, Standing.VALID, Standing.PENDING]
    assert [standing(nomination, day, PACK) for day in days] == [Standing.VALID, Standing.VALID, Standing.EXPIRED]


@pytest.mark.article(39)
def test_an_award_that_was_taken_away_is_gone_from_that_day_on() -> None:
    gone = award(ending=Ending.REVOKED, ended_on=date(2025, 3, 4))
    assert standing(gone, date(2025, 3, 3), PACK) is Standing.VALID
    assert standing(gone, date(2025, 3, 4), PACK) is Standing.REVOKED
    assert standing(gone, date(2030, 1, 1), PACK) is Standing.REVOKED


@pytest.mark.article(32)
@pytest.mark.parametrize(
    ("decided_on", "years"),
    [
        (date(2023, 6, 30), (2023, 2024, 2025, 2026, 2027)),
        (date(2023, 7, 1), (2024, 2025, 2026, 2027, 2028)),  # decided in July: the first July after it
        (date(2023, 7, 2), (2024, 2025, 2026, 2027, 2028)),
        (date(2023, 12, 31), (2024, 2025, 2026, 2027, 2028)),
    ],
)
def test_a_report_is_owed_from_the_first_july_after_the_award(decided_on: date, years: tuple[int, ...]) -> None:
    one = award(decided_on)
    assert tuple(year for year in range(2020, 2032) if owes_self_assessment(one, year, PACK)) == years


@pytest.mark.article(32)
def test_individuals_owe_no_report_and_nomination_winners_do() -> None:
    assert not owes_self_assessment(award(organisation=False), 2026, PACK)
    assert owes_self_assessment(award(award="nomination"), 2026, PACK)
    only_main = replace(PACK, self_assessment=replace(PACK.self_assessment, awards=("award",)))
    assert not owes_self_assessment(award(award="nomination"), 2026, only_main)


@pytest.mark.article(32)
def test_no_report_is_owed_once_the_award_is_taken_away() -> None:
    assert owes_self_assessment(award(ending=Ending.CANCELLED, ended_on=date(2026, 7, 2)), 2026, PACK)
    assert not owes_self_assessment(award(ending=Ending.CANCELLED, ended_on=date(2026, 7, 1)), 2026, PACK)


@pytest.mark.article(34)
def test_a_certificate_is_compared_without_width_case_spaces_and_dashes() -> None:
    same = {certificate_key(number) for number in ("LXQ-2023-01", "ｌｘｑ－２０２３－０１", "lxq 2023 01")}
    assert same == {"lxq202301"}
    assert certificate_key("LXQ-2023-02") != certificate_key("LXQ-2023-01")
    assert (certificate_key(""), certificate_key(" — ")) == (None, None)


def test_the_coming_july_is_the_one_that_can_still_be_kept() -> None:
    assert coming_july(date(2027, 8, 2), CALENDAR, PACK) == 2027  # 31 July 2027 is a Saturday
    assert coming_july(date(2027, 8, 3), CALENDAR, PACK) == 2028


def test_a_returned_report_is_reminded_before_on_and_after_its_day() -> None:
    one = Assessment(
        id=1,
        award_id=1,
        year=2026,
        state=AssessmentState.RETURNED,
        due_on=date(2026, 7, 31),
        provisional=False,
        returned_on=date(2026, 8, 3),
        back_by=date(2026, 8, 10),
    )
    steps = [(step.name, step.on) for step in returned_ladder(one, CALENDAR, PACK)]
    assert steps == [
        ("before-3", date(2026, 8, 5)),
        ("due", date(2026, 8, 10)),
        ("late-1", date(2026, 8, 11)),
        ("late-3", date(2026, 8, 13)),
    ]
    late = replace(one, returned_on=date(2026, 8, 5))
    assert [step.name for step in returned_ladder(late, CALENDAR, PACK)] == ["due", "late-1", "late-3"]


@pytest.mark.article(5)
def test_the_rungs_of_a_day_name_the_last_days_that_stand_on_each() -> None:
    assert rungs(date(2028, 9, 1), PACK)[-3:] == (
        Rung(30, date(2028, 9, 9), date(2028, 10, 1)),
        Rung(7, date(2028, 9, 1), date(2028, 9, 8)),
        Rung(-1, date.min, date(2028, 8, 31)),
    )


@pytest.mark.article(5)
@given(ends=st.dates(date(2025, 1, 1), date(2030, 12, 31)), ahead=st.integers(-400, 30))
def test_the_rungs_find_exactly_the_step_that_the_ladder_names(ends: date, ahead: int) -> None:
    day = ends + ahead * DAY
    one = award(ends - 365 * DAY, valid_until=ends, entered_on=date(2020, 1, 1))
    step = present_step(award_ladder(one, PACK), day)
    found = [rung.left for rung in rungs(day, PACK) if rung.first <= ends <= rung.last]
    assert found == ([] if step is None else [(ends - step.on).days])


def test_the_end_of_an_award_that_came_before_we_knew_of_it_is_not_told() -> None:
    assert award_ladder(award(entered_on=date(2028, 9, 29)), PACK) == ()
    assert award_ladder(award(award="nomination"), PACK) == ()
    assert len(award_ladder(award(entered_on=date(2028, 9, 28)), PACK)) == 6
