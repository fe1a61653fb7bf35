"""Compares days used with days allowed, in figures for each kind of deadline (Art. 15-23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Span:
    """One deadline in working days: how many it allows, and how many passed until it was met, or until now."""

    allowed: int
    used: int
    met: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """The figures for deadlines of one kind.

    `allowed` is the most that any of them allows, `usual` the median of the days taken by those that were met (None
    without any), `longest` the most that any has taken so far. `late` counts those met too late and those still running
    past their last day.
    """

    allowed: int
    met: int
    running: int
    late: int
    usual: float | None
    longest: int


def pace_of(spans: Sequence[Span]) -> Pace:
    """Return the pace of these deadlines. There must be at least one."""
    met = [span.used for span in spans if span.met]
    return Pace(
        allowed=max(span.allowed for span in spans),
        met=len(met),
        running=len(spans) - len(met),
        late=sum(span.used > span.allowed for span in spans),
        usual=median(met) if met else None,
        longest=max(span.used for span in spans),
    )
