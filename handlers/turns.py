"""One chat's updates are served one at a time, in the order they came; chats do not wait for each other."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from contextvars import ContextVar

crowded: ContextVar[bool] = ContextVar("crowded", default=False)
"""Whether more of the same chat wait behind the update that is being served: nobody writes so and reads the answers."""


class Turns:
    """A lock for each chat that somebody is in, and none for the rest."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, chat: Hashable) -> AsyncIterator[None]:
        """Wait for one's turn; inside, `crowded` says whether others wait for theirs."""
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
