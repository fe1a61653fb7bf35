"""What every page and socket of the site works with, and the choice of language."""

from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.types import Update
from aiohttp import web

from rules.engine.pack import Pack
from texts import languages
from web.engine.session import WebSession
from workflow.engine.alerts import Alert
from workflow.engine.chats import Store
from workflow.engine.filling import Guides
from workflow.engine.records import Paper

Receive = Callable[[Bot, Update], Awaitable[None]]
Prints = Callable[[Paper, str], Awaitable[tuple[str, bytes]]]
"""Prints a paper in a language and returns its name and content. Raises KeyError if it no longer exists, or Refusal."""

COOKIE = "chat"
LANGUAGE_COOKIE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The site's limits. Sizes are in bytes, times in seconds.

    `first` is the time for the head of a connection's first request; a body must bring `body_least` bytes every
    `body_every` seconds. `forms` limits the files of all forms being sent at one moment. What takes longer than
    `quick` is shown as going on.
    """

    frame: int = 64 * 1024
    history: int = 50
    pending: int = 200 * 1024 * 1024
    forms: int = 256 * 1024 * 1024
    waiting: int = 60
    burst: int = 40
    rate: float = 5.0
    typing_after: float = 0.3
    look_every: float = 3.0
    pages: int = 12
    first: float = 20.0
    body_every: float = 30.0
    body_least: int = 3000
    quick: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site: bot, session, store, the receiver of updates, the printer of papers, the clock, and its address.

    `guides` are the forms that pages draw. `telegram` is the name of the Telegram bot, if there is one. `push` lists
    the hosts, besides public ones, where browsers may have push addresses; None if nobody is woken. `untold` are alerts
    that the outbox has not taken yet.
    """

    bot: Bot
    session: WebSession
    store: Store
    pack: Pack
    receive: Receive
    prints: Prints
    now: Callable[[], datetime]
    public_url: str
    guides: Guides = field(default_factory=dict)
    telegram: str | None = None
    practice: bool = False
    push: tuple[str, ...] | None = None
    untold: Sequence[Alert] = ()
    measures: Measures = field(default_factory=Measures)
    printers: Semaphore = field(default_factory=lambda: Semaphore(2))
    """Papers and lists are made two at a time: more at once would be no faster and slow everybody else down."""

    @property
    def encrypted(self) -> bool:
        """Say whether the public reaches the site over https, even if a proxy in front speaks http to it."""
        return urlsplit(self.public_url).scheme == "https"


SITE = web.AppKey("site", Site)


def site_of(request: web.Request) -> Site:
    """Return the site that a request came to."""
    return request.app[SITE]


def language_of(request: web.Request) -> str:
    """Return the language to answer in: from `?lang=`, from the cookie, or the browser's first that is spoken here."""
    spoken = languages()
    wished = [request.query.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, "")]
    wished += [part.partition(";")[0].strip() for part in request.headers.get("Accept-Language", "").split(",")]
    for wish in wished:
        code = wish.lower().partition("-")[0]
        if code in spoken:
            return code
    return spoken[0]
