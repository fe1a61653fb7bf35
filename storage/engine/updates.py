"""Updates seen before, so that a repeated one has no second effect, nor a second answer once the first has left."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, and_, bindparam, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.engine.updates_in_hand import updates_in_hand
from storage.schema import Moment, insert, metadata

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
