"""Investigations: who was named to investigate an objection, and the form with their findings (Art. 23, 40)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people.roles import Role
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class Investigation:
    """One person's part in an investigation: named in a role, handed in with a form, or released before that."""

    id: int
    objection_id: int
    person_id: int
    role: Role
    named_by: int
    named_at: datetime
    draft_id: int | None = None
    handed_in_at: datetime | None = None
    released_at: datetime | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether the findings are still to come."""
        return self.handed_in_at is None and self.released_at is None


investigations = Table(
    "investigations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("objection_id", Id, ForeignKey("objections.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("named_by", Id, ForeignKey("people.id"), nullable=False),
    Column("named_at", Moment, nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), unique=True),
    Column("handed_in_at", Moment),
    Column("released_at", Moment),
    UniqueConstraint("objection_id", "person_id"),
    sqlite_autoincrement=True,
)
_COLUMNS = investigations.c
_ALL = select(investigations).order_by(_COLUMNS.id)
_NAME = insert(investigations).on_conflict_do_nothing(index_elements=[_COLUMNS.objection_id, _COLUMNS.person_id])


class Investigations:
    """All investigations, one for each person in an objection; the findings are the answers of the form sent."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def name(self, objection_id: int, person_id: int, role: Role, *, by: int, now: datetime) -> bool:
        """Name an investigator; False for one who was named before, released or not."""
        values: dict[str, Any] = {"objection_id": objection_id, "person_id": person_id, "role": role.value}
        return (await self._db.execute(_NAME, {**values, "named_by": by, "named_at": now})).rowcount > 0

    async def of(self, objection_id: int) -> list[Investigation]:
        """Return everybody who was named, in that order."""
        rows = await self._db.execute(_ALL.where(_COLUMNS.objection_id == objection_id))
        return [Investigation(**{**row._asdict(), "role": Role(row.role)}) for row in rows]

    async def hand_in(self, investigation_id: int, draft_id: int, now: datetime) -> bool:
        """Record that the findings are in this form; False when they are in already or no longer awaited."""
        return await self._end(investigation_id, draft_id=draft_id, handed_in_at=now)

    async def release(self, investigation_id: int, now: datetime) -> bool:
        """Release the person from the investigation; False when the findings are in or they were released before."""
        return await self._end(investigation_id, released_at=now)

    async def _end(self, investigation_id: int, **values: Any) -> bool:
        awaited = (_COLUMNS.handed_in_at.is_(None), _COLUMNS.released_at.is_(None))
        ended = update(investigations).where(_COLUMNS.id == investigation_id, *awaited).values(**values)
        return (await self._db.execute(ended)).rowcount > 0
