"""People: who takes part, the channels that reach them, and the roles they hold (Art. 8, 9, 14, 15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

CONSENT_VERSION = "2"
"""The version of the consent to the use of personal data; when it changes, people are asked again."""
IDENTITY_CONSENT = "2"
"""The version of an objector's separate consent to the proof of their identity."""


class Role(StrEnum):
    """The roles of people; an applicant needs none."""

    LEAD = "lead"
    OFFICE = "office"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    COMMITTEE = "committee"
    INSPECTOR = "inspector"


EMAIL = "email"
"""The bot name of the channel that is a person's e-mail address."""
PUSH = "push"
"""The bot name of the channel that wakes a browser: it says that something waits in the web chat, but not what."""
STAFF = (Role.LEAD, Role.OFFICE, Role.CLERK, Role.REVIEWER, Role.COMMITTEE)
"""The roles that handle cases; the inspector, who only has tips, is not among them."""
SEATS: Mapping[str, int] = MappingProxyType({"chair": 1, "deputy_chair": 2})
"""How many people hold each post of the committee (Art. 8)."""
POSTS = tuple(SEATS)
"""The posts of the committee (Art. 8), stored where a clerk has a unit; without one, a person is a plain member."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person, on however many channels; name and phone are unsealed here and must stay out of every log."""

    id: int
    language: str
    created_at: datetime
    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    consent: str | None = None
    consent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a person, such as a chat of the bot "telegram"; not `alive` once messages fail to arrive."""

    id: int
    person_id: int
    bot: str
    chat_id: int
    alive: bool
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Email:
    """A person's e-mail address, unsealed: used once its owner has typed the code that was sent to it.

    `bounced_at` is when a mail server reported that it does not exist; it is then unused until confirmed again.
    """

    id: int
    person_id: int
    address: str = field(repr=False)
    given_at: datetime
    confirmed_at: datetime | None = None
    bounced_at: datetime | None = None

    @property
    def arrives(self) -> bool:
        """Whether messages may be sent to the address."""
        return self.confirmed_at is not None and self.bounced_at is None

    @property
    def standing(self) -> str:
        """The state of the address: waiting for its code, in use, or bounced."""
        if self.bounced_at is not None:
            return "bounced"
        return "waiting" if self.confirmed_at is None else "confirmed"


@dataclass(frozen=True, slots=True)
class Membership:
    """A role of a person from one day to another, both included; `unit` is the unit of a receiving unit's clerk."""

    id: int
    person_id: int
    role: Role
    unit: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    ended_at: datetime | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the role may be used on `day`; ending it stops it at once, whatever its last day (Art. 41)."""
        begun = self.from_on is None or self.from_on <= day
        over = self.until_on is not None and self.until_on < day
        return begun and not over and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in one of their chats, with the roles that hold today; `new` on the very first message from them."""

    person: Person
    channel: Channel
    roles: tuple[Membership, ...] = ()
    new: bool = False

    def has(self, role: Role, unit: str | None = None) -> bool:
        """Tell whether the person has this role, in this unit if one is given."""
        return any(held.role is role and unit in (None, held.unit) for held in self.roles)
