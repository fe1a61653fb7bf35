"""Conversation memory: state and data of each chat, read once in a Work and written, if changed, at its commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, String, Table, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.damage import DAMAGED
from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.schema import Moment, insert, metadata, sealed

conversations = Table(
    "conversations",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(128)),
    sealed("data", "bot_id", "chat_id", "user_id"),
    Column("updated_at", Moment, nullable=False),
)

_COLUMNS = conversations.c
_HERE = (
    (_COLUMNS.bot_id == bindparam("bot"))
    & (_COLUMNS.chat_id == bindparam("chat"))
    & (_COLUMNS.user_id == bindparam("user"))
)
_READ = select(_COLUMNS.state, _COLUMNS.data).where(_HERE)
_CLEAR = delete(conversations).where(_HERE)
_NEW = insert(conversations)
_WRITE = _NEW.on_conflict_do_update(
    index_elements=[_COLUMNS.bot_id, _COLUMNS.chat_id, _COLUMNS.user_id],
    set_={name: _NEW.excluded[name] for name in ("state", "data", "updated_at")},
)


class Talk(NamedTuple):
    """The key of a conversation: one user in one chat of one bot, so that channels never mix."""

    bot_id: int
    chat_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of a conversation; `data` is JSON text, so that it cannot be changed by accident."""

    state: str | None = None
    data: str = "{}"


_NOTHING = Memory()


class Conversations:
    """All conversations; `flush`, called by the Work's commit, writes what was changed."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal
        self._kept: dict[Talk, Memory] = {}
        self._now: dict[Talk, Memory] = {}
        self._moments: dict[Talk, datetime] = {}
        self._unpacked: dict[Talk, tuple[str, dict[str, Any]]] = {}

    def recall(self, talk: Talk, state: str | None, data: bytes | None) -> None:
        """Take a conversation as another repository has read it; None and None when there is none."""
        if talk not in self._now:
            self._kept[talk] = self._now[talk] = self._opened(talk, state, data)

    async def state(self, talk: Talk) -> str | None:
        """Return the state of the conversation; None at rest."""
        return (await self._read(talk)).state

    async def set_state(self, talk: Talk, state: str | None, now: datetime) -> None:
        """Set the state of the conversation."""
        self._change(talk, Memory(state, (await self._read(talk)).data), now)

    async def data(self, talk: Talk) -> dict[str, Any]:
        """Return a shallow copy of the data: changing it has no effect until `set_data`."""
        text = (await self._read(talk)).data
        known, data = self._unpacked.get(talk, ("", {}))
        if known != text:
            data = unpack(text)
            self._unpacked[talk] = (text, data)
        return dict(data)

    async def set_data(self, talk: Talk, data: Mapping[str, Any], now: datetime) -> None:
        """Replace the data, which must be JSON; dates and moments are allowed."""
        if data != await self.data(talk):
            self._change(talk, Memory((await self._read(talk)).state, pack(dict(data))), now)

    async def flush(self) -> None:
        """Write the conversations that have changed; one with neither state nor data is deleted."""
        for talk, memory in self._now.items():
            if memory != self._kept[talk]:
                await self._write(talk, memory)
                self._kept[talk] = memory

    def _change(self, talk: Talk, memory: Memory, now: datetime) -> None:
        self._now[talk] = memory
        self._moments[talk] = now

    async def _read(self, talk: Talk) -> Memory:
        if talk not in self._now:
            row = (await self._db.execute(_READ, _bound(talk))).first()
            self.recall(talk, *(row or (None, None)))
        return self._now[talk]

    async def _write(self, talk: Talk, memory: Memory) -> None:
        if memory == _NOTHING:
            await self._db.execute(_CLEAR, _bound(talk))
            return
        data = self._seal.seal("conversations", _row(talk), "data", memory.data)
        moment = self._moments[talk]
        values = {**talk._asdict(), "state": memory.state, "data": data, "updated_at": moment}
        await self._db.execute(_WRITE, values)

    def _opened(self, talk: Talk, state: str | None, data: bytes | None) -> Memory:
        if data is None:
            return Memory(state)
        opened = self._seal.open_text("conversations", _row(talk), "data", data)
        return _NOTHING if opened == DAMAGED else Memory(state, opened)  # an unreadable conversation starts afresh


def _bound(talk: Talk) -> dict[str, int]:
    return {"bot": talk.bot_id, "chat": talk.chat_id, "user": talk.user_id}


def _row(talk: Talk) -> str:
    return f"{talk.bot_id}/{talk.chat_id}/{talk.user_id}"
