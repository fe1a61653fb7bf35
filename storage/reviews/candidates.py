"""Candidate lists and their reports: who was put forward for what, with which score, and why (Art. 20, 21)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Row, String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reviews.evaluation import Honour
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application on the candidate list, with the composite and rank it had when it was put there."""

    application_id: int
    edition_id: int
    honour: Honour
    score: Decimal
    rank: int
    put_by: int
    put_at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """The evaluation report of an edition; its words are the answers of the draft."""

    edition_id: int
    draft_id: int
    closed_by: int
    closed_at: datetime


candidates = Table(
    "candidates",
    metadata,
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    Column("edition_id", Id, ForeignKey("editions.id"), nullable=False, index=True),
    Column("honour", String(16), nullable=False),
    Column("score", String(32), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("put_by", Id, ForeignKey("people.id"), nullable=False),
    Column("put_at", Moment, nullable=False),
)
reports = Table(
    "evaluation_reports",
    metadata,
    Column("edition_id", Id, ForeignKey("editions.id"), primary_key=True, autoincrement=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("closed_by", Id, ForeignKey("people.id"), nullable=False),
    Column("closed_at", Moment, nullable=False),
)


class Candidates:
    """The candidate lists of all editions."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def put(self, candidate: Candidate) -> None:
        """Put an application on the list, or change the honour it is listed for."""
        values = {name: getattr(candidate, name) for name in candidates.c.keys()}  # noqa: SIM118  # a collection of columns
        values |= {"honour": candidate.honour.value, "score": str(candidate.score)}
        fresh = insert(candidates)
        again = fresh.on_conflict_do_update(
            index_elements=[candidates.c.application_id],
            set_={name: fresh.excluded[name] for name in values if name != "application_id"},
        )
        await self._db.execute(again, values)

    async def get(self, application_id: int) -> Candidate | None:
        """Return the application's entry on the list, or None."""
        row = (await self._db.execute(select(candidates).where(candidates.c.application_id == application_id))).first()
        return _candidate(row) if row else None

    async def of_edition(self, edition_id: int) -> list[Candidate]:
        """Return the list of an edition, by rank."""
        mine = select(candidates).where(candidates.c.edition_id == edition_id)
        rows = await self._db.execute(mine.order_by(candidates.c.rank, candidates.c.application_id))
        return [_candidate(row) for row in rows]

    async def remove(self, application_id: int) -> None:
        """Take the application off the list."""
        await self._db.execute(delete(candidates).where(candidates.c.application_id == application_id))

    async def close(self, edition_id: int, *, draft_id: int, by: int, now: datetime) -> bool:
        """Close the edition's report; False when it was closed before."""
        values: dict[str, Any] = {"edition_id": edition_id, "draft_id": draft_id, "closed_by": by, "closed_at": now}
        fresh = insert(reports).on_conflict_do_nothing(index_elements=[reports.c.edition_id])
        return (await self._db.execute(fresh, values)).rowcount > 0

    async def report(self, edition_id: int) -> Report | None:
        """Return the edition's report, or None while it is not closed."""
        row = (await self._db.execute(select(reports).where(reports.c.edition_id == edition_id))).first()
        return Report(*row) if row else None


def _candidate(row: Row[Any]) -> Candidate:
    kept = row._asdict()
    return Candidate(**{**kept, "honour": Honour(kept["honour"]), "score": Decimal(kept["score"])})
