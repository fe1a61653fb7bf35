"""What a benchmark reports, and what it is held against."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure and what it must stay below."""

    name: str
    found: float
    most: float
    unit: str

    @property
    def broken(self) -> bool:
        """Whether the figure is too large."""
        return self.found >= self.most


def held(*limits: Limit) -> bool:
    """Prints each figure beside its limit; whether all of them are kept."""
    for one in limits:
        verdict = "over the limit of" if one.broken else "limit"
        print(f"{one.name:<8} {one.found:>8.1f} {one.unit} ({verdict} {one.most:g} {one.unit})")
    return not any(one.broken for one in limits)


@dataclass(frozen=True, slots=True)
class Result:
    """So many updates handled in so many seconds; setting up is not counted."""

    updates: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.updates / self.seconds


class Side(Protocol):
    """One way to hold the conversation: a form is begun and `steps` questions are answered, by each of `people`."""

    async def __call__(self, people: int, steps: int) -> Result: ...
