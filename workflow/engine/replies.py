"""What is said to whoever did something, as values: a text with buttons, which the chat sends and a page draws."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rules.engine.answers import Days
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.sanctions.remedies import Authority
from storage.database.values import Say
from storage.engine.owed import Owed


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label, and the callback data it sends or the address it opens."""

    label: str
    press: str = ""
    url: str = ""


Rows = Sequence[Sequence[Button]]


@dataclass(frozen=True, slots=True)
class Page:
    """What to show next: text, an optional bold title, and rows of buttons.

    `days` are the days that fit as an answer; a channel with a calendar offers them. `block` holds lines to copy and
    fill in, set apart at the end.
    """

    text: str
    rows: Rows = field(default_factory=tuple)
    title: str = ""
    days: Days | None = None
    block: str = ""


# The last day named in a message, for its reader's own calendar (Art. 15, 23, 32).


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


# What one can do against a decision: who made it, where to go, until when (Art. 15-25, 36-39).


PLACE = "remedy"
"""The place for it in a message; those owed by an earlier release have no value for it."""


def remedy(pack: Pack, by: Authority) -> Say:
    """Return the sentence that names authority, remedy and time, with the pack's values."""
    times = {"days": pack.remedies.reconsideration_days, "months": pack.remedies.lawsuit_months}
    note = "" if pack.remedies.confirmed else Say("remedies.unconfirmed")
    return Say(f"remedies.by.{by.value}", {**times, "note": note})
