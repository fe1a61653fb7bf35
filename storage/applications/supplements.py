"""Supplements: the single list of things that an application was asked to complete, and the answer (Art. 15)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.damage import DAMAGED
from storage.database.seals import Seal
from storage.database.values import pack
from storage.schema import Id, Moment, insert, metadata, sealed


@dataclass(frozen=True, slots=True)
class Supplement:
    """The supplement asked of an application; `draft_id` is the form in which the applicant answers."""

    application_id: int
    items: tuple[str, ...] = field(repr=False)
    asked_at: datetime
    asked_by: int
    due: date
    draft_id: int
    supplied_at: datetime | None


supplements = Table(
    "supplements",
    metadata,
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    sealed("items", "application_id", nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", Id, ForeignKey("people.id"), nullable=False),
    Column("due", Date, nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("supplied_at", Moment),
)


class Supplements:
    """All supplements: at most one for an application, as the primary key ensures."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def ask(
        self, application_id: int, items: Sequence[str], *, now: datetime, asked_by: int, due: date, draft_id: int
    ) -> bool:
        """Record what is asked; False when something was asked before."""
        values: dict[str, Any] = {"application_id": application_id, "asked_at": now, "asked_by": asked_by}
        values |= {"due": due, "draft_id": draft_id}
        values |= {"items": self._seal.seal("supplements", application_id, "items", pack(list(items)))}
        fresh = insert(supplements).on_conflict_do_nothing(index_elements=[supplements.c.application_id])
        return (await self._db.execute(fresh, values)).rowcount > 0

    async def get(self, application_id: int) -> Supplement | None:
        """Return what was asked of this application, or None."""
        row = (
            await self._db.execute(select(supplements).where(supplements.c.application_id == application_id))
        ).first()
        return self._supplement(row) if row else None

    async def move(self, application_id: int, due: date) -> None:
        """Move the last day for the answer."""
        mine = supplements.c.application_id == application_id
        await self._db.execute(update(supplements).where(mine).values(due=due))

    async def supplied(self, application_id: int, now: datetime) -> bool:
        """Record the answer; False when there was one before."""
        mine = (supplements.c.application_id == application_id, supplements.c.supplied_at.is_(None))
        return (await self._db.execute(update(supplements).where(*mine).values(supplied_at=now))).rowcount > 0

    def _supplement(self, row: Sequence[Any]) -> Supplement:
        application_id, items, *rest = row
        opened = self._seal.open_value("supplements", application_id, "items", items)
        return Supplement(application_id, (DAMAGED,) if opened == DAMAGED else tuple(opened), *rest)
