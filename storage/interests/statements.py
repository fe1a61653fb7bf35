"""Statements of interests: each person's employers and kin, sealed; only the latest statement counts (Art. 40)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Row, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.interests.statements import Statement
from storage.database.seals import Seal
from storage.database.values import pack
from storage.schema import Id, Moment, insert, metadata, sealed

interests = Table(
    "interests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("stated_at", Moment, nullable=False),
    sealed("words", "id"),
    sqlite_autoincrement=True,
)
_ALL = select(interests).order_by(interests.c.id)


class Interests:
    """All statements."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def state(self, person_id: int, *, employers: Collection[str], kin: Collection[str], now: datetime) -> None:
        """Store the person's statement, replacing an earlier one."""
        await self.forget(person_id)
        fresh = insert(interests).returning(interests.c.id)
        one = (await self._db.execute(fresh, {"person_id": person_id, "stated_at": now})).scalar_one()
        words = self._seal.seal("interests", one, "words", pack({"employers": list(employers), "kin": list(kin)}))
        await self._db.execute(update(interests).where(interests.c.id == one).values(words=words))

    async def of(self, person_id: int) -> Statement | None:
        """Return the person's latest statement, or None."""
        found = await self._db.execute(_ALL.where(interests.c.person_id == person_id))
        return next((self._statement(row) for row in reversed(found.all())), None)

    async def all(self) -> list[Statement]:
        """Return everybody's statement, the oldest first."""
        return [self._statement(row) for row in await self._db.execute(_ALL)]

    async def forget(self, person_id: int) -> None:
        """Delete the statement of somebody who no longer takes part in the award."""
        await self._db.execute(delete(interests).where(interests.c.person_id == person_id))

    def _statement(self, row: Row[tuple[int, int, datetime, bytes]]) -> Statement:
        found = self._seal.open_value("interests", row.id, "words", row.words) if row.words else {}
        words, opens = (found, True) if isinstance(found, dict) else ({}, False)
        employers, kin = (tuple(words.get(name, ())) for name in ("employers", "kin"))
        return Statement(row.person_id, row.stated_at, employers, kin, readable=opens)
