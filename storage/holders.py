"""Holders: the persons who are written to about an award, from the office's list until they claim it, and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.awards import awards
from storage.schema import Id, Moment, insert, metadata
from storage.seals import Seal


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to be written to about an award, the first one at `place` 1.

    Until `claimed_at` nobody has come with the link or code: the person is known by name and phone alone.
    """

    id: int
    award_id: int
    place: int
    person_id: int
    claimed_at: datetime | None


contacts = Table(
    "award_contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("award_id", Id, ForeignKey("awards.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("claimed_at", Moment),
    Index(None, "award_id"),
    Index(None, "person_id"),
)

_COLUMNS = contacts.c
_ALL = select(contacts).order_by(_COLUMNS.award_id, _COLUMNS.place, _COLUMNS.id)
_OF_HOLDER = _ALL.where(_COLUMNS.award_id.in_(select(awards.c.id).where(awards.c.holder == bindparam("holder"))))


class Holders:
    """The persons of all awards."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def add(self, award_id: int, place: int, person_id: int, claimed_at: datetime | None = None) -> None:
        """Write to this person about the award from now on; one who is on the service already has claimed it."""
        values = {"award_id": award_id, "place": place, "person_id": person_id, "claimed_at": claimed_at}
        await self._db.execute(insert(contacts).values(**values))

    async def of(self, award_id: int) -> list[Contact]:
        """The persons of this award in their order."""
        return await self._all(_ALL.where(_COLUMNS.award_id == award_id))

    async def of_holder(self, holder: str) -> list[Contact]:
        """The persons of all awards of one holder."""
        rows: Sequence[Any] = (await self._db.execute(_OF_HOLDER, {"holder": holder})).all()
        return [Contact(*row) for row in rows]

    async def with_person(self, person_id: int) -> list[Contact]:
        """The awards that this person is written to about."""
        return await self._all(_ALL.where(_COLUMNS.person_id == person_id))

    async def unclaimed(self, *, limit: int | None = None, after: int = 0) -> list[Contact]:
        """Those who have not come yet: they are given links and codes."""
        return await self._all(_ALL.where(_COLUMNS.claimed_at.is_(None)).limit(limit).offset(after))

    async def count_unclaimed(self) -> int:
        """How many persons have not come yet."""
        wanted = select(func.count(_COLUMNS.person_id.distinct())).where(_COLUMNS.claimed_at.is_(None))
        return int((await self._db.execute(wanted)).scalar_one())

    async def claim(self, person_id: int, now: datetime) -> int:
        """The person is here now; in how many awards that is noted."""
        mine = (_COLUMNS.person_id == person_id, _COLUMNS.claimed_at.is_(None))
        return (await self._db.execute(update(contacts).where(*mine).values(claimed_at=now))).rowcount

    async def leave(self, award_id: int, place: int) -> None:
        """Write to whoever has this place no longer."""
        await self._db.execute(delete(contacts).where(_COLUMNS.award_id == award_id, _COLUMNS.place == place))

    async def _all(self, wanted: Any) -> list[Contact]:
        rows: Sequence[Any] = (await self._db.execute(wanted)).all()
        return [Contact(*row) for row in rows]
