"""Answers of one point a line: what is to be supplied, what a report still lacks (Art. 15, 32)."""

from typing import Any

from rules.answers import clean
from rules.forms import Answers, Check, Facts
from rules.refusals import Unfit

MOST = 10
LONGEST = 200
PLACES = {"most": str(MOST), "longest": str(LONGEST)}
"""The values for help texts that state these limits."""


def points(text: str) -> tuple[str, ...]:
    """Return the points of such an answer, in order, without empty lines."""
    return tuple(line.strip() for line in clean(text).split("\n") if line.strip())


def are_points(article: int) -> Check:
    """Make a check that raises Unfit for more than MOST points, or one longer than LONGEST characters."""

    def check(value: Any, _answers: Answers, _facts: Facts) -> None:
        written = points(value)
        if len(written) > MOST:
            raise Unfit("supplement.points.many", article=article, count=len(written), most=MOST)
        for place, point in enumerate(written, start=1):
            if len(point) > LONGEST:
                raise Unfit("supplement.points.long", article=article, place=place, most=LONGEST)

    return check
