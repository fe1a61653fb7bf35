"""What a benchmark reports, and the limits that it is compared with."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure, and the limit that it must stay below."""

    name: str
    found: float
    most: float
    unit: str

    @property
    def broken(self) -> bool:
        """Say whether the figure has reached its limit."""
        return self.found >= self.most


def held(*limits: Limit) -> bool:
    """Print each figure beside its limit; return whether all are kept."""
    for one in limits:
        verdict = "over the limit of" if one.broken else "limit"
        print(f"{one.name:<8} {one.found:>8.1f} {one.unit} ({verdict} {one.most:g} {one.unit})")
    return not any(one.broken for one in limits)


@dataclass(frozen=True, slots=True)
class Result:
    """How many updates were handled in how many seconds, without setting up."""

    updates: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.updates / self.seconds


class Side(Protocol):
    """One way to hold the conversation: each of `people` begins a form and answers `steps` questions."""

    async def __call__(self, people: int, steps: int) -> Result: ...
