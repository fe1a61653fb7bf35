"""Assembles the service: one store, one receiver for all channels, and the pages and reminders on top of it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import Update

from bot.apologies import Regrets
from bot.channels import Parking, TelegramSender, WebKeeper
from bot.emails import EmailSender
from bot.metrics import CountedKeeper, CountedSender, Metrics
from bot.outlet import TelegramOutlet
from bot.pacing import Gate, shared
from bot.polling import TokenRefused
from bot.pushes import PushSender
from bot.queues import Raw
from bot.settings import Settings, tell
from bot.telegram import OUTAGES as CHANNELS_OUTAGES
from bot.telegram import host_of, telegram_bot
from handlers.dispatching import all_guides, make_dispatcher
from handlers.engine.commands import web_commands
from handlers.engine.holding import HoldingSession
from handlers.engine.senders import WEB_BOT
from handlers.papers import render
from handlers.updates import Office, Outlet, Receiver
from reminders.delivery import Delivery
from reminders.letters import Keeper, Sender
from reminders.planner import plan
from reminders.posting import Routes
from rules.engine.pack import load_pack
from rules.people.roles import EMAIL, PUSH
from storage.database.failures import OUTAGES as MEMORYS_OUTAGES
from storage.database.seals import Keys
from storage.engine.uploads import Uploads
from storage.store import Store
from storage.upkeep.installation import require_whole
from web.engine.session import WebSession
from workflow.engine.alerts import QUARANTINED, Alert
from workflow.engine.desk import Places, traits_of
from workflow.engine.keys import begin_proofs

OUTAGES: tuple[type[Exception], ...] = (*MEMORYS_OUTAGES, *CHANNELS_OUTAGES)
"""Failures of the machine or the channel. An update that met one is served again for as long as the outage lasts."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Service:
    """The parts that run together.

    `wake` tells delivery that something new may be owed. `failing` counts, for each part of the planner, its failures
    since it last succeeded. `untold` are the alerts that the outbox has not taken yet.
    """

    settings: Settings
    office: Office
    receiver: Receiver
    web_bot: Bot
    web_session: WebSession
    telegram: Bot | None
    outlet: TelegramOutlet | None
    delivery: Delivery
    wake: asyncio.Event
    gate: Gate
    regrets: Regrets
    metrics: Metrics
    failing: Counter[str]
    untold: list[Alert]

    async def receive(self, bot: Bot, update: Update) -> None:
        """Serve an update and wake delivery, which sends at once what the update made owed."""
        channel, outcome = self.receiver.outlets[bot.id].channel, "failed"
        try:
            with self.metrics.timed("award_update_seconds", channel=channel):
                await self.receiver(bot, update)
            outcome = "served"
        except OUTAGES as outage:
            outcome = "outage"
            await self.regrets.tell(bot, update, outage)
            raise
        except Exception:
            self.regrets.failed(bot, update)
            raise
        finally:
            self.metrics.count("award_updates_total", channel=channel, outcome=outcome)
        self.regrets.served(bot, update)
        self.wake.set()

    def arrived(self, raw: Raw) -> None:
        """Answer the press in an update of Telegram's, if it is one, before its chat's turn."""
        if self.outlet is not None:
            self.outlet.arrived(raw)

    async def plan(self) -> int:
        """Owe everything that is due at this moment. Returns how much was done."""
        failed: set[str] = set()
        with self.metrics.timed("award_planning_seconds"):
            done = await plan(self.office.store, self.office.pack, self.office.clock(), failed=failed)
        for part in {*self.failing} - failed:
            del self.failing[part]
        self.failing.update(failed)
        if failed:
            self.metrics.count("award_planning_failures_total", len(failed))
        else:
            self.metrics.show("award_planned_timestamp_seconds", self.office.clock().timestamp())
        return done

    async def tick(self) -> int:
        """Plan and deliver what is due at this moment. Returns how many messages arrived."""
        await self.plan()
        return await self.delivery.deliver_once(self.office.clock())

    async def quarantine(self, bot_id: int, update_id: int, error: str) -> None:
        """Note in the journal, without its content, an update that cannot be served; tell its sender where known."""
        async with self.office.store.work() as work:
            details = {"bot": bot_id, "update": update_id, "error": error}
            await work.journal.write(QUARANTINED, "updates", now=self.office.clock(), details=details)
            await work.commit()
        self.metrics.count("award_updates_set_aside_total")
        if self.telegram is not None and bot_id == self.telegram.id:
            await self.regrets.set_aside(self.telegram, update_id)


@asynccontextmanager
async def opened(
    settings: Settings, clock: Callable[[], datetime], *, address: str, create: bool = False
) -> AsyncIterator[Service]:
    """Open the store and assemble the service; close both when the block is left.

    `address` is the public address of the pages. Raises what `require_whole` raises, before anything is made.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await require_whole(settings.database, settings.data_dir, settings.keys)
    keys, made = Keys.load_or_make(settings.keys)
    if made and not settings.practice:  # the keys of practice are thrown away with it
        log.warning("new keys were made: back them up, apart from the data", file=str(settings.keys))
    store = await Store.open(settings.database, keys, settings.data_dir, create=create, keys_file=settings.keys)
    try:
        await _begin(store, keys, settings.keys, clock)
        service = await _assembled(settings, store, clock, address)
        try:
            async with shared(store, service.gate) if service.telegram is not None else nullcontext():
                yield service
        finally:
            await service.web_session.close()
            if service.outlet is not None:
                await service.outlet.close()
            if service.telegram is not None:
                await service.telegram.session.close()
    finally:
        await store.close()


async def _begin(store: Store, keys: Keys, file: Path, clock: Callable[[], datetime]) -> None:
    """Seed the calendar; at the first start of a version that keys the journal and proves rows, do so with all of them.

    The keys file then says that it was done: whoever has only the database cannot make it happen again.
    """
    begun = keys.unkeyed
    async with store.work() as work:
        await work.hold("calendar")  # another process may start at the same moment
        await work.calendar.seed(clock())
        if begun is None:
            begun = await begin_proofs(work, clock())
        await work.commit()
    store.seal.unkeyed = begun
    try:
        await asyncio.to_thread(keys.begin_keyed, file, begun)
    except OSError:
        log.warning("the keys file cannot be written: add the entry to it", unkeyed=begun, file=str(file))


async def _assembled(settings: Settings, store: Store, clock: Callable[[], datetime], address: str) -> Service:
    pack = load_pack(settings.rules)
    wake = asyncio.Event()
    session = WebSession(store, Uploads(settings.data_dir / "uploads", store.seal), clock, partial(web_commands, pack))
    web_bot = Bot(f"{WEB_BOT}:web", session=HoldingSession(session))
    telegram = _telegram(settings)
    name = await _name(telegram) if telegram is not None else None
    private_on_web = settings.identity_in_telegram == "web"
    places = Places(address, name, private_on_web, emails=settings.smtp is not None)
    office = Office(store, pack, places, clock, settings.language)
    gate, metrics = Gate(), Metrics()
    outlets: dict[int, Outlet] = {WEB_BOT: session}
    keepers: dict[str, Keeper] = {"web": CountedKeeper(WebKeeper(web_bot, session), "web", metrics)}
    senders: dict[str, Sender] = {}
    outlet = None
    if telegram is not None:
        parking = Parking(store, clock, wake.set)
        outlet = outlets[telegram.id] = TelegramOutlet(telegram, gate, parking, behind=await parking.chats())
        senders["telegram"] = CountedSender(TelegramSender(telegram, gate), "telegram", metrics)
    if settings.smtp is not None:
        sender = EmailSender(settings.smtp, store, pack, places, clock)
        senders[EMAIL] = CountedSender(sender, EMAIL, metrics)
    if settings.web_push:
        waking = PushSender(store, clock, subject=_contact(settings, address), hosts=settings.pushed_to)
        senders[PUSH] = CountedSender(waking, PUSH, metrics)
    shown = {bot for bot, one in outlets.items() if traits_of(places, one.channel).shows_failures}
    dispatcher, resume = make_dispatcher(all_guides())
    receiver = Receiver(office, dispatcher, outlets=outlets, resume=resume)
    delivery = Delivery(
        store, pack, Routes(keepers=keepers, senders=senders, papers=partial(render, store, pack, places=places)), clock
    )
    return Service(
        settings=settings,
        office=office,
        receiver=receiver,
        web_bot=web_bot,
        web_session=session,
        telegram=telegram,
        outlet=outlet,
        delivery=delivery,
        wake=wake,
        gate=gate,
        regrets=Regrets(gate, settings.language, shown=shown),
        metrics=metrics,
        failing=Counter(),
        untold=[],
    )


async def _name(bot: Bot) -> str | None:
    """Return the bot's user name for links, or None while Telegram does not answer. Raises TokenRefused."""
    try:
        return (await bot.me()).username
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise TokenRefused(host_of(bot)) from None
    except AiogramError as error:
        log.warning("Telegram does not say the bot's name: links lead to the web chat alone", fault=error)
        tell("operator.start.telegram_away", host=host_of(bot), why=type(error).__name__)
        return None


def _contact(settings: Settings, address: str) -> str:
    """Return the contact that push services may turn to about our messages: a mail address or the service's own URL."""
    return f"mailto:{settings.smtp_from}" if settings.smtp_from and not address.startswith("https:") else address


def _telegram(settings: Settings) -> Bot | None:
    if settings.telegram_token is None:
        return None
    return telegram_bot(settings.telegram_token.get_secret_value(), settings.telegram_api)
