"""Assembles the service: one store, one receiver for every channel, the pages and the reminders over it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

from bot.channels import Parking, TelegramSender, WebKeeper
from bot.outlet import TelegramOutlet
from bot.pacing import Gate
from bot.polling import TokenRefused
from bot.settings import Settings
from bot.telegram import telegram_bot
from handlers.dispatching import all_guides, make_dispatcher
from handlers.holding import HoldingSession
from handlers.papers import render
from handlers.senders import WEB_BOT
from handlers.updates import Office, Outlet, Receiver
from reminders.delivery import Delivery, Routes
from reminders.planner import plan
from rules.pack import load_pack
from storage.failures import KeysMissing
from storage.seals import Keys
from storage.store import Store
from storage.uploads import Uploads
from web.session import WebSession
from workflow.desk import Places

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Service:
    """The parts that run together. `wake` tells delivery that something new may be owed."""

    settings: Settings
    office: Office
    receiver: Receiver
    web_bot: Bot
    web_session: WebSession
    telegram: Bot | None
    delivery: Delivery
    wake: asyncio.Event

    async def receive(self, bot: Bot, update: object) -> None:
        """Serve an update; what it made owed is delivered at once."""
        await self.receiver(bot, update)  # type: ignore[arg-type]  # the transports hand over aiogram's Update
        self.wake.set()

    async def tick(self) -> int:
        """Plan and deliver what is due at this moment; how many messages arrived."""
        now = self.office.clock()
        await plan(self.office.store, self.office.pack, now)
        return await self.delivery.deliver_once(now)

    async def quarantine(self, bot_id: int, update_id: int, error: str) -> None:
        """An update that cannot be served is noted, and never with its content."""
        async with self.office.store.work() as work:
            details = {"bot": bot_id, "update": update_id, "error": error}
            await work.journal.write("quarantined", "updates", now=self.office.clock(), details=details)
            await work.commit()


@asynccontextmanager
async def opened(
    settings: Settings, clock: Callable[[], datetime], *, address: str, create: bool = False
) -> AsyncIterator[Service]:
    """The service over its open store; `address` is where the public finds it. Closed when the block is left."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if settings.database.startswith("sqlite") and not settings.keys.exists() and settings.database_file.exists():
        raise KeysMissing(f"The database is there and its keys are not: put {settings.keys} back from its backup.")
    keys, made = Keys.load_or_make(settings.keys)
    if made:
        log.warning("new keys were made: back them up, apart from the data", file=str(settings.keys))
    store = await Store.open(settings.database, keys, settings.data_dir, create=create)
    try:
        async with store.work() as work:
            await work.calendar.seed(clock())
            await work.commit()
        service = await _assembled(settings, store, clock, address)
        try:
            yield service
        finally:
            await service.web_session.close()
            if service.telegram is not None:
                await service.telegram.session.close()
    finally:
        await store.close()


async def _assembled(settings: Settings, store: Store, clock: Callable[[], datetime], address: str) -> Service:
    pack = load_pack(settings.rules)
    wake = asyncio.Event()
    session = WebSession(store, Uploads(settings.data_dir / "uploads", store.seal), clock)
    web_bot = Bot(f"{WEB_BOT}:web", session=HoldingSession(session))
    telegram = _telegram(settings)
    name = await _name(telegram) if telegram is not None else None
    private_on_web = settings.identity_in_telegram == "web"
    office = Office(store, pack, Places(address, name, private_on_web), clock, settings.language)
    gate = Gate()
    outlets: dict[int, Outlet] = {WEB_BOT: session}
    senders = {}
    if telegram is not None:
        parking = Parking(store, clock, wake.set)
        outlets[telegram.id] = TelegramOutlet(telegram, gate, park=parking.park, lost=parking.lose)
        senders["telegram"] = TelegramSender(telegram, gate)
    dispatcher, resume = make_dispatcher(all_guides())
    receiver = Receiver(office, dispatcher, outlets=outlets, resume=resume)
    routes = Routes(keepers={"web": WebKeeper(web_bot, session)}, senders=senders, papers=partial(render, store, pack))
    delivery = Delivery(store, pack, routes, clock)
    return Service(settings, office, receiver, web_bot, session, telegram, delivery, wake)


async def _name(bot: Bot) -> str | None:
    """What links to the bot are called; None where Telegram cannot be asked just now. Raises TokenRefused."""
    try:
        return (await bot.me()).username
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise TokenRefused from None
    except AiogramError as error:
        log.warning(
            "Telegram does not say the bot's name: links lead to the web chat alone", error=type(error).__name__
        )
        return None


def _telegram(settings: Settings) -> Bot | None:
    if settings.telegram_token is None:
        return None
    return telegram_bot(settings.telegram_token.get_secret_value(), settings.telegram_api)
