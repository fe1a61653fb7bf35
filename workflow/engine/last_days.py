"""The last day named in a message, for its reader's own calendar (Art. 15, 23, 32)."""

import hashlib
from datetime import date, datetime
from typing import Any

from rules.engine.calendar import office_day
from storage.database.values import Say
from storage.engine.owed import Owed

PLACES = ("due", "last", "until", "closes")
"""The values in which messages carry a last day; the first one filled counts."""


def last_day(owed: Owed, now: datetime) -> date | None:
    """Return the message's last day if it is still ahead, else None."""
    found = (_day(owed.values.get(place)) for place in PLACES)
    day = next((one for one in found if one is not None), None)
    return day if day is not None and day > office_day(now) else None


def duty_of(owed: Owed) -> str:
    """Return the duty that the message belongs to, the same for all its reminders."""
    return duty(f"{owed.kind}:{owed.values['of']}" if owed.kind and "of" in owed.values else owed.key, owed.person_id)


def duty(about: str, person_id: int) -> str:
    """Return the id of a person's duty in calendars, so that a later date replaces an earlier one.

    `about` is the check of its messages and their subject ("assessment:7"). It is hashed because many machines read a
    calendar file and a mail's headers.
    """
    return hashlib.sha256(f"{about}:{person_id}".encode()).hexdigest()[:32]


def _day(value: Any) -> date | None:
    if isinstance(value, Say):
        return _day(value.values.get("day"))
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
