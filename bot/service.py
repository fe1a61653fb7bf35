"""Assembles the service: one store, one receiver for every channel, the pages, the reminders; and takes it down again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiohttp import web
from yarl import URL

from bot.outlet import TelegramOutlet
from bot.pacing import Gate
from bot.polling import poll
from bot.settings import Settings
from bot.telegram import telegram_bot
from handlers.commands import announce_commands
from handlers.dispatching import all_guides, make_dispatcher
from handlers.holding import Call, HoldingSession
from handlers.senders import WEB_BOT
from handlers.updates import Office, Receiver
from reminders.delivery import Delivery
from rules.pack import load_pack
from storage.seals import Keys
from storage.store import Store
from storage.uploads import Uploads
from web.app import make_app
from web.session import WebSession
from web.site import Site
from workflow.desk import Places
from workflow.outcomes import Moved, Unreachable

log = structlog.get_logger()

OUTAGES: tuple[type[Exception], ...] = (OSError,)


@dataclass(frozen=True, slots=True)
class Service:
    """The parts that run together."""

    settings: Settings
    office: Office
    receiver: Receiver
    web_bot: Bot
    web_session: WebSession
    telegram: Bot | None
    delivery: Delivery
    wake: asyncio.Event


@asynccontextmanager
async def opened(settings: Settings, clock: Callable[[], datetime], *, create: bool = False) -> AsyncIterator[Service]:
    """The service, assembled over its open store; closed again when the block is left."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    keys, made = Keys.load_or_make(settings.keys)
    if made:
        log.warning("new keys were made: back them up apart from the data", file=str(settings.keys))
    store = await Store.open(settings.database, keys, settings.data_dir, create=create)
    try:
        async with store.work() as work:
            await work.calendar.seed(clock())
            await work.commit()
        yield await _assembled(settings, store, clock)
    finally:
        await store.close()
