"""Days used against days allowed: how a kind of deadline is kept, in numbers alone (Art. 15-23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Span:
    """One deadline in working days: how many it allows, how many passed until it was met, or until now."""

    allowed: int
    used: int
    met: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """Deadlines of one kind. `allowed` is the most that any of them allows.

    `usual` is the median of the days that those which were met took, None where none was; `longest` is the most that
    any took so far. `late` counts those that were met too late, or still run and are past their day.
    """

    allowed: int
    met: int
    running: int
    late: int
    usual: float | None
    longest: int


def pace_of(spans: Sequence[Span]) -> Pace:
    """The pace of these deadlines, of which there is at least one."""
    met = [span.used for span in spans if span.met]
    return Pace(
        allowed=max(span.allowed for span in spans),
        met=len(met),
        running=len(spans) - len(met),
        late=sum(span.used > span.allowed for span in spans),
        usual=median(met) if met else None,
        longest=max(span.used for span in spans),
    )
