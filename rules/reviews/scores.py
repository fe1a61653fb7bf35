"""Scores: the sum of a sheet, the mean and median of several, and outliers among them (Art. 16-20)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from rules.engine.rubrics import Criterion
from rules.reviews.assignments import Assignment

APART = Decimal("0.2")
"""A sheet is an outlier when it differs from the median by more than this share of the total."""
_HUNDREDTH = Decimal("0.01")


def total_of(rubric: Iterable[Criterion]) -> int:
    """Return the most points that a sheet can have."""
    return sum(criterion.points for criterion in rubric)


def points_of(scores: Mapping[str, int]) -> int:
    """Return the sum of a sheet's points."""
    return sum(scores.values())


def misfits(rubric: Iterable[Criterion], scores: Mapping[str, int]) -> tuple[str, ...]:
    """Return the criteria with missing or impossible points, and keys that are no criterion at all.

    A sheet has none when it is locked; the check finds what was changed in it since (Art. 20).
    """
    points = {criterion.key: criterion.points for criterion in rubric}
    wrong = [key for key, most in points.items() if key not in scores or not 0 <= scores[key] <= most]
    return (*wrong, *(key for key in scores if key not in points))


def mean(sums: Collection[int]) -> Decimal | None:
    """Return the unrounded mean of the sheets' sums; None without any, because a missing score is not zero."""
    return Decimal(sum(sums)) / len(sums) if sums else None


def median(sums: Collection[int]) -> Decimal | None:
    """Return the median of the sums; None without any."""
    if not sums:
        return None
    ordered, half = sorted(sums), len(sums) // 2
    return Decimal(ordered[half] + ordered[half - 1 + len(sums) % 2]) / 2


def apart(sums: Mapping[int, int], total: int) -> frozenset[int]:
    """Return the sheets that are outliers: they are shown, and count all the same."""
    middle = median(sums.values())
    return frozenset(key for key, points in sums.items() if middle is not None and abs(points - middle) > APART * total)


def rounded(value: Decimal) -> Decimal:
    """Round a mean for display: to hundredths, half up, without spare zeros."""
    shown = value.quantize(_HUNDREDTH, ROUND_HALF_UP).normalize()
    return shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All sheets of one application in one part, with the result of those that count (`Assignment.counts`).

    `panel` is the least number of sheets, `mark` the least mean that passes (None if the edition has none).
    """

    assignments: tuple[Assignment, ...]
    total: int
    panel: int
    mark: int | None

    @property
    def counted(self) -> tuple[Assignment, ...]:
        """Return the sheets that go into the result."""
        return tuple(one for one in self.assignments if one.counts)

    @property
    def awaited(self) -> tuple[Assignment, ...]:
        """Return the sheets still to come."""
        return tuple(one for one in self.assignments if one.awaited)

    @property
    def asked(self) -> int:
        """Return the number of active reviewers, finished or not."""
        return len(self.counted) + len(self.awaited)

    @property
    def complete(self) -> bool:
        """Tell whether all sheets are in, and enough of them."""
        return not self.awaited and len(self.counted) >= self.panel

    @property
    def sums(self) -> dict[int, int]:
        """Return the sum of each sheet that counts, by the id of its assignment."""
        return {one.id: points_of(one.scores or {}) for one in self.counted}

    @property
    def mean(self) -> Decimal | None:
        """Return the mean of the sheets that count."""
        return mean(self.sums.values())

    @property
    def apart(self) -> frozenset[int]:
        """Return the sheets (by assignment id) that are outliers."""
        return apart(self.sums, self.total)

    @property
    def passes(self) -> bool | None:
        """Tell whether the mean reaches the mark; None where there is no mark or no sheet."""
        return None if self.mark is None or self.mean is None else self.mean >= self.mark
