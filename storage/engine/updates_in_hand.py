"""Updates in hand: confirmed to Telegram before they had their effect, and stored until they have."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.failures import Damaged
from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.schema import insert, metadata, sealed

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
