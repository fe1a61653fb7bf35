"""The geometry of the drawings on the office's pages: spans of days and bars, in per cent of a strip.

Each strip stands in a table row whose text and numbers say the same, for screen readers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.engine.deadlines import Pace

_FULL = 100
_NAMES, _LAST_NAME = 4, 85.0
"""The most month names on a strip, and the last place for one, so that names do not collide even on a phone."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: name, count, and length in per cent of the longest."""

    name: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Gauge:
    """Days used beside days allowed: usual, longest and allowed, in per cent of the longest of all."""

    name: str
    pace: Pace
    usual: float
    longest: float
    allowed: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a span of days begins on the strip, and how long it is, both in per cent."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Strip:
    """The days of a strip, first and last included."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Return where the day begins."""
        return round(_FULL * (day - self.first).days / self._days, 2)

    def stretch(self, first: date, last: date) -> Stretch:
        """Return the span from `first` to the end of `last`."""
        return Stretch(self.at(first), round(_FULL * ((last - first).days + 1) / self._days, 2))

    def has(self, day: date) -> bool:
        """Say whether the day is on the strip."""
        return self.first <= day <= self.last

    def months(self) -> list[date]:
        """Return the first day of each month that begins on the strip."""
        days = [date(year, month, 1) for year in range(self.first.year, self.last.year + 1) for month in range(1, 13)]
        return [day for day in days if self.has(day)]

    def named(self) -> list[date]:
        """Return the months that have room for a name: a few, evenly spaced, none at the very end."""
        every = self.months()
        apart = max(1, -(-len(every) // _NAMES))
        return [day for day in every[::apart] if self.at(day) <= _LAST_NAME]

    @property
    def _days(self) -> int:
        return (self.last - self.first).days + 1


def strip_of(days: Iterable[date]) -> Strip:
    """Return a strip that holds all these days, with a margin on both sides."""
    found = sorted(days)
    return Strip(found[0] - timedelta(days=7), found[-1] + timedelta(days=14))


def bars_of(counts: Mapping[str, int]) -> list[Bar]:
    """Return a bar for each count, in order."""
    longest = max(counts.values(), default=0) or 1
    return [Bar(name, count, round(_FULL * count / longest, 1)) for name, count in counts.items()]


def gauges_of(paces: Mapping[str, Pace]) -> list[Gauge]:
    """Return a gauge for each kind of deadline, all on one scale."""
    whole = max((max(pace.allowed, pace.longest) for pace in paces.values()), default=0) or 1

    def share(days: float) -> float:
        return round(_FULL * days / whole, 1)

    return [
        Gauge(name, pace, share(pace.usual or 0), share(pace.longest), share(pace.allowed))
        for name, pace in paces.items()
    ]
