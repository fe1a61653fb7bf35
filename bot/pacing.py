"""The gate for every call to one bot's API: never faster than Telegram allows, answers before bulk messages.

Telegram takes about 30 calls a second from a bot, one message a second in a chat, 20 a minute in a group. A call counts
from the moment it is let through until a second after its answer. Whenever it arrives in between, no window of one
second holds too many calls, even if the network bunches them.
"""

import asyncio
import math
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog

from bot.paces import Chat, Limits, Pace, Taken, Wish
from storage.database.failures import OUTAGES
from storage.store import Store


@dataclass(slots=True, eq=False)
class _Waiting:
    wish: Wish
    came: asyncio.Future[None]
    turn: "Turn | None" = None


@dataclass(slots=True, eq=False)
class Turn:
    """Permission to make one call. Its holder makes the call and must then `leave`, whatever the outcome."""

    gate: "Gate" = field(repr=False)
    taken: Taken

    def leave(self, *, refused_for: float | None = None) -> None:
        """Give the turn back after the call; `refused_for` is the retry_after of a 429."""
        self.gate.settle(self, refused_for=refused_for)


class Gate:
    """Gives turns for one bot token. `clock` counts monotonic seconds."""

    def __init__(self, limits: Limits | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = Pace(limits or Limits())
        self._clock = clock
        self._answers: dict[_Waiting, None] = {}
        self._bulk: dict[_Waiting, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def held(self, chat: Chat | None) -> float:
        """Return for how many seconds Telegram still holds this chat; 0 if it does not."""
        return self._pace.held(chat, self._clock())

    def due_in(self, wish: Wish) -> float:
        """Return in how many seconds the chat's own pace allows the call; inf while another call to it is under way."""
        return max(0.0, self._pace.room_at(wish) - self._clock())

    @property
    def total(self) -> int:
        """How many calls a second all processes together may make."""
        return self._pace.whole.total

    def busy(self) -> int:
        """Return how many calls count at this moment."""
        return self._pace.busy(self._clock())

    def restrict(self, total: int, *, until: float) -> None:
        """Make no more than `total` calls a second until this moment of the gate's clock, and one from then on."""
        self._pace.restrict(total, until=until)
        self._pump()

    async def enter(self, wish: Wish, *, within: float | None = None) -> Turn | None:
        """Wait for a turn to make one call. Returns None if none comes within `within` seconds."""
        if within is not None and self.held(wish.chat) > within:
            return None
        waiting = _Waiting(wish, asyncio.get_running_loop().create_future())
        queue = self._bulk if wish.bulk else self._answers
        queue[waiting] = None
        self._pump()
        if waiting.came.done():
            return waiting.turn
        try:
            async with asyncio.timeout(within):
                await waiting.came
        except TimeoutError:
            return waiting.turn
        except asyncio.CancelledError:
            if waiting.turn:
                waiting.turn.leave()
            raise
        finally:
            queue.pop(waiting, None)
        return waiting.turn

    def settle(self, turn: Turn, *, refused_for: float | None = None) -> None:
        """End a turn and let others in."""
        self._pace.settle(turn.taken, self._clock(), refused_for=refused_for)
        self._pump()

    def _pump(self) -> None:
        now = self._clock()
        wake = min(self._let_in(self._answers, now, bulk=False), self._let_in(self._bulk, now, bulk=True))
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if wake < math.inf:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, wake - now), self._pump)

    def _let_in(self, queue: dict[_Waiting, None], now: float, *, bulk: bool) -> float:
        """Give turns to all in the queue that may have one now. Returns when to look again."""
        wake = math.inf
        for waiting in list(queue):
            opens = self._pace.open_at(bulk=bulk, now=now)
            if opens > now:
                return min(wake, opens)
            at = self._pace.room_at(waiting.wish)
            wake = min(wake, at) if at > now else wake
            if at <= now:
                del queue[waiting]
                waiting.turn = Turn(self, self._pace.take(waiting.wish, now))
                if not waiting.came.done():
                    waiting.came.set_result(None)
        return wake


# Shares the pace of one Telegram bot among processes on one PostgreSQL, second by second.


EVERY = 1.0
VALID = 5.0
"""Seconds for which a share may be used after it was asked for: half of what the database keeps it."""
SPARE = 2
"""Calls a second that nobody holds: a process that has just come, or cannot reach the database, makes one of them."""

log = structlog.get_logger()


class Sharing:
    """One process's share. It grows once the database says so, and shrinks before the database is told."""

    def __init__(self, store: Store, gate: Gate, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._gate = gate
        self._clock = clock
        self._whole = gate.total
        self._process = secrets.token_hex(8)
        self._limit = 0
        gate.restrict(1, until=-1.0)

    async def renew(self) -> None:
        """Ask for the present share. Raises an outage of the database."""
        asked = self._clock()
        holding = max(self._limit, self._gate.busy())
        async with self._store.work() as work:
            await work.hold("telegram:shares")
            share = await work.shares.hold(self._process, holding, whole=self._whole, spare=SPARE)
            await work.commit()
        self._limit = min(share.held, share.fair)
        self._gate.restrict(self._limit, until=asked + VALID)

    async def run(self) -> None:
        """Renew the share each second until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.renew()
            except OUTAGES as away:
                log.warning("the pace is not shared", error=type(away).__name__)

    async def leave(self) -> None:
        """Give the share back."""
        async with self._store.work() as work:
            await work.shares.leave(self._process)
            await work.commit()


@asynccontextmanager
async def shared(store: Store, gate: Gate) -> AsyncIterator[None]:
    """Share the gate's pace with the other processes within the block; where there can be none, do nothing."""
    if store.alone:
        yield
        return
    sharing = Sharing(store, gate)
    await sharing.renew()
    renewing = asyncio.create_task(sharing.run())
    try:
        yield
    finally:
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing
        with suppress(*OUTAGES):
            await sharing.leave()
