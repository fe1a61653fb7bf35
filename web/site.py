"""What every page and socket of the site is served with, and in which language."""

from asyncio import Semaphore
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.types import Update
from aiohttp import web

from rules.pack import Pack
from texts import languages
from web.session import WebSession
from workflow.inbox import Store
from workflow.records import Paper

Receive = Callable[[Bot, Update], Awaitable[None]]
Prints = Callable[[Paper, str], Awaitable[tuple[str, bytes]]]
"""Makes a paper in a language: its name and content. Raises KeyError for what can be printed no more, Refusal."""

COOKIE = "chat"
LANGUAGE_COOKIE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """How much of everything is let in. Sizes in bytes, times in seconds.

    `first` is for the head of a connection's first request; a body has to bring `body_least` every `body_every`.
    `forms` is for the files of all forms that are being sent at a moment.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site: its bot, its memory, who receives what people say and prints papers, the moment, and its address.

    `telegram` is the name of the Telegram bot, where there is one; `push` the hosts besides public ones where browsers
    may have their letterboxes, None where nobody is woken.
    """

    bot: Bot
    session: WebSession
    store: Store
    pack: Pack
    receive: Receive
    prints: Prints
    now: Callable[[], datetime]
    public_url: str
    telegram: str | None = None
    practice: bool = False
    push: tuple[str, ...] | None = None
    measures: Measures = field(default_factory=Measures)
    printers: Semaphore = field(default_factory=lambda: Semaphore(2))
    """Papers and lists are made two at a time: more would be ready no sooner, and everybody else would wait."""

    @property
    def encrypted(self) -> bool:
        """Whether the public reaches the site over https, whatever a proxy before it does."""
        return urlsplit(self.public_url).scheme == "https"


SITE = web.AppKey("site", Site)


def site_of(request: web.Request) -> Site:
    """The site that a request came to."""
    return request.app[SITE]


def language_of(request: web.Request) -> str:
    """The language to answer in: asked for by `?lang=`, chosen before, or the browser's first that we speak."""
    spoken = languages()
    wished = [request.query.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, "")]
    wished += [part.partition(";")[0].strip() for part in request.headers.get("Accept-Language", "").split(",")]
    for wish in wished:
        code = wish.lower().partition("-")[0]
        if code in spoken:
            return code
    return spoken[0]
