"""What sheets add up to, which of them stand apart, and who gets which case (Art. 16, 17, 20, 40)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from rules.engine.rubrics import Criterion, Part
from rules.reviews.assignments import Assignment, Standing, spread, standing_of
from rules.reviews.scores import Tally, apart, mean, median, points_of, rounded, total_of

NOW = datetime(2026, 9, 1, tzinfo=UTC)
RUBRIC = (Criterion("a", "甲", "A", 600), Criterion("b", "乙", "B", 400))


def sheet(one: int, points: int | None, standing: Standing = Standing.ACTIVE) -> Assignment:
    scores = None if points is None else {"a": points, "b": 0}
    locked = None if points is None else NOW
    return Assignment(one, 1, Part.MATERIAL, one, one == 1, standing, NOW, 9, scores=scores, locked_at=locked)


def tally(*sheets: Assignment, panel: int = 2, mark: int | None = None) -> Tally:
    return Tally(assignments=sheets, total=1000, panel=panel, mark=mark)


@pytest.mark.article(16)
def test_a_sheet_adds_up_and_a_zero_counts() -> None:
    assert total_of(RUBRIC) == 1000
    assert points_of({"a": 600, "b": 0}) == 600
    assert points_of({"a": 0, "b": 0}) == 0
    assert mean([0, 700]) == Decimal(350)


def test_of_nothing_there_is_no_mean_and_no_median() -> None:
    assert (mean([]), median([]), apart({}, 1000)) == (None, None, frozenset())
    assert (tally().mean, tally(mark=600).passes) == (None, None)


@pytest.mark.parametrize(
    ("sums", "mid"), [((500,), "500"), ((500, 601), "550.5"), ((900, 100, 500), "500"), ((1, 2, 3, 10), "2.5")]
)
def test_the_median_is_the_middle_or_halfway(sums: tuple[int, ...], mid: str) -> None:
    assert median(sums) == Decimal(mid)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("766.66666", "766.67"),
        ("766.665", "766.67"),
        ("766.664", "766.66"),
        ("700", "700"),
        ("0", "0"),
        ("700.50", "700.5"),
    ],
)
def test_a_mean_is_read_to_the_hundredth(value: str, read: str) -> None:
    assert str(rounded(Decimal(value))) == read


def test_a_mean_is_compared_before_it_is_rounded() -> None:
    sheets = (sheet(1, 600), sheet(2, 600), sheet(3, 599))
    assert tally(*sheets, mark=600).passes is False
    assert str(rounded(tally(*sheets).mean or Decimal(0))) == "599.67"
    assert tally(sheet(1, 600), sheet(2, 600), mark=600).passes is True


@pytest.mark.article(20)
@pytest.mark.parametrize(("points", "alone"), [(700, set()), (701, {3}), (300, set()), (299, {3}), (0, {3})])
def test_a_sheet_stands_apart_beyond_a_fifth_of_the_total(points: int, alone: set[int]) -> None:
    assert apart({1: 500, 2: 500, 3: points}, 1000) == alone


def test_of_two_that_differ_much_both_stand_apart() -> None:
    assert apart({1: 100, 2: 501}, 1000) == {1, 2}
    assert apart({1: 100, 2: 500}, 1000) == set()


@pytest.mark.article(40)
def test_what_is_missing_replaced_or_excluded_is_not_counted() -> None:
    sheets = (sheet(1, 500), sheet(2, None), sheet(3, 900, Standing.EXCLUDED), sheet(4, None, Standing.REPLACED))
    found = tally(*sheets)
    assert (found.sums, found.mean) == ({1: 500}, Decimal(500))
    assert ([one.id for one in found.awaited], found.asked, found.complete) == ([2], 2, False)
    assert [standing_of(one) for one in sheets] == ["locked", "awaited", "excluded", "replaced"]


@pytest.mark.parametrize(("locked", "awaited", "complete"), [(1, 0, False), (2, 0, True), (3, 0, True), (2, 1, False)])
def test_a_part_is_complete_with_enough_sheets_and_none_to_come(locked: int, awaited: int, complete: bool) -> None:
    sheets = [sheet(one, 500) for one in range(locked)] + [sheet(90 + one, None) for one in range(awaited)]
    assert tally(*sheets).complete is complete


@pytest.mark.article(17)
def test_cases_are_shared_out_evenly_and_so_are_their_heads() -> None:
    given = spread(range(30), {1: 0, 2: 0, 3: 0}, {}, size=2)
    assert {one: sum(one in panel for panel in given.values()) for one in (1, 2, 3)} == {1: 20, 2: 20, 3: 20}
    assert {one: sum(panel[0] == one for panel in given.values()) for one in (1, 2, 3)} == {1: 10, 2: 10, 3: 10}


def test_who_has_more_to_do_gets_less() -> None:
    given = spread(range(4), {1: 4, 2: 0, 3: 0}, {}, size=2)
    assert list(given.values()) == [(2, 3), (3, 2), (2, 3), (3, 2)]


@pytest.mark.article(40)
def test_nobody_gets_a_case_that_they_are_barred_from() -> None:
    given = spread([7, 8], {1: 0, 2: 5, 3: 5}, {7: {1}}, size=2)
    assert set(given[7]) == {2, 3}
    assert 1 in given[8]


def test_a_case_for_which_too_few_are_left_is_left_out() -> None:
    assert spread([7, 8], {1: 0, 2: 0}, {7: {1}}, size=2) == {8: (1, 2)}
    assert spread([7], {}, {}, size=1) == {}
