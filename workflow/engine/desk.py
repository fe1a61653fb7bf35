"""The desk that serves one update: the person, the moment, the unit of work, the rules pack and the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from rules.engine.calendar import WorkingCalendar, office_day
from rules.engine.pack import Pack
from rules.engine.refusals import Forbidden, Refusal, Unfit
from rules.people.channels import CAREFUL, CHANNELS, Traits
from rules.people.roles import Channel, Membership, Person, Role
from storage.work import Work

FIRST_LANGUAGE = "zh"
"""The language of people whom the office enters, until they choose one."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A received file, fetched before the Work is opened.

    `text` is its readable text, for the state-secret gate (Art. 12). `flags` are warnings to its readers. `followed`
    means that another file comes right behind it and the reply covers both. `unfit` gives the reason why the file
    cannot be kept, or None. `caption` is what its sender wrote beside it, which is never a command.
    """

    name: str
    size: int
    kind: str = ""
    content: bytes = b""
    sha256: str = ""
    text: str = ""
    flags: tuple[str, ...] = ()
    followed: bool = False
    unfit: Unfit | None = None
    caption: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Places:
    """The public addresses of the service: its web pages and, where there is one, its Telegram bot.

    `telegram` is the bot's user name. `private_on_web` means that the operator lets identity fields be typed on the web
    only, so that personal data stay on the office's machine; `emails` means that a mail server is set up; `channels`
    says what each channel may be trusted with.
    """

    url: str
    telegram: str | None = None
    private_on_web: bool = False
    emails: bool = False
    channels: Mapping[str, Traits] = field(default_factory=lambda: CHANNELS)


def addresses(places: Places, token: str) -> tuple[str, ...]:
    """Return the addresses that open a one-time link: the web chat, which needs no account, then Telegram."""
    web = f"{places.url}/chat?start={token}"
    return (web, f"https://t.me/{places.telegram}?start={token}") if places.telegram else (web,)


@dataclass(frozen=True, slots=True)
class Desk:
    """The values an act works with, and no methods.

    `now` is an aware UTC moment, `roles` are the memberships that hold today, `pack` is the rules pack in force. `said`
    names the message that is served, None for a press. `looked` is what a handler asked to have looked into before its
    Work was opened (`handlers.engine.attachments.LookFirst`).
    """

    person: Person
    channel: Channel
    roles: tuple[Membership, ...]
    now: datetime
    work: Work
    pack: Pack
    calendar: WorkingCalendar
    places: Places
    attachment: Attachment | None = None
    said: str | None = None
    looked: object = None


class Reading(Protocol):
    """What a look-up needs: a Desk provides it, and so do Books when a paper is printed with nobody at a desk."""

    @property
    def work(self) -> Work:
        """The transaction to read in."""

    @property
    def pack(self) -> Pack:
        """The rules pack in force."""


@dataclass(frozen=True, slots=True)
class Books:
    """A Work and a rules pack, for look-ups on nobody's behalf."""

    work: Work
    pack: Pack


def today(desk: Desk) -> date:
    """Return the office's date (Asia/Shanghai) at the desk's moment."""
    return office_day(desk.now)


def serves_as(desk: Desk, *roles: Role, unit: str | None = None) -> bool:
    """Whether the person holds one of these roles today (for this unit, where one is named)."""
    return any(held.role in roles and unit in (None, held.unit) for held in desk.roles)


def require(desk: Desk, *roles: Role, unit: str | None = None, article: int | None = None) -> None:
    """Require one of these roles (for this unit, where one is named). Raises Forbidden when the person holds none."""
    if not serves_as(desk, *roles, unit=unit):
        raise Forbidden("people.not_yours", article=article)


def traits_of(places: Places, bot: str) -> Traits:
    """Return what the channel of this bot may be trusted with; one that is not known, with nothing."""
    return places.channels.get(bot, CAREFUL)


def traits(desk: Desk) -> Traits:
    """Return what the chat at the desk may be trusted with and can do."""
    return traits_of(desk.places, desk.channel.bot)


def holds_private(desk: Desk) -> bool:
    """Whether private data may be typed and shown in this chat (PIPL Art. 36)."""
    here = traits(desk)
    return here.at_home or (here.private and not desk.places.private_on_web)


def opens(desk: Desk) -> bool:
    """Whether a button of this chat may open the service's address."""
    return traits(desk).any_address or "." in desk.places.url


async def note_refusal(desk: Desk, refusal: Refusal) -> None:
    """Write in the journal that somebody tried what they may not (Forbidden); any other refusal says how to go on."""
    if isinstance(refusal, Forbidden):
        await desk.work.journal.write(
            "refused", refusal.key, now=desk.now, person_id=desk.person.id, article=refusal.article
        )
