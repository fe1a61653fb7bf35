"""Commit before you speak: holds back what a handler says until its Work is committed.

Every Bot of the service speaks through a `HoldingSession`. While a Work is open, the session keeps calls in a list
instead of sending them; reads go through. A handler therefore never uses what a call returns.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import GetChat, GetFile, GetMe, TelegramMethod
from aiogram.methods.base import TelegramType

Call = TelegramMethod[Any]

_READS = (GetMe, GetFile, GetChat)
_held: ContextVar[list[Call] | None] = ContextVar("held", default=None)


@contextmanager
def holding() -> Iterator[list[Call]]:
    """Hold back the calls made inside, in order. The caller keeps and releases them."""
    calls: list[Call] = []
    token = _held.set(calls)
    try:
        yield calls
    finally:
        _held.reset(token)


class HoldingSession(BaseSession):
    """Wraps a channel's session, and holds its calls back while a Work is open."""

    def __init__(self, channel: BaseSession) -> None:
        super().__init__(api=channel.api)
        self.channel = channel

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """Hold the call back, or pass it on if no Work is open or it only reads."""
        held = _held.get()
        if held is None or isinstance(method, _READS):
            return await self.channel.make_request(bot, method, timeout)
        held.append(method)
        return None  # type: ignore[return-value]  # nobody may use the answer of a call that is held back

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Yield the content of a file on the channel."""
        stream = self.channel.stream_content(url, headers, timeout, chunk_size, raise_for_status)
        async for chunk in stream:
            yield chunk

    async def close(self) -> None:
        """Close the channel."""
        await self.channel.close()
