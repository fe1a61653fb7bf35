"""Recusals: whether a person has an interest in a case, declared, known or found later; kept for good (Art. 40)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, String, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.interests.statements import Source
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class Recusal:
    """Whether the person has an interest in the subject ("application:12"), by their own declaration or not.

    `barred` says that the subject is therefore shut to them; an interest that is only disclosed bars nobody.
    """

    id: int
    person_id: int
    subject: str
    interest: bool
    at: datetime
    source: Source
    barred: bool


recusals = Table(
    "recusals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("interest", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("source", String(16), nullable=False),
    Column("barred", Boolean, nullable=False),
    Index(None, "person_id", "subject"),
    Index(None, "subject"),
    sqlite_autoincrement=True,
)
_ALL = select(recusals)
_BARRED = select(recusals.c.subject).where(recusals.c.person_id == bindparam("person_id"), recusals.c.barred.is_(True))


class Recusals:
    """All recusals. A later declaration does not take back an interest."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def declare(
        self,
        person_id: int,
        subject: str,
        *,
        interest: bool,
        now: datetime,
        source: Source = Source.DECLARED,
        barred: bool | None = None,
    ) -> None:
        """Add a declaration to the earlier ones; an interest bars the person unless `barred` is False."""
        values = {"person_id": person_id, "subject": subject, "interest": interest, "at": now, "source": source.value}
        await self._db.execute(insert(recusals), {**values, "barred": interest if barred is None else barred})

    async def of(self, person_id: int, subject: str) -> Recusal | None:
        """Return the one that counts: an interest that bars, else one disclosed, else the first declaration of none."""
        mine = _ALL.where(recusals.c.person_id == person_id, recusals.c.subject == subject)
        first = (recusals.c.barred.desc(), recusals.c.interest.desc(), recusals.c.id)
        row = (await self._db.execute(mine.order_by(*first).limit(1))).first()
        return _recusal(row) if row else None

    async def about(self, subject: str) -> list[Recusal]:
        """Return everything declared about the subject, oldest first."""
        found = await self._db.execute(_ALL.where(recusals.c.subject == subject).order_by(recusals.c.id))
        return [_recusal(row) for row in found]

    async def interests_of(self, person_id: int) -> frozenset[str]:
        """Return the subjects that are shut to the person because of an interest."""
        return frozenset((await self._db.execute(_BARRED, {"person_id": person_id})).scalars())

    async def declared_by(self, person_id: int) -> frozenset[str]:
        """Return the subjects that the person made a declaration on, with an interest or without."""
        mine = select(recusals.c.subject).where(recusals.c.person_id == person_id)
        return frozenset((await self._db.execute(mine)).scalars())

    async def interested_in(self, subject: str) -> frozenset[int]:
        """Return the ids of the people to whom the subject is shut because of an interest."""
        theirs = (recusals.c.subject == subject, recusals.c.barred.is_(True))
        return frozenset((await self._db.execute(select(recusals.c.person_id).where(*theirs))).scalars())


def _recusal(row: Row[Any]) -> Recusal:
    return Recusal(**{**row._asdict(), "source": Source(row.source)})
