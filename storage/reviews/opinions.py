"""Review opinions: who gave the receiving unit's opinion on an application, and in which draft (Art. 15)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class Opinion:
    """The opinion on an application; its text, or the reasons, are the answers of the draft."""

    application_id: int
    draft_id: int
    person_id: int
    given_at: datetime


opinions = Table(
    "opinions",
    metadata,
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("given_at", Moment, nullable=False),
)


class Opinions:
    """All review opinions, one for an application."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def give(self, application_id: int, *, draft_id: int, person_id: int, now: datetime) -> bool:
        """Record the opinion and who gave it; False when one was given before."""
        values = {"application_id": application_id, "draft_id": draft_id, "person_id": person_id, "given_at": now}
        fresh = insert(opinions).on_conflict_do_nothing(index_elements=[opinions.c.application_id])
        return (await self._db.execute(fresh, values)).rowcount > 0

    async def get(self, application_id: int) -> Opinion | None:
        """Return the opinion on this application, or None."""
        row = (await self._db.execute(select(opinions).where(opinions.c.application_id == application_id))).first()
        return Opinion(*row) if row else None
