"""The desk at which one update is served: who, when, over which unit of work, under which rules and calendar."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from rules.calendar import WorkingCalendar, office_day
from rules.pack import Pack
from rules.people import Channel, Membership, Person, Role
from rules.refusals import Forbidden, Unfit
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it came in, fetched before the Work opened. `unfit` says why it cannot be kept, where it cannot.

    `text` is what can be read in it (for the state-secret gate, Art. 12), `followed` says that another file comes
    behind it, with which both are answered.
    """

    name: str
    size: int
    kind: str = ""
    content: bytes = b""
    sha256: str = ""
    text: str = ""
    followed: bool = False
    unfit: Unfit | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where the service is found: the web pages, and the Telegram bot if there is one.

    `private_on_web` is the operator's wish that identity fields are typed on the web only (personal data stay at home),
    `emails` says whether a mail server is set up.
    """

    url: str
    telegram: str | None = None
    private_on_web: bool = False
    emails: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Values only. `now` is an aware moment in UTC, `roles` are those that hold today, `pack` is the one in force."""

    person: Person
    channel: Channel
    roles: tuple[Membership, ...]
    now: datetime
    work: Work
    pack: Pack
    calendar: WorkingCalendar
    places: Places
    attachment: Attachment | None = None


class Reading(Protocol):
    """What it takes to look something up: a desk has it, and so has whoever prints a paper when nobody is at one."""

    @property
    def work(self) -> Work:
        """The transaction in which it is read."""

    @property
    def pack(self) -> Pack:
        """The rules pack in force."""


@dataclass(frozen=True, slots=True)
class Books:
    """A Work and a pack, and nobody who asks."""

    work: Work
    pack: Pack


def today(desk: Desk) -> date:
    """The office's day at this moment."""
    return office_day(desk.now)


def serves_as(desk: Desk, *roles: Role, unit: str | None = None) -> bool:
    """Whether the person holds one of these roles today (for this unit, where one is named)."""
    return any(held.role in roles and unit in (None, held.unit) for held in desk.roles)


def require(desk: Desk, *roles: Role, unit: str | None = None, article: int | None = None) -> None:
    """Let only these roles go on. Raises Forbidden."""
    if not serves_as(desk, *roles, unit=unit):
        raise Forbidden("people.not_yours", article=article)
