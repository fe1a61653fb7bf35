"""Who takes part: persons, the channels they are reached over, and the roles they hold (Art. 8, 9, 14, 15)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

CONSENT_VERSION = "2"
"""The version of the text by which a person agrees to the use of their data: a new text is asked anew."""
IDENTITY_CONSENT = "2"
"""The version of the text by which an objector agrees, apart from that, to the proof of their identity."""


class Role(StrEnum):
    """What a person may be besides an applicant, who needs no role."""

    LEAD = "lead"
    OFFICE = "office"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    COMMITTEE = "committee"
    INSPECTOR = "inspector"


EMAIL = "email"
"""The bot of a channel that is no chat, but the person's e-mail address."""
PUSH = "push"
"""The bot of a channel that wakes a browser: it says that something waits in the web chat, and not what."""
STAFF = (Role.LEAD, Role.OFFICE, Role.CLERK, Role.REVIEWER, Role.COMMITTEE)
"""Whoever has cases before them; the inspector has only tips."""
POSTS = ("chair", "deputy_chair")
"""The posts of the committee (Art. 8), kept where a clerk has a unit; a member without one is a plain member."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person, over however many channels; name and phone are unsealed and stay out of every log."""

    id: int
    language: str
    created_at: datetime
    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    consent: str | None = None
    consent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a person: a chat of the bot "telegram" or "web"; dead when its messages no longer arrive."""

    id: int
    person_id: int
    bot: str
    chat_id: int
    alive: bool
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Email:
    """A person's e-mail address, unsealed: used once its owner has typed the code that was sent to it.

    `bounced_at` is when a mail server said that nobody is there; it is left alone until it is confirmed anew.
    """

    id: int
    person_id: int
    address: str = field(repr=False)
    given_at: datetime
    confirmed_at: datetime | None = None
    bounced_at: datetime | None = None

    @property
    def arrives(self) -> bool:
        """Whether messages may be sent there."""
        return self.confirmed_at is not None and self.bounced_at is None

    @property
    def standing(self) -> str:
        """Whether it waits for its code, is used, or has sent mail back."""
        if self.bounced_at is not None:
            return "bounced"
        return "waiting" if self.confirmed_at is None else "confirmed"


@dataclass(frozen=True, slots=True)
class Membership:
    """A role of a person, in a unit (a receiving unit's clerk) or in none, from one day to another, both included."""

    id: int
    person_id: int
    role: Role
    unit: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    ended_at: datetime | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the role may be used on `day`: an ended one at once not any more, whatever its last day (Art. 41)."""
        begun = self.from_on is None or self.from_on <= day
        over = self.until_on is not None and self.until_on < day
        return begun and not over and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in one of their chats, with the roles that hold today; `new` when this is the first word from them."""

    person: Person
    channel: Channel
    roles: tuple[Membership, ...] = ()
    new: bool = False

    def has(self, role: Role, unit: str | None = None) -> bool:
        """Whether one of the roles is this one, in this unit if a unit is named."""
        return any(held.role is role and unit in (None, held.unit) for held in self.roles)
