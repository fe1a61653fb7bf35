"""Lanes for the updates in hand: those of one chat are served in order, different chats at the same time."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog
from aiogram import Bot
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

Item = TypeVar("Item")


class Lanes(Generic[Item]):
    """Passes each item to `serve`; an item is in hand until `serve` returns, and stays so if it was cancelled.

    Items are confirmed by number; nothing above `lowest` may be confirmed.
    """

    def __init__(self, serve: Callable[[Item], Awaitable[None]]) -> None:
        self._serve = serve
        self._closing = False
        self._in_hand: set[int] = set()
        self._queues: dict[Hashable, deque[tuple[int, Item]]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    def __contains__(self, number: int) -> bool:
        return number in self._in_hand

    def lowest(self, besides: Collection[int] = ()) -> int | None:
        """Return the lowest number in hand that is not in `besides`, or None."""
        return min((number for number in self._in_hand if number not in besides), default=None)

    def take(self, lane: Hashable, number: int, item: Item) -> None:
        """Put an item at the end of a lane."""
        self._in_hand.add(number)
        self._idle.clear()
        if lane in self._queues:
            self._queues[lane].append((number, item))
            return
        self._queues[lane] = deque([(number, item)])
        worker = asyncio.create_task(self._work(lane))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    def behind(self, lane: Hashable) -> Item | None:
        """Return the item that waits in the lane behind the one being served, or None."""
        queue = self._queues.get(lane)
        return queue[1][1] if queue is not None and len(queue) > 1 else None

    async def idle(self, seconds: float) -> None:
        """Wait until nothing is in hand, at most `seconds`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()

    async def close(self, seconds: float) -> None:
        """Start no further item; give running ones `seconds`, then cancel them."""
        self._closing = True
        if self._workers:
            _, late = await asyncio.wait(set(self._workers), timeout=seconds)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _work(self, lane: Hashable) -> None:
        queue = self._queues[lane]
        while queue and not self._closing:
            number, item = queue[0]
            await self._serve(item)
            queue.popleft()
            self._in_hand.discard(number)
        del self._queues[lane]
        if not self._in_hand:
            self._idle.set()


# Tries one update until it is served or set aside, so that a fault in one does not stop the others.


Raw = dict[str, Any]
Receive = Callable[[Bot, Update], Awaitable[None]]
Quarantine = Callable[[int, int, str], Awaitable[None]]


class TookTooLong(Exception):
    """One try exceeded its time. It is no TimeoutError, since that is an OSError and could pass for an outage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """The way an update is tried: up to `tries` times, with growing pauses, each try at most `seconds` long.

    `receive` returns once the update's transaction is committed and its replies are sent or parked. `quarantine` gets
    the bot id, the update id and the error's class name; if it raises, the update is not set aside but tried again.
    Errors in `outages` are the machine's fault and do not count as tries; exceeding the time counts.
    """

    bot: Bot
    receive: Receive
    quarantine: Quarantine
    outages: tuple[type[Exception], ...] = ()
    tries: int = 3
    pause: float = 0.5
    pause_most: float = 15.0
    seconds: float = 120.0

    async def serve(self, raw: Raw) -> None:
        """Return once the update has been served or set aside."""
        failed = 0
        while (error := await self._try(raw)) is not None:
            if not isinstance(error, self.outages):
                failed += 1
                hopeless = failed >= self.tries or isinstance(error, ValidationError)
                if hopeless and await self._set_aside(raw["update_id"], error):
                    return
            await asyncio.sleep(min(self.pause * 2**failed, self.pause_most))

    async def _try(self, raw: Raw) -> Exception | None:
        try:
            update = Update.model_validate(raw, context={"bot": self.bot})
            _ = update.event_type
            await self._receive(update)
        except UpdateTypeLookupError:
            return None
        except Exception as error:  # noqa: BLE001  # whatever one update does must not stop the others
            structlog.get_logger().warning("update not served", update_id=raw["update_id"], fault=error)
            return error
        return None

    async def _receive(self, update: Update) -> None:
        limit = asyncio.timeout(self.seconds)
        try:
            async with limit:
                await self.receive(self.bot, update)
        except TimeoutError as error:
            raise TookTooLong if limit.expired() else error from None

    async def _set_aside(self, number: int, error: Exception) -> bool:
        kind = type(error).__name__
        try:
            await self.quarantine(self.bot.id, number, kind)
        except Exception as failure:  # noqa: BLE001  # the update is tried again, so nothing is lost
            structlog.get_logger().warning("update not set aside", update_id=number, error=type(failure).__name__)
            return False
        structlog.get_logger().error("update set aside", update_id=number, error=kind)
        return True
