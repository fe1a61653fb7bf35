"""Reasons for deciding an application against the pass mark: whose they are, and the draft with the text (Art. 17)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `act` is done to an application against its scores; the text is the answer `reason` of the draft."""

    application_id: int
    act: str
    draft_id: int
    person_id: int
    given_at: datetime


reasons = Table(
    "reasons",
    metadata,
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    Column("act", String(32), primary_key=True),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("given_at", Moment, nullable=False),
)
_COLUMNS = reasons.c


class Reasons:
    """The last reason for each act on each application."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def give(self, application_id: int, act: str, *, draft_id: int, person_id: int, now: datetime) -> None:
        """Record whose reason it is and its draft, replacing an earlier one for the same act."""
        values: dict[str, Any] = {"draft_id": draft_id, "person_id": person_id, "given_at": now}
        fresh = insert(reasons).values(application_id=application_id, act=act, **values)
        await self._db.execute(
            fresh.on_conflict_do_update(index_elements=[_COLUMNS.application_id, _COLUMNS.act], set_=values)
        )

    async def get(self, application_id: int, act: str) -> Reason | None:
        """Return the reason for this act, or None."""
        mine = (_COLUMNS.application_id == application_id, _COLUMNS.act == act)
        row = (await self._db.execute(select(reasons).where(*mine))).first()
        return Reason(*row) if row else None
