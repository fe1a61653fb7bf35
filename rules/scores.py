"""Scores: what a sheet adds up to, the mean and the median of several, and which of them stand apart (Art. 16-20)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from rules.reviews import Assignment
from rules.rubrics import Criterion

APART = Decimal("0.2")
"""A sheet stands apart when it is further from the median than this share of the total."""
_HUNDREDTH = Decimal("0.01")


def total_of(rubric: Iterable[Criterion]) -> int:
    """The most points that a sheet can have."""
    return sum(criterion.points for criterion in rubric)


def points_of(scores: Mapping[str, int]) -> int:
    """What a sheet adds up to."""
    return sum(scores.values())


def misfits(rubric: Iterable[Criterion], scores: Mapping[str, int]) -> tuple[str, ...]:
    """The criteria of which a sheet has no points, or points that they do not have; and what is no criterion at all.

    Of a sheet that was locked here there are none: the check is for what was done to it since (Art. 20).
    """
    points = {criterion.key: criterion.points for criterion in rubric}
    wrong = [key for key, most in points.items() if key not in scores or not 0 <= scores[key] <= most]
    return (*wrong, *(key for key in scores if key not in points))


def mean(sums: Collection[int]) -> Decimal | None:
    """The mean of whole sheets, not rounded; None of none, for nobody's score is zero by being missing."""
    return Decimal(sum(sums)) / len(sums) if sums else None


def median(sums: Collection[int]) -> Decimal | None:
    """The middle one, or halfway between the two in the middle; None of none."""
    if not sums:
        return None
    ordered, half = sorted(sums), len(sums) // 2
    return Decimal(ordered[half] + ordered[half - 1 + len(sums) % 2]) / 2


def apart(sums: Mapping[int, int], total: int) -> frozenset[int]:
    """Those of the sheets that stand apart from the others: they are shown, and count all the same."""
    middle = median(sums.values())
    return frozenset(key for key, points in sums.items() if middle is not None and abs(points - middle) > APART * total)


def rounded(value: Decimal) -> Decimal:
    """A mean as people read it: to the hundredth, half up, without spare zeros."""
    shown = value.quantize(_HUNDREDTH, ROUND_HALF_UP).normalize()
    return shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The sheets of one application in one part: all of them, of which those count that `Assignment.counts` says.

    `panel` is the least number of sheets, `mark` the least mean that passes (None where the edition has none).
    """

    assignments: tuple[Assignment, ...]
    total: int
    panel: int
    mark: int | None

    @property
    def counted(self) -> tuple[Assignment, ...]:
        """The sheets that go into the result."""
        return tuple(one for one in self.assignments if one.counts)

    @property
    def awaited(self) -> tuple[Assignment, ...]:
        """Those that are still to come."""
        return tuple(one for one in self.assignments if one.awaited)

    @property
    def asked(self) -> int:
        """How many reviewers are at it, done or not."""
        return len(self.counted) + len(self.awaited)

    @property
    def complete(self) -> bool:
        """Whether all sheets are in, and enough of them."""
        return not self.awaited and len(self.counted) >= self.panel

    @property
    def sums(self) -> dict[int, int]:
        """What each sheet that counts adds up to, by the id of its assignment."""
        return {one.id: points_of(one.scores or {}) for one in self.counted}

    @property
    def mean(self) -> Decimal | None:
        """The mean of the sheets that count."""
        return mean(self.sums.values())

    @property
    def apart(self) -> frozenset[int]:
        """The sheets that stand apart."""
        return apart(self.sums, self.total)

    @property
    def passes(self) -> bool | None:
        """Whether the mean reaches the mark; None where there is no mark, or no sheet."""
        return None if self.mark is None or self.mean is None else self.mean >= self.mark
