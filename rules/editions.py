"""An edition of the award: one round of applications every two years (Art. 4)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition. Applications are taken from `opens_on` to `closes_on`, both included; `pack` is its version."""

    id: int
    number: int
    year: int
    opens_on: date
    closes_on: date
    pack: str

    def takes_on(self, day: date) -> bool:
        """Whether an application can be sent on `day`."""
        return self.opens_on <= day <= self.closes_on
