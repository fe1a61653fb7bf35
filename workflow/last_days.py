"""The last day that a message tells of: what its reader may want in a calendar of their own (Art. 15, 23, 32)."""

import hashlib
from datetime import date, datetime
from typing import Any

from rules.calendar import office_day
from storage.owed import Owed
from storage.values import Say

PLACES = ("due", "last", "until", "closes")
"""Under which names messages tell a last day; the first that is filled counts."""


def last_day(owed: Owed, now: datetime) -> date | None:
    """The day that the reader has until, unless it is today or over; None where the message has none."""
    found = (_day(owed.values.get(place)) for place in PLACES)
    day = next((one for one in found if one is not None), None)
    return day if day is not None and day > office_day(now) else None


def duty_of(owed: Owed) -> str:
    """What the message is about, the same for each of its reminders; for one that is never repeated, itself."""
    return duty(f"{owed.kind}:{owed.values['of']}" if owed.kind and "of" in owed.values else owed.key, owed.person_id)


def duty(about: str, person_id: int) -> str:
    """The name of somebody's duty in a calendar, however its file reached them: a later date replaces an earlier one.

    `about` is the check that its messages name, and what they are about ("assessment:7"). It is a hash, for a calendar
    file and a mail's head are read by many machines.
    """
    return hashlib.sha256(f"{about}:{person_id}".encode()).hexdigest()[:32]


def _day(value: Any) -> date | None:
    if isinstance(value, Say):
        return _day(value.values.get("day"))
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
