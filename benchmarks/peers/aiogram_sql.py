"""The form with what it keeps in SQLite, by SQLAlchemy: a transaction for each update, on the disk at its end."""

import json
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.types import TelegramObject
from sqlalchemy import JSON, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import BigInteger

from benchmarks.peers.aiogram_memory import dispatched
from benchmarks.result import Result

_session: ContextVar[AsyncSession] = ContextVar("session")
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Base(DeclarativeBase):
    """The tables of this side."""


class Conversation(Base):
    """Where a chat is, and what it has answered."""

    __tablename__ = "conversations"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    state: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class SqlStorage(BaseStorage):
    """States and answers in the session of the update."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        (await self._of(key)).state = state.state if isinstance(state, State) else state

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._of(key)).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        (await self._of(key)).data = dict(data)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._of(key)).data)

    async def close(self) -> None:
        return None

    async def _of(self, key: StorageKey) -> Conversation:
        session = _session.get()
        found = await session.get(Conversation, key.chat_id)
        if found is None:
            found = Conversation(chat_id=key.chat_id, state=None, data={})
            session.add(found)
        return found


async def run(people: int, steps: int) -> Result:
    """Let all of `people` fill in the form at once; each update waits for the disk before the next of its chat."""
    with tempfile.TemporaryDirectory() as folder:
        engine = opened(Path(folder) / "bot.db")
        async with engine.begin() as tables:
            await tables.run_sync(Base.metadata.create_all)
        sessions = async_sessionmaker(engine, expire_on_commit=False)

        async def in_one_transaction(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
            async with sessions.begin() as session:
                _session.set(session)
                return await handler(event, data)

        try:
            return await dispatched(SqlStorage(), people, steps, around=in_one_transaction)
        finally:
            await engine.dispose()


def opened(file: Path) -> AsyncEngine:
    """Return an engine with one connection, for which transactions queue: SQLite has one writer at a time."""
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{file}", pool_size=1, max_overflow=0, json_serializer=json.dumps, pool_timeout=600
    )

    @event.listens_for(engine.sync_engine, "connect")
    def durable(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine
