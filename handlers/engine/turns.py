"""Serves the updates of a chat one at a time, in the order they arrive; chats do not wait for each other."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from contextvars import ContextVar

crowded: ContextVar[bool] = ContextVar("crowded", default=False)
"""Whether more updates of the chat wait behind the one being served. Such updates were sent without reading answers."""


class Turns:
    """One lock for each chat that has an update in progress or waiting, and none for the rest."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, chat: Hashable) -> AsyncIterator[None]:
        """Wait for the chat's turn and hold it; inside, `crowded` says whether further updates of the chat wait."""
        lock, waiting = self._locks.get(chat, (asyncio.Lock(), 0))
        self._locks[chat] = (lock, waiting + 1)
        try:
            async with lock:
                if self._locks[chat][1] > 1:
                    crowded.set(True)
                yield
        finally:
            lock, waiting = self._locks[chat]
            if waiting == 1:
                del self._locks[chat]
            else:
                self._locks[chat] = (lock, waiting - 1)
