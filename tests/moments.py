"""What time it is for whatever a test starts: a moment that it is given, from which its clock runs on.

No test depends on the day on which it runs. Without a moment of its own, everything begins at ten on the same working
day; `TRIAL_DAY=2026-12-31` makes it another day for all of them (`scripts/days`).
"""

import os
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as hour
from typing import Any, Self

from rules.engine.calendar import OFFICE_ZONE

DAY = date.fromisoformat(os.environ.get("TRIAL_DAY", "2026-11-25"))
"""A Wednesday on which nothing falls due, in a year whose holidays are known."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that every process of a machine reads alike: `origin` is its moment when the machine's seconds began.

    It runs with the machine's monotonic seconds, so a service that is started again goes on where it was.
    """

    origin: datetime

    @classmethod
    def at(cls, moment: datetime) -> Self:
        """A clock that shows this moment just now."""
        return cls(moment - timedelta(seconds=time.monotonic()))

    def __call__(self) -> datetime:
        """The present moment."""
        return self.origin + timedelta(seconds=time.monotonic())


def at_ten(day: date) -> datetime:
    """Ten o'clock in the office."""
    return datetime.combine(day, hour(10), OFFICE_ZONE)


def of_the_machine() -> dict[str, Any]:
    """The environment for a program that does not bear to believe in another day, and is not asked for the date.

    Chromium never finishes a page with libfaketime; PostgreSQL forks by its own clocks. Cookies are given an age and no
    date, and no statement asks for the moment.
    """
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD" and "FAKETIME" not in name}


class _Trial:
    clock = Clock.at(at_ten(DAY))


def begin() -> None:
    """Set the clock back to the beginning: each test has it."""
    _Trial.clock = Clock.at(at_ten(DAY))


def clock() -> Clock:
    """The clock of this test, for what it starts."""
    return _Trial.clock


def now() -> datetime:
    """The present moment of this test."""
    return _Trial.clock()
