"""A desk whose updates come by polling: it serves texts, and can be told to fail."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.types import Update

from bot.polling import Patience, poll
from bot.queues import Raw
from bot.telegram import telegram_bot
from tests.standin import StandIn, until

TOKEN = "700000001:a-token-nobody-may-read"
QUICK = Patience(long_poll=2, glance=0.02, pause=0.02, leaving=1.0)

Serve = Callable[[str], Awaitable[None]]


async def nothing(text: str) -> None:
    """Serve at once."""


@dataclass
class Desk:
    """Serves texts, and remembers in which order they were done and what was set aside."""

    standin: StandIn
    serve: Serve = nothing
    outages: tuple[type[Exception], ...] = ()
    patience: Patience = QUICK
    seconds: float = 120.0
    clock: Callable[[], float] = time.monotonic
    done: list[str] = field(default_factory=list)
    aside: list[tuple[int, int, str]] = field(default_factory=list)
    noted: set[int] = field(default_factory=set)
    in_hand: dict[int, Raw] = field(default_factory=dict)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, bot: Bot, update: Update) -> None:
        text = update.message.text if update.message and update.message.text else update.event_type
        await self.serve(text)
        self.done.append(text)

    async def quarantine(self, bot_id: int, update_id: int, error: str) -> None:
        self.aside.append((bot_id, update_id, error))

    async def kept(self, bot_id: int) -> Sequence[Raw]:
        return [self.in_hand[number] for number in sorted(self.in_hand)]

    async def keep(self, bot_id: int, updates: Sequence[Raw]) -> None:
        self.in_hand |= {raw["update_id"]: raw for raw in updates}

    async def note(self, bot_id: int, numbers: Collection[int]) -> None:
        self.noted |= set(numbers)
        self.in_hand = {number: raw for number, raw in self.in_hand.items() if number not in numbers}

    async def poll(self) -> None:
        async with telegram_bot(TOKEN, self.standin.url) as bot:
            await poll(
                bot,
                self.receive,
                stop=self.stop,
                quarantine=self.quarantine,
                register=self,
                outages=self.outages,
                patience=self.patience,
                seconds=self.seconds,
                clock=self.clock,
            )

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        polling = asyncio.create_task(self.poll())
        try:
            yield
        finally:
            self.stop.set()
            await polling
            self.stop = asyncio.Event()

    async def has_done(self, *texts: str) -> None:
        await until(lambda: len(self.done) >= len(texts))
        assert self.done == list(texts)
