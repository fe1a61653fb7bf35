"""The gate for every call to one bot's API: never faster than Telegram allows, answers before bulk messages.

Telegram takes about 30 calls a second from a bot, one message a second in a chat, 20 a minute in a group. A call counts
from the moment it is let through until a second after its answer. Whenever it arrives in between, no window of one
second holds too many calls, even if the network bunches them.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

Chat = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Telegram's limits, as counts and seconds.

    Bulk calls get only a part of the total, evenly spread, so that an answer always finds room. `burst` messages may
    follow each other in one chat before the pace of one a second applies. `stall` is how long an unanswered call may
    still be on its way. After `suspicion` chats refused in a row, the refusals are taken to mean the bot as a whole.
    """

    total: int = 30
    bulk: int = 25
    burst: int = 3
    group: int = 20
    second: float = 1.0
    minute: float = 60.0
    stall: float = 2.0
    suspicion: int = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """A call that asks for a turn. `speaks` is False if it adds no message to its chat."""

    chat: Chat | None
    speaks: bool = True
    bulk: bool = False


@dataclass(slots=True, eq=False)
class _Taken:
    wish: Wish
    begun: float
    left: float = math.inf


@dataclass(slots=True)
class _Room:
    said: deque[float]
    held_until: float = -math.inf
    busy: bool = False


class Pace:
    """Computes when a call may be made; it reads no clock, and takes every moment in seconds of one clock."""

    def __init__(self, limits: Limits) -> None:
        self.limits = self.whole = limits
        self._until = math.inf
        self.all_held_until = -math.inf
        self._taken: list[_Taken] = []
        self._rooms: dict[Chat, _Room] = {}
        self._next_bulk = -math.inf
        self._refusing: set[Chat] = set()

    def restrict(self, total: int, *, until: float) -> None:
        """Make no more than `total` calls a second until this moment, and one from then on."""
        whole = self.whole
        self.limits = replace(whole, total=total, bulk=max(1, whole.bulk * total // whole.total))
        self._until = until

    def busy(self, now: float) -> int:
        """Return how many calls count at this moment."""
        return sum(self._freed_at(taken) > now for taken in self._taken)

    def open_at(self, *, bulk: bool, now: float) -> float:
        """Return when the bot as a whole may make its next call."""
        at = self.all_held_until
        if now > self._until:
            self.restrict(1, until=math.inf)
        if not self.limits.total:
            return math.inf  # until `restrict` is called again
        if bulk or len(self._taken) >= self.limits.total:
            self._taken = [taken for taken in self._taken if self._freed_at(taken) > now]
        if len(self._taken) >= self.limits.total:
            at = max(at, sorted(map(self._freed_at, self._taken))[-self.limits.total])
        if bulk:
            mine = [self._freed_at(taken) for taken in self._taken if taken.wish.bulk]
            at = max(at, self._next_bulk, sorted(mine)[-self.limits.bulk] if len(mine) >= self.limits.bulk else at)
        return at

    def room_at(self, wish: Wish) -> float:
        """Return when the chat may get the call: -inf for at once, inf while another call to it is under way."""
        room = self._rooms.get(wish.chat) if wish.chat is not None else None
        if room is None:
            return -math.inf
        if room.busy:
            return math.inf
        at, said, limits = room.held_until, room.said, self.limits
        if not wish.speaks or not said:
            return at
        if wish.bulk:
            at = max(at, said[-1] + limits.second)
        if len(said) >= limits.burst:
            at = max(at, said[-limits.burst] + limits.burst * limits.second)
        if _is_group(wish.chat) and len(said) >= limits.group:
            at = max(at, said[-limits.group] + limits.minute)
        return at

    def take(self, wish: Wish, now: float) -> _Taken:
        """Record a call that begins now."""
        taken = _Taken(wish, now)
        self._taken.append(taken)
        if wish.bulk:
            self._next_bulk = now + self.limits.second / self.limits.bulk
        if wish.chat is not None:
            self._room(wish.chat, now).busy = True
        return taken

    def settle(self, taken: _Taken, now: float, *, refused_for: float | None = None) -> None:
        """Record the answer of a call. `refused_for` is the number of seconds that a 429 holds this chat.

        After `suspicion` chats were refused in a row, it holds all chats.
        """
        taken.left = now
        if taken.wish.chat is None:
            return
        room = self._room(taken.wish.chat, now)
        room.busy = False
        if taken.wish.speaks:
            room.said.append(now)
        if refused_for is None:
            self._refusing.clear()
            return
        room.held_until = max(room.held_until, now + refused_for)
        self._refusing.add(taken.wish.chat)
        if len(self._refusing) >= self.limits.suspicion:
            self._refusing.clear()
            self.all_held_until = now + refused_for

    def held(self, chat: Chat | None, now: float) -> float:
        """Return for how many seconds Telegram still holds this chat; 0 if it does not."""
        room = self._rooms.get(chat) if chat is not None else None
        until = max(room.held_until, self.all_held_until) if room else self.all_held_until
        return max(0.0, until - now)

    def _freed_at(self, taken: _Taken) -> float:
        return min(taken.left, taken.begun + self.limits.stall) + self.limits.second

    def _room(self, chat: Chat, now: float) -> _Room:
        if chat not in self._rooms and len(self._rooms) >= 5_000:
            self._rooms = {key: room for key, room in self._rooms.items() if not self._is_empty(room, now)}
        most = max(self.limits.burst, self.limits.group)
        return self._rooms.setdefault(chat, _Room(deque(maxlen=most)))

    def _is_empty(self, room: _Room, now: float) -> bool:
        recent = bool(room.said) and room.said[-1] + self.limits.minute > now
        return not (room.busy or recent or room.held_until > now)


def _is_group(chat: Chat | None) -> bool:
    return isinstance(chat, str) or (chat is not None and chat < 0)


@dataclass(slots=True, eq=False)
class _Waiting:
    wish: Wish
    came: asyncio.Future[None]
    turn: "Turn | None" = None


@dataclass(slots=True, eq=False)
class Turn:
    """Permission to make one call. Its holder makes the call and must then `leave`, whatever the outcome."""

    gate: "Gate" = field(repr=False)
    taken: _Taken

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
