"""Presentations: when a holder received plaque and certificate, and the receiver's sealed name (Art. 27)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Row, Table, Text, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.awards.validity import Presentation
from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.schema import Id, Moment, insert, metadata, sealed

presentations = Table(
    "presentations",
    metadata,
    Column("award_id", Id, ForeignKey("awards.id"), primary_key=True, autoincrement=False),
    Column("received_on", Date, nullable=False),
    sealed("receiver", "award_id", nullable=False),
    Column("recorded_by", Id, ForeignKey("people.id"), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("scans", Text, nullable=False, server_default="[]"),
)


class Presentations:
    """All presentations: one for each award, a later record replacing an earlier one."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def record(
        self, award_id: int, *, on: date, receiver: str, by: int, now: datetime, scans: Sequence[str] = ()
    ) -> None:
        """Record a presentation; `scans` are the files that prove it."""
        values: dict[str, Any] = {"received_on": on, "recorded_by": by, "recorded_at": now}
        values["scans"] = pack(list(scans))
        values |= {"receiver": self._seal.seal("presentations", award_id, "receiver", receiver)}
        fresh = insert(presentations).on_conflict_do_update(index_elements=[presentations.c.award_id], set_=values)
        await self._db.execute(fresh, {"award_id": award_id, **values})

    async def of(self, award_ids: Collection[int]) -> dict[int, Presentation]:
        """Return the presentations of these awards, by award id."""
        wanted = select(presentations).where(presentations.c.award_id.in_(award_ids))
        rows = await self._db.execute(wanted) if award_ids else ()
        return {row.award_id: self._presentation(row) for row in rows}

    def _presentation(self, row: Row[Any]) -> Presentation:
        kept = row._asdict()
        receiver = self._seal.open_text("presentations", row.award_id, "receiver", row.receiver)
        return Presentation(**{**kept, "receiver": receiver, "scans": tuple(unpack(row.scans))})
