"""What one side of a benchmark reports."""

from dataclasses import dataclass
from typing import Protocol


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
