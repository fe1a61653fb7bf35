"""Days used against days allowed: the usual, the longest, and what came too late (Art. 15-23)."""

import pytest

from rules.engine.deadlines import Pace, Span, pace_of


@pytest.mark.article(23)
@pytest.mark.parametrize(
    ("spans", "pace"),
    [
        ([Span(5, 5, True)], Pace(5, 1, 0, 0, 5, 5)),
        ([Span(5, 6, True), Span(5, 1, True)], Pace(5, 2, 0, 1, 3.5, 6)),
        ([Span(5, 5, False)], Pace(5, 0, 1, 0, None, 5)),
        ([Span(5, 6, False), Span(10, 2, True)], Pace(10, 1, 1, 1, 2, 6)),
    ],
)
def test_a_deadline_is_late_on_the_day_after_its_last_whether_it_was_met_or_not(spans: list[Span], pace: Pace) -> None:
    assert pace_of(spans) == pace
