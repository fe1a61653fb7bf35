"""Rectifications: what a re-evaluation demands to be put right, each by a day and with its evidence (Art. 5)."""

from datetime import date
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Integer, Row, Table, UniqueConstraint, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reevaluations.cases import Rectification
from storage.database.seals import Seal
from storage.schema import Id, insert, metadata, sealed

rectifications = Table(
    "rectifications",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reevaluation_id", Id, ForeignKey("reevaluations.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    sealed("demand", "reevaluation_id", "place", nullable=False),
    Column("proved_on", Date),
    Column("draft_id", Id, ForeignKey("drafts.id"), unique=True),
    UniqueConstraint("reevaluation_id", "place"),
    sqlite_autoincrement=True,
)
_COLUMNS = rectifications.c
_ALL = select(rectifications).order_by(_COLUMNS.place)


class Rectifications:
    """All rectifications, numbered from 1 in each case."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def add(self, reevaluation_id: int, demand: str, due_on: date) -> Rectification:
        """Add one more thing to be put right in this case."""
        last = select(func.coalesce(func.max(_COLUMNS.place), 0)).where(_COLUMNS.reevaluation_id == reevaluation_id)
        place = int((await self._db.execute(last)).scalar_one()) + 1
        closed = self._seal.seal("rectifications", f"{reevaluation_id}/{place}", "demand", demand)
        values = {"reevaluation_id": reevaluation_id, "place": place, "due_on": due_on, "demand": closed}
        return self._one((await self._db.execute(insert(rectifications).returning(rectifications), values)).one())

    async def get(self, rectification_id: int) -> Rectification | None:
        """Return the rectification with this id, or None."""
        row = (await self._db.execute(_ALL.where(_COLUMNS.id == rectification_id))).first()
        return self._one(row) if row else None

    async def of(self, reevaluation_id: int) -> list[Rectification]:
        """Return the rectifications of one case, in order."""
        rows = await self._db.execute(_ALL.where(_COLUMNS.reevaluation_id == reevaluation_id))
        return [self._one(row) for row in rows]

    async def remove(self, rectification_id: int) -> bool:
        """Delete a demand that is withdrawn; False when it is gone already."""
        gone = delete(rectifications).where(_COLUMNS.id == rectification_id)
        return (await self._db.execute(gone)).rowcount > 0

    async def prove(self, rectification_id: int, draft_id: int, on: date) -> bool:
        """Record that the evidence is in this form; False when there is evidence already."""
        return await self._change(rectification_id, draft_id=draft_id, proved_on=on)

    async def postpone(self, rectification_id: int, due_on: date) -> bool:
        """Move the last day; False when there is evidence already."""
        return await self._change(rectification_id, due_on=due_on)

    async def _change(self, rectification_id: int, **values: Any) -> bool:
        waiting = (_COLUMNS.id == rectification_id, _COLUMNS.proved_on.is_(None))
        return (await self._db.execute(update(rectifications).where(*waiting).values(**values))).rowcount > 0

    def _one(self, row: Row[Any]) -> Rectification:
        kept = row._asdict()
        place = f"{kept['reevaluation_id']}/{kept['place']}"
        return Rectification(
            **{**kept, "demand": self._seal.open_text("rectifications", place, "demand", kept["demand"])}
        )
