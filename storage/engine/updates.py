"""Updates seen before, so that a repeated one has no second effect, nor a second answer once the first has left."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, and_, bindparam, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.failures import Damaged
from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.schema import Moment, insert, metadata, sealed

# Updates in hand: confirmed to Telegram before they had their effect, and stored until they have.


updates_in_hand = Table(
    "updates_in_hand",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    sealed("content", "bot_id", "update_id", nullable=False),
)
_COLUMNS = updates_in_hand.c
_KEEP = insert(updates_in_hand).on_conflict_do_nothing(index_elements=[_COLUMNS.bot_id, _COLUMNS.update_id])


class UpdatesInHand:
    """All updates in hand."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def keep(self, bot_id: int, updates: Mapping[int, Any]) -> None:
        """Store updates as they came, by number; one that is stored already stays as it is."""
        for number, content in updates.items():
            closed = self._seal.seal("updates_in_hand", f"{bot_id}/{number}", "content", pack(content))
            await self._db.execute(_KEEP, {"bot_id": bot_id, "update_id": number, "content": closed})

    async def of(self, bot_id: int) -> list[Any]:
        """Return the stored updates in the order of their numbers; unreadable ones are left out."""
        wanted = select(_COLUMNS.update_id, _COLUMNS.content).where(_COLUMNS.bot_id == bot_id)
        found = []
        for number, closed in await self._db.execute(wanted.order_by(_COLUMNS.update_id)):
            try:
                found.append(unpack(self._seal.open("updates_in_hand", f"{bot_id}/{number}", "content", closed)))
            except Damaged:
                continue
        return found

    async def drop(self, bot_id: int, numbers: Collection[int]) -> None:
        """Delete updates that have had their effect."""
        mine = (_COLUMNS.bot_id == bot_id, _COLUMNS.update_id.in_(numbers))
        await self._db.execute(delete(updates_in_hand).where(*mine))


# Telegram renumbers updates after a week without any, so an older number proves nothing
NUMBERED_ANEW_AFTER = timedelta(days=7)

updates = Table(
    "updates",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", Moment, nullable=False),
    Column("answered", Boolean, nullable=False),
    Index(None, "seen_at"),
)

_IN_HAND = exists().where(
    updates_in_hand.c.bot_id == updates.c.bot_id, updates_in_hand.c.update_id == updates.c.update_id
)
"""A confirmed update comes from our own database, however long the service was down: its number stays valid."""

_NEW = insert(updates)
_SEEN = _NEW.on_conflict_do_update(
    index_elements=[updates.c.bot_id, updates.c.update_id],
    set_={"seen_at": _NEW.excluded.seen_at, "answered": _NEW.excluded.answered},
    where=and_(updates.c.seen_at < bindparam("expired", type_=Moment()), ~_IN_HAND),
)


class Updates:
    """The numbers of all updates that have had their effect."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def first_time(self, bot_id: int, update_id: int, now: datetime) -> bool:
        """Tell whether this update comes for the first time, and note it; the note counts from the commit on."""
        values = {"bot_id": bot_id, "update_id": update_id, "seen_at": now, "expired": now - NUMBERED_ANEW_AFTER}
        return (await self._db.execute(_SEEN, values | {"answered": False})).rowcount > 0

    async def note_answered(self, bot_id: int, update_ids: Collection[int]) -> None:
        """Note that the answers to these updates have left."""
        mine = (updates.c.bot_id == bot_id, updates.c.update_id.in_(update_ids))
        await self._db.execute(update(updates).where(*mine).values(answered=True))

    async def answered(self, bot_id: int, update_id: int) -> bool:
        """Tell whether the answer to this update is noted as having left."""
        mine = (updates.c.bot_id == bot_id, updates.c.update_id == update_id, updates.c.answered)
        return (await self._db.execute(select(updates.c.update_id).where(*mine))).first() is not None

    async def forget(self, before: datetime) -> int:
        """Delete the numbers seen before this moment, except of updates in hand; return how many."""
        return (await self._db.execute(delete(updates).where(updates.c.seen_at < before, ~_IN_HAND))).rowcount
