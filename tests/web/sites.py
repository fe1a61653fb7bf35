"""A site on loopback: the real server, store and session; what people say is answered by a small desk of the test's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, DeleteMessage, EditMessageText, SendDocument, SendMessage, SendPhoto
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
)
from aiohttp import web

from handlers.dispatching import all_guides
from handlers.engine.speech import Dated
from handlers.papers import render
from papers.engine.layout import png
from rules.engine.answers import Days
from rules.engine.pack import Pack, load_pack
from storage.database.seals import Keys
from storage.engine.uploads import Uploads
from storage.store import Store
from storage.work import Work
from web.app import make_app, make_runner
from web.engine.session import Menu, WebSession
from web.engine.site import Measures, Site
from workflow.engine.desk import Places
from workflow.engine.files import is_followed

PICTURE = png("https://award.example/chat")
NOON = datetime(2026, 9, 17, 4, 0, tzinfo=UTC)


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    """Buttons: what each says, and its data (or the address it opens)."""
    return InlineKeyboardMarkup(inline_keyboard=[[_button(*one) for one in row] for row in rows])


def _button(text: str, to: str) -> InlineKeyboardButton:
    if to.startswith("http"):
        return InlineKeyboardButton(text=text, url=to)
    return InlineKeyboardButton(text=text, callback_data=to)


@dataclass
class EchoDesk:
    """Receives updates as the service does: seen before or not, kept, committed, released. `effects`: its deeds."""

    store: Store
    session: WebSession
    effects: list[str] = field(default_factory=list)
    failures: int = 0
    hold: asyncio.Event | None = None
    keeps: bool = True

    async def __call__(self, bot: Bot, update: Update) -> None:
        if self.hold is not None:
            await self.hold.wait()
        fetched = await self._fetched(bot, update)
        chat = (update.message or update.callback_query.message).chat.id  # type: ignore[union-attr]
        async with self.store.work() as work:
            first = await work.updates.first_time(bot.id, update.update_id, NOON)
            calls, effect = self._answer(chat, update, fetched) if first else ([say(chat, "where we were")], "")
            effect += ", another follows" if await is_followed() else ""
            if self.failures:
                self.failures -= 1
                raise RuntimeError(f"secret {effect}")
            kept = await self.session.keep(work, bot, chat, calls) if self.keeps else None
            await work.commit()
        if effect:
            self.effects.append(effect)
        if kept is not None:
            await self.session.release(kept)

    async def _fetched(self, bot: Bot, update: Update) -> bytes:
        if update.message is None or update.message.document is None:
            return b""
        content = await bot.download(update.message.document)
        return content.read() if content is not None else b""

    def _answer(self, chat: int, update: Update, fetched: bytes) -> tuple[list[Any], str]:
        if update.callback_query is not None:
            return pressed(chat, update.callback_query)
        message = update.message
        assert message is not None
        if message.document is not None:
            name, caption = message.document.file_name, message.caption
            return [say(chat, f"got {name} of {len(fetched)} bytes")], f"file {name} {len(fetched)} {caption}"
        return said(chat, message), f"text {message.text}"


def said(chat: int, message: Message) -> list[Any]:
    text = message.text or ""
    match text.partition(" "):
        case ("buttons", _, _):
            rows = keyboard([("Yes", "a:yes"), ("No", "a:no")], [("The Measures", "https://example.org/measures")])
            return [SendMessage(chat_id=chat, text="Which one?", reply_markup=rows)]
        case ("bold", _, rest):
            entity = MessageEntity(type="bold", offset=0, length=len(rest.encode("utf-16-le")) // 2)
            return [SendMessage(chat_id=chat, text=f"{rest} and more", entities=[entity])]
        case ("lines", _, _):
            asked, block = "Who are you?\n\n", "Name:\nPhone:"
            entity = MessageEntity(type="pre", offset=len(asked), length=len(block))
            return [SendMessage(chat_id=chat, text=asked + block, entities=[entity])]
        case ("paper", _, _):
            file = BufferedInputFile(b"%PDF-1.7 receipt", filename="回执 LX-2026-0001.pdf")
            return [SendDocument(chat_id=chat, document=file, caption="Your receipt")]
        case ("picture", _, _):
            shown = BufferedInputFile(PICTURE, filename="办理进度.png")
            return [SendPhoto(chat_id=chat, photo=shown, caption="So far has it come")]
        case ("day", _, _):
            days = Days(date(2026, 9, 1), date(2026, 9, 17))
            return [Dated.about(days, chat_id=chat, text="On which day?", reply_markup=keyboard([("Back", "a:back")]))]
        case ("secret", _, _):
            return [DeleteMessage(chat_id=chat, message_id=message.message_id), say(chat, "kept and taken away")]
        case ("many", _, count):
            return [say(chat, f"number {number}") for number in range(int(count))]
    return [say(chat, f"echo: {text}")]


def pressed(chat: int, query: CallbackQuery) -> tuple[list[Any], str]:
    number = query.message.message_id if query.message else 0
    chosen = keyboard([("Yes", "a:yes"), ("No", "a:no")])
    return [
        EditMessageText(chat_id=chat, message_id=number, text=f"Chosen: {query.data}", reply_markup=chosen),
        say(chat, "next question"),
        AnswerCallbackQuery(callback_query_id=query.id, text="noted"),
    ], f"press {query.data} of {number}"


def say(chat: int, text: str) -> SendMessage:
    return SendMessage(chat_id=chat, text=text)


@dataclass
class Moment:
    """The clock of a site: it stands until a test sets it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Served:
    """A site that is being served."""

    site: Site
    desk: EchoDesk
    url: str
    port: int
    clock: Moment

    @property
    def bot(self) -> Bot:
        return self.site.bot


class Timed:
    """A town around a site, whose moment is that of the site."""

    served: Served

    @property
    def now(self) -> datetime:
        return self.served.clock.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.served.clock.now = moment


async def everybodys(_work: Work, _chat: int, language: str) -> list[BotCommand]:
    return [BotCommand(command="status", description={"zh": "办到哪了", "en": "Where it stands"}[language])]


async def open_store(folder: Path, url: str | None = None) -> Store:
    return await Store.open(url or f"sqlite+aiosqlite:///{folder / 'award.db'}", KEYS, folder, create=True)


KEYS = Keys.fresh()


@asynccontextmanager
async def served(
    folder: Path,
    *,
    url: str | None = None,
    port: int = 0,
    public_url: str = "http://127.0.0.1:8080",
    pack: Pack | None = None,
    measures: Measures | None = None,
    keeps: bool = True,
    menu: Menu | None = None,
    push: tuple[str, ...] | None = None,
) -> AsyncIterator[Served]:
    """Serve a site over the database in `folder`, or at `url`; the same again is the same service after a restart."""
    store, clock = await open_store(folder, url), Moment()
    session = WebSession(store, Uploads(folder / "uploads", store.seal), clock, menu or everybodys)
    bot = Bot("1:web", session=session)
    desk = EchoDesk(store, session, keeps=keeps)
    site = Site(
        bot=bot,
        session=session,
        store=store,
        pack=pack or load_pack(),
        receive=desk,
        prints=partial(render, store, pack or load_pack(), places=Places(public_url)),
        now=clock,
        public_url=public_url,
        guides=all_guides(),
        push=push,
        measures=measures or Measures(look_every=0.2),
    )
    runner = make_runner(make_app(site))
    await runner.setup()
    try:
        listener = web.TCPSite(runner, "127.0.0.1", port, reuse_address=True)
        await listener.start()
        taken = runner.addresses[0][1]
        yield Served(site, desk, f"http://127.0.0.1:{taken}", taken, clock)
    finally:
        await runner.cleanup()
        await store.close()
