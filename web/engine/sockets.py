"""The open pages of every chat, and what each was told: in order, without gaps or repeats."""

import asyncio
import contextlib
import json
from collections.abc import Iterable
from weakref import WeakValueDictionary

from aiohttp import WSCloseCode, web

from web.engine.calls import Push
from web.engine.frames import Frame, frame_of
from workflow.engine.chats import Store

WAITING = 1000
STEP = 100
LEFT = 4001


class Socket:
    """One open page. `told` is the last change it was sent, None before its history.

    `missed` says that changes came before the history was sent. `line` is the transport under the WebSocket, None if it
    is gone already.
    """

    def __init__(
        self, ws: web.WebSocketResponse, line: asyncio.Transport | None, *, chat: int, token: str, language: str
    ) -> None:
        self.ws = ws
        self._line = line
        self.chat = chat
        self.token = token
        self.language = language
        self.told: int | None = None
        self.missed = False
        self._frames: asyncio.Queue[Frame | None] = asyncio.Queue(WAITING)

    def push(self, frame: Frame) -> None:
        """Queue a frame for the page. A page that has not read for too long is disconnected, and comes back."""
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            if self._line is not None:
                self._line.abort()

    async def write(self) -> None:
        """Send the queued frames until the page is gone or `finish` is called."""
        with contextlib.suppress(ConnectionError):
            while (frame := await self._frames.get()) is not None:
                await self.ws.send_str(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))

    def finish(self) -> None:
        """End the queue."""
        with contextlib.suppress(asyncio.QueueFull):
            self._frames.put_nowait(None)


class Sockets:
    """All open pages of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open: dict[int, set[Socket]] = {}
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def turn(self, chat: int) -> asyncio.Lock:
        """Return the lock held while a frame of the chat is served, whichever page sent it; forgotten when unused."""
        return self._turns.setdefault(chat, asyncio.Lock())

    def add(self, socket: Socket) -> None:
        """Register an open page."""
        self._open.setdefault(socket.chat, set()).add(socket)

    def remove(self, socket: Socket) -> None:
        """Remove a closed page."""
        left = self._open.get(socket.chat, set())
        left.discard(socket)
        if not left:
            self._open.pop(socket.chat, None)

    def of(self, chat: int) -> frozenset[Socket]:
        """Return the open pages of a chat."""
        return frozenset(self._open.get(chat, ()))

    def everyone(self) -> list[Socket]:
        """Return all open pages."""
        return [socket for sockets in self._open.values() for socket in sockets]

    async def push(self, pushes: Iterable[Push]) -> None:
        """Send frames to the open pages. A page that missed a change gets everything since from the inbox."""
        behind: set[Socket] = set()
        for one in pushes:
            for socket in self.of(one.chat):
                if one.change is None:
                    socket.push(one.frame)
                elif not _next(socket, one):
                    behind.add(socket)
        for socket in behind:
            await self.catch_up(socket)

    async def catch_up(self, socket: Socket) -> None:
        """Send a page every change since it was last told."""
        while socket.told is not None:
            async with self._store.work() as work:
                entries = await work.inbox.changed(socket.chat, since=socket.told, limit=STEP)
            for entry in entries:
                if entry.change > socket.told:
                    socket.told = entry.change
                    socket.push(frame_of(entry))
            if len(entries) < STEP:
                return

    async def look(self) -> None:
        """Send every page what other processes have put into its inbox, and close the pages of unknown visitors.

        Such visitors left this device through a page of another process, or their chat was erased.
        """
        opened = self.everyone()
        if not opened:
            return
        async with self._store.work() as work:
            positions = await work.inbox.positions(list(self._open))
            known = await work.visitors.known({socket.token for socket in opened})
        for socket in opened:
            position = positions.get(socket.chat, 0)
            if socket.told is not None and socket.told < position:
                await self.catch_up(socket)
                socket.told = max(socket.told, position)
        await _close([socket for socket in opened if socket.token not in known], LEFT)

    async def close(self) -> None:
        """Close all pages, which reconnect when the service is back."""
        await _close(self.everyone(), WSCloseCode.GOING_AWAY)

    async def leave(self, chat: int, token: str) -> None:
        """Close the pages of a visitor who leaves this device; they do not reconnect by themselves."""
        await _close([socket for socket in self.of(chat) if socket.token == token], LEFT)


async def _close(sockets: Iterable[Socket], code: int) -> None:
    await asyncio.gather(*(socket.ws.close(code=code) for socket in sockets))


def _next(socket: Socket, one: Push) -> bool:
    """Queue the frame if it is the next change; return False if the page missed one before it."""
    if socket.told is None:
        socket.missed = True
        return True
    if one.change is None or one.change <= socket.told:
        return True
    if one.change > socket.told + 1:
        return False
    socket.told = one.change
    socket.push(one.frame)
    return True
