"""The arithmetic of Telegram's pace for one bot: when a call may be made, by what was called before."""

import math
from collections import deque
from dataclasses import dataclass, replace

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
class Taken:
    """A call that was let through, and when it was answered."""

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
        self._taken: list[Taken] = []
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

    def take(self, wish: Wish, now: float) -> Taken:
        """Record a call that begins now."""
        taken = Taken(wish, now)
        self._taken.append(taken)
        if wish.bulk:
            self._next_bulk = now + self.limits.second / self.limits.bulk
        if wish.chat is not None:
            self._room(wish.chat, now).busy = True
        return taken

    def settle(self, taken: Taken, now: float, *, refused_for: float | None = None) -> None:
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

    def _freed_at(self, taken: Taken) -> float:
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
