"""Opinions of re-evaluations: who was named in which round, and the form with their finding (Art. 5)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Row, String, Table, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reevaluations.cases import Opinion, Verdict
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata

reevaluation_opinions = Table(
    "reevaluation_opinions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reevaluation_id", Id, ForeignKey("reevaluations.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("named_by", Id, ForeignKey("people.id"), nullable=False),
    Column("named_at", Moment, nullable=False),
    Column("verdict", String(16)),
    Column("draft_id", Id, ForeignKey("drafts.id"), unique=True),
    Column("handed_in_at", Moment),
    Column("released_at", Moment),
    UniqueConstraint("reevaluation_id", "round", "person_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
_COLUMNS = reevaluation_opinions.c
_ALL = select(reevaluation_opinions).order_by(_COLUMNS.id)
_NAME = insert(reevaluation_opinions).on_conflict_do_nothing(
    index_elements=[_COLUMNS.reevaluation_id, _COLUMNS.round, _COLUMNS.person_id]
)


class ReevaluationOpinions:
    """All opinions, one for each person in a round; the findings are the answers of the form sent."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def name(self, reevaluation_id: int, round_: int, person_id: int, *, by: int, now: datetime) -> bool:
        """Name a reviewer; False for one who was named before in this round, released or not."""
        values: dict[str, Any] = {"reevaluation_id": reevaluation_id, "round": round_, "person_id": person_id}
        return (await self._db.execute(_NAME, {**values, "named_by": by, "named_at": now})).rowcount > 0

    async def of(self, reevaluation_id: int, round_: int | None = None) -> list[Opinion]:
        """Return everybody who was named, in one round or in all, in that order."""
        wanted = _ALL.where(_COLUMNS.reevaluation_id == reevaluation_id)
        rows = await self._db.execute(wanted if round_ is None else wanted.where(_COLUMNS.round == round_))
        return [_opinion(row) for row in rows]

    async def awaited_of(self, person_id: int) -> list[Opinion]:
        """Return the opinions still to come from this person."""
        mine = (_COLUMNS.person_id == person_id, _COLUMNS.handed_in_at.is_(None), _COLUMNS.released_at.is_(None))
        return [_opinion(row) for row in await self._db.execute(_ALL.where(*mine))]

    async def hand_in(self, opinion_id: int, verdict: Verdict, draft_id: int, now: datetime) -> bool:
        """Record that the opinion is in this form; False when it is in already or no longer awaited."""
        return await self._end(opinion_id, verdict=verdict.value, draft_id=draft_id, handed_in_at=now)

    async def release(self, opinion_id: int, now: datetime) -> bool:
        """Release the person from giving an opinion; False when it is in or they were released before."""
        return await self._end(opinion_id, released_at=now)

    async def _end(self, opinion_id: int, **values: Any) -> bool:
        awaited = (_COLUMNS.handed_in_at.is_(None), _COLUMNS.released_at.is_(None))
        ended = update(reevaluation_opinions).where(_COLUMNS.id == opinion_id, *awaited).values(**values)
        return (await self._db.execute(ended)).rowcount > 0


def _opinion(row: Row[Any]) -> Opinion:
    return Opinion(**{**row._asdict(), "verdict": row.verdict and Verdict(row.verdict)})
