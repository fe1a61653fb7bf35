"""Finds messages in any chat that quote words, or carry a file, of what is being erased (PIPL Art. 47)."""

import hashlib
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any

from sqlalchemy import Column, Table, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.failures import Damaged
from storage.database.seals import OVERHEAD, Seal
from storage.database.values import pack
from storage.engine.conversations import conversations
from storage.engine.inbox import Inbox, inbox, inbox_files
from storage.engine.owed import PENDING, OwedState, outbox

_WINDOW = 500


class Quotations:
    """The messages and files of all chats.

    A search unseals every message, so use it only now and then.
    """

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def erase(self, words: Collection[str], contents: Mapping[str, int]) -> int:
        """Take back messages that quote one of the words or carry one of the contents; return how many.

        `contents` maps the SHA-256 of a content to its size.
        """
        erased, words = 0, _as_written(words)
        async for row in self._quoting(inbox, inbox.c.content, words):
            erased += await Inbox(self._db, self._seal).change(row.chat, row.message, None) is not None
        async for row in self._quoting(outbox, outbox.c["values"], words):
            erased += 1
            pending = (outbox.c.id == row.id, outbox.c.state.in_(PENDING))
            await self._db.execute(update(outbox).where(*pending).values(state=OwedState.DROPPED.value))
            await self._db.execute(update(outbox).where(outbox.c.id == row.id).values(values=None, buttons=None))
        async for row in self._quoting(conversations, conversations.c.data, words):
            here = [column == getattr(row, column.name) for column in conversations.primary_key.columns]
            await self._db.execute(update(conversations).where(*here).values(data=None))
        return erased + await self._brought(contents)

    async def _quoting(self, table: Table, column: Column[Any], words: Collection[str]) -> AsyncIterator[Any]:
        """Yield the rows whose sealed column contains one of the words; what cannot be unsealed is skipped."""
        keys = list(table.primary_key.columns)
        place = [table.columns[name] for name in column.info["sealed_to"]]
        wanted = select(column.label("closed"), *keys, *(each for each in place if each not in keys))
        following = wanted = wanted.where(column.is_not(None)).order_by(*keys).limit(_WINDOW)
        while words and (rows := (await self._db.execute(following)).all()):
            for row in rows:
                where = "/".join(str(getattr(row, each.name)) for each in place)
                if self._holds(table.name, where, column.name, row.closed, words):
                    yield row
            last = [getattr(rows[-1], key.name) for key in keys]
            following = wanted.where(tuple_(*keys) > tuple_(*last))

    def _holds(self, table: str, row: str, column: str, closed: bytes, words: Collection[str]) -> bool:
        try:
            content = self._seal.open(table, row, column, closed).decode()
        except Damaged:
            return False
        return any(word in content for word in words)

    async def _brought(self, contents: Mapping[str, int]) -> int:
        """Take back files with one of the contents; only files of a matching size are unsealed."""
        brought = inbox_files.c
        sizes = {size + OVERHEAD for size in contents.values()}
        wanted = select(brought.id, brought.chat, brought.message).where(func.length(brought.content).in_(sizes))
        erased = 0
        for one, chat, message in (await self._db.execute(wanted)).all():
            closed = (await self._db.execute(select(brought.content).where(brought.id == one))).scalar_one()
            if self._digest(one, closed) in contents:
                erased += await Inbox(self._db, self._seal).change(chat, message, None) is not None
        return erased

    def _digest(self, file_id: str, closed: bytes) -> str:
        try:
            return hashlib.sha256(self._seal.open("inbox_files", file_id, "content", closed)).hexdigest()
        except Damaged:
            return ""


def _as_written(words: Collection[str]) -> frozenset[str]:
    """Return the words as they appear in JSON, line by line, because long messages are split between lines."""
    return frozenset(pack(line)[1:-1] for word in words for line in word.splitlines() if len(line) > 1)
