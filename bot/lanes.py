"""Lanes for the updates in hand: those of one chat are served in order, different chats at the same time."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import Generic, TypeVar

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
