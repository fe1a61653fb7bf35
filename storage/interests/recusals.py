"""Recusals: whether a person has an interest in a case, declared, known or found later; kept for good (Art. 40)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, String, Table, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.interests.statements import Source, Statement
from storage.database.seals import Seal
from storage.database.values import pack
from storage.schema import Id, Moment, insert, metadata, sealed


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


# Statements of interests: each person's employers and kin, sealed; only the latest statement counts (Art. 40).


interests = Table(
    "interests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("stated_at", Moment, nullable=False),
    sealed("words", "id"),
    sqlite_autoincrement=True,
)
_ALL_STATEMENTS = select(interests).order_by(interests.c.id)


class Interests:
    """All statements."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def state(self, person_id: int, *, employers: Collection[str], kin: Collection[str], now: datetime) -> None:
        """Store the person's statement, replacing an earlier one."""
        await self.forget(person_id)
        fresh = insert(interests).returning(interests.c.id)
        one = (await self._db.execute(fresh, {"person_id": person_id, "stated_at": now})).scalar_one()
        words = self._seal.seal("interests", one, "words", pack({"employers": list(employers), "kin": list(kin)}))
        await self._db.execute(update(interests).where(interests.c.id == one).values(words=words))

    async def of(self, person_id: int) -> Statement | None:
        """Return the person's latest statement, or None."""
        found = await self._db.execute(_ALL_STATEMENTS.where(interests.c.person_id == person_id))
        return next((self._statement(row) for row in reversed(found.all())), None)

    async def all(self) -> list[Statement]:
        """Return everybody's statement, the oldest first."""
        return [self._statement(row) for row in await self._db.execute(_ALL_STATEMENTS)]

    async def forget(self, person_id: int) -> None:
        """Delete the statement of somebody who no longer takes part in the award."""
        await self._db.execute(delete(interests).where(interests.c.person_id == person_id))

    def _statement(self, row: Row[tuple[int, int, datetime, bytes]]) -> Statement:
        found = self._seal.open_value("interests", row.id, "words", row.words) if row.words else {}
        words, opens = (found, True) if isinstance(found, dict) else ({}, False)
        employers, kin = (tuple(words.get(name, ())) for name in ("employers", "kin"))
        return Statement(row.person_id, row.stated_at, employers, kin, readable=opens)
