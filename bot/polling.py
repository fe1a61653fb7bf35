"""Fetches updates from Telegram and confirms each only after it has been served.

Asking for an offset makes Telegram forget all updates below it. The offset therefore stays at the lowest update still
in hand; Telegram sends those above it again with each answer, and they are skipped. Served updates are also noted in
the store, so that a restart after a kill does not answer them twice. Telegram shows only so many updates at a time:
when those in hand fill the answer, they are kept in the store and confirmed, so that a slow one hides nobody else's.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook

from bot.fetching import LIMIT, RawUpdates, Register, is_file, lane_of
from bot.queues import Attempts, Lanes, Quarantine, Raw, Receive
from bot.telegram import host_of
from handlers.engine.senders import crowded
from workflow.engine.files import announced, next_behind

BACKOFF_MOST = 30.0
MOST_KEPT = 5_000
"""The most updates kept here at once; beyond that, Telegram keeps what comes."""


class TokenRefused(Exception):
    """Telegram refuses the bot token; `host` is the server that was asked."""

    key = "trouble.token"

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.values = {"host": host}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """The poller's times, in seconds.

    `long_poll` is how long Telegram may hold a request while nothing is in hand. `glance` is the pause between requests
    while updates are in hand; it doubles up to one second. `pause` is doubled for each failure in a row, `leaving` is
    the time that updates in hand get at shutdown, and `silence` the time without updates after which the offset is
    dropped, since Telegram numbers anew after a week.
    """

    long_poll: int = 30
    glance: float = 0.2
    pause: float = 0.5
    leaving: float = 8.0
    silence: float = 86_400.0


async def poll(
    bot: Bot,
    receive: Receive,
    *,
    stop: asyncio.Event,
    quarantine: Quarantine,
    register: Register,
    arrived: Callable[[Raw], None] = lambda _raw: None,
    outages: tuple[type[Exception], ...] = (),
    seconds: float = 120.0,
    patience: Patience | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Serve the bot's updates until `stop` is set, then finish those in hand; `Attempts` decides how one is retried.

    `arrived` is told of each at once, before those of its chat that came earlier are served.
    Raises TokenRefused when Telegram does not know the token.
    """
    patience = patience or Patience()
    attempts = Attempts(
        bot=bot, receive=receive, quarantine=quarantine, outages=outages, pause=patience.pause, seconds=seconds
    )
    await _Poller(attempts, register, arrived, patience, clock).run(stop)


class _Poller:
    def __init__(
        self,
        attempts: Attempts,
        register: Register,
        arrived: Callable[[Raw], None],
        patience: Patience,
        clock: Callable[[], float],
    ) -> None:
        self._bot = attempts.bot
        self._attempts = attempts
        self._register = register
        self._arrived = arrived
        self._patience = patience
        self._clock = clock
        self._lanes: Lanes[Raw] = Lanes(self._serve)
        self._served: set[int] = set()
        self._kept: set[int] = set()
        self._unnoted: set[int] = set()
        self._to_note = asyncio.Event()
        self._next: int | None = None
        self._told: int | None = None
        self._heard_at = clock()
        self._glance = patience.glance
        self._failures = 0
        self._log = structlog.get_logger()

    async def run(self, stop: asyncio.Event) -> None:
        fetching = asyncio.create_task(self._rounds())
        noting = asyncio.create_task(self._notes())
        stopping = asyncio.create_task(stop.wait())
        leaving = 0.0
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            leaving = self._patience.leaving
        finally:
            fetching.cancel()
            stopping.cancel()
            await self._lanes.close(leaving)
            noting.cancel()
            await asyncio.wait({noting})
        if fetching.done() and not fetching.cancelled():
            fetching.result()
        await self._confirm()

    async def _rounds(self) -> None:
        for raw in await self._register.kept(self._bot.id):
            self._kept.add(raw["update_id"])
            self._lanes.take(lane_of(raw), raw["update_id"], raw)
        while True:
            await self._round()

    async def _round(self) -> None:
        batch = await self._fetch()
        new = [raw for raw in batch if self._admit(raw)]
        if len(batch) >= LIMIT and not new and len(self._kept) < MOST_KEPT:
            await self._keep([raw for raw in batch if raw["update_id"] in self._lanes])
        self._glance = self._patience.glance if new else min(2 * self._glance, 1.0)
        await self._lanes.idle(self._glance)

    async def _fetch(self) -> Sequence[Raw]:
        wait = self._patience.long_poll if self._lanes.lowest(besides=self._kept) is None else 0
        call = RawUpdates(offset=self._offset(), timeout=wait)
        try:
            batch: list[Raw] = await self._bot(call, request_timeout=wait + 10)
        except AiogramError as error:
            await self._back_off(error)
            return ()
        self._told, self._failures = call.offset, 0
        if batch:
            self._heard_at = self._clock()
        return batch

    def _offset(self) -> int | None:
        """Return the lowest update not yet served, or None after a long silence, as numbers may begin anew."""
        lowest = self._lanes.lowest(besides=self._kept)
        offset = self._next if lowest is None else lowest
        if lowest is None and self._clock() - self._heard_at > self._patience.silence:
            self._next = offset = None
            self._served.clear()
        self._served = {number for number in self._served if offset is not None and number >= offset}
        return offset

    def _admit(self, raw: Raw) -> bool:
        number = raw.get("update_id")
        if not isinstance(number, int) or number in self._lanes or number in self._served:
            return False
        self._next = max(number + 1, self._next or 0)
        self._arrived(raw)
        self._lanes.take(lane_of(raw), number, raw)
        return True

    async def _serve(self, raw: Raw) -> None:
        crowded.set(self._lanes.behind(lane_of(raw)) is not None)
        if is_file(raw):
            with announced(lambda: next_behind(lambda: self._file_behind(raw))):
                await self._attempts.serve(raw)
        else:
            await self._attempts.serve(raw)
        self._served.add(raw["update_id"])
        self._unnoted.add(raw["update_id"])
        self._to_note.set()

    async def _notes(self) -> None:
        """Note served updates in batches, save those that the next call confirms to Telegram anyway."""
        while await self._to_note.wait():
            self._to_note.clear()
            numbers, self._unnoted = self._unnoted & (self._served | self._kept), set()
            try:
                if numbers:
                    await self._register.note(self._bot.id, numbers)
                    self._kept -= numbers
            except Exception as error:  # noqa: BLE001  # noted with the next; at worst answered twice after a kill
                self._unnoted |= numbers
                self._log.warning("updates not noted", fault=error)

    async def _keep(self, updates: Sequence[Raw]) -> None:
        """Store the updates in hand, so that Telegram can be asked for those behind them."""
        try:
            await self._register.keep(self._bot.id, updates)
        except Exception as error:  # noqa: BLE001  # Telegram keeps them, and shows no more for now
            self._log.warning("updates not kept", fault=error)
        else:
            numbers = {raw["update_id"] for raw in updates}
            self._kept |= numbers
            self._unnoted |= {number for number in numbers if number not in self._lanes}  # served in the meantime
            self._to_note.set()

    def _file_behind(self, raw: Raw) -> bool | None:
        behind = self._lanes.behind(lane_of(raw))
        return None if behind is None else is_file(behind)

    async def _back_off(self, error: AiogramError) -> None:
        """Wait as long as Telegram asks, or longer each time. Raises TokenRefused where waiting does not help."""
        if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
            raise TokenRefused(host_of(self._bot))
        self._failures += 1
        self._log.warning("updates not fetched", fault=error, failures=self._failures)
        if isinstance(error, TelegramConflictError):
            await self._claim(error)
        wait = min(self._patience.pause * 2 ** min(self._failures, 10), BACKOFF_MOST)
        await asyncio.sleep(error.retry_after if isinstance(error, TelegramRetryAfter) else wait)

    async def _claim(self, error: TelegramConflictError) -> None:
        """Settle who receives this bot's updates: remove a webhook set earlier, or log that another instance polls."""
        if "webhook" not in error.message.lower():
            self._log.error("another instance polls with this token: stop one of them")
            return
        self._log.warning("the bot had a webhook: removing it, this instance polls")
        with contextlib.suppress(AiogramError):
            await self._bot(DeleteWebhook(drop_pending_updates=False), request_timeout=10)

    async def _confirm(self) -> None:
        """Confirm the last served updates to Telegram, so that the next start does not receive them again."""
        offset = self._offset()
        if offset is not None and offset != self._told:
            with contextlib.suppress(AiogramError, TimeoutError):
                async with asyncio.timeout(1):
                    await self._bot(RawUpdates(offset=offset, limit=1))
