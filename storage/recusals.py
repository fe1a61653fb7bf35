"""Recusals: what each person declared about an interest of theirs before opening a file, kept for good (Art. 40)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import Id, Moment, insert, metadata
from storage.seals import Seal


@dataclass(frozen=True, slots=True)
class Recusal:
    """A declaration: whether the person has an interest in the subject ("application:12")."""

    id: int
    person_id: int
    subject: str
    interest: bool
    at: datetime


recusals = Table(
    "recusals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("interest", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "person_id", "subject"),
    Index(None, "subject"),
    sqlite_autoincrement=True,
)
_ALL = select(recusals)


class Recusals:
    """All declarations. An interest once declared is not taken back by a later word."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def declare(self, person_id: int, subject: str, *, interest: bool, now: datetime) -> None:
        """Keep the declaration beside the earlier ones."""
        values = {"person_id": person_id, "subject": subject, "interest": interest, "at": now}
        await self._db.execute(insert(recusals), values)

    async def of(self, person_id: int, subject: str) -> Recusal | None:
        """What stands: a declared interest if there is one, else the first declaration that there is none."""
        mine = _ALL.where(recusals.c.person_id == person_id, recusals.c.subject == subject)
        row = (await self._db.execute(mine.order_by(recusals.c.interest.desc(), recusals.c.id).limit(1))).first()
        return Recusal(*row) if row else None

    async def about(self, subject: str) -> list[Recusal]:
        """Everything that was declared about the subject, oldest first."""
        found = await self._db.execute(_ALL.where(recusals.c.subject == subject).order_by(recusals.c.id))
        return [Recusal(*row) for row in found]

    async def interests_of(self, person_id: int) -> frozenset[str]:
        """The subjects that the person declared an interest in."""
        mine = (recusals.c.person_id == person_id, recusals.c.interest.is_(True))
        return frozenset((await self._db.execute(select(recusals.c.subject).where(*mine))).scalars())

    async def interested_in(self, subject: str) -> frozenset[int]:
        """The ids of the people who declared an interest in the subject."""
        theirs = (recusals.c.subject == subject, recusals.c.interest.is_(True))
        return frozenset((await self._db.execute(select(recusals.c.person_id).where(*theirs))).scalars())
