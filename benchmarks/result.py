"""What a benchmark reports, and the limits that it is compared with."""

import os
from dataclasses import dataclass
from typing import Protocol

from benchmarks import LOAD

BUSY = 0.5
"""The load of each processor at the start above which a figure says more of the machine than of the service."""


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


def settled(code: int, *, load: float = LOAD, processors: int = os.cpu_count() or 1) -> int:
    """Return a benchmark's exit code; if it fails on a busy machine, say so and let it pass."""
    if code == 0 or load <= BUSY * processors:
        return code
    print(
        f"The machine was busy before this began (load {load:.1f} on {processors} processors), so that it says nothing"
    )
    print("of the service. Run it again when nothing else runs.")
    return 0


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
