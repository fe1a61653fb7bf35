"""A strip of days names the months that it has room for, and a bar is as long as its number."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from rules.engine.deadlines import Pace
from web.engine.drawings import bars_of, gauges_of, strip_of


@pytest.mark.parametrize("months", [1, 3, 7, 14, 40])
def test_no_name_of_a_month_runs_into_another_or_over_the_end(months: int) -> None:
    first = date(2026, 10, 29)
    strip = strip_of([first, first + timedelta(days=30 * months)])
    named = [strip.at(day) for day in strip.named()]
    assert 1 <= len(named) <= 4
    assert max(named) <= 85
    assert min((later - earlier for earlier, later in pairwise(named)), default=100) >= 20
    assert set(strip.named()) <= set(strip.months())


def test_the_longest_bar_is_whole_and_none_stands_for_nothing() -> None:
    assert [bar.share for bar in bars_of({"a": 4, "b": 1, "c": 0})] == [100.0, 25.0, 0.0]
    assert bars_of({}) == []


def test_gauges_of_an_edition_share_one_scale() -> None:
    paces = {"review": Pace(10, 2, 0, 0, 4.5, 6), "examination": Pace(5, 0, 1, 1, None, 20)}
    drawn = [(one.name, one.usual, one.longest, one.allowed) for one in gauges_of(paces)]
    assert drawn == [("review", 22.5, 30.0, 50.0), ("examination", 0.0, 100.0, 25.0)]
    assert gauges_of({}) == []
