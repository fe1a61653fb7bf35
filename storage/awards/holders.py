"""Contacts of holders: the people who are written to about an award, before and after they claim it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.calendar import office_day
from storage.awards.titles import awards
from storage.database.seals import Seal, readable
from storage.people.channels import emails
from storage.schema import Id, Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact of an award; the first one has `place` 1.

    Until `claimed_at` nobody has come with the link or code, and the person is known by name and phone alone.
    `asked_on` is when they were last asked whether they still are the contact, `checked_on` when that was last known to
    be so.
    """

    id: int
    award_id: int
    place: int
    person_id: int
    claimed_at: datetime | None
    asked_on: date | None = None
    checked_on: date | None = None


contacts = Table(
    "award_contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("award_id", Id, ForeignKey("awards.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("claimed_at", Moment),
    Column("asked_on", Date),
    Column("checked_on", Date),
    Index(None, "award_id"),
    Index(None, "person_id"),
    Index(None, "asked_on"),
)

_COLUMNS = contacts.c
_ALL = select(contacts).order_by(_COLUMNS.award_id, _COLUMNS.place, _COLUMNS.id)
_OF_HOLDER = _ALL.where(_COLUMNS.award_id.in_(select(awards.c.id).where(awards.c.holder == bindparam("holder"))))


class Holders:
    """The contacts of all awards."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def add(self, award_id: int, place: int, person_id: int, claimed_at: datetime | None = None) -> None:
        """Add a contact of the award; one who already uses the service gets `claimed_at` at once."""
        values = {"award_id": award_id, "place": place, "person_id": person_id, "claimed_at": claimed_at}
        checked_on = None if claimed_at is None else office_day(claimed_at)
        await self._db.execute(insert(contacts).values(**values, checked_on=checked_on))

    async def of(self, award_id: int) -> list[Contact]:
        """Return the contacts of this award, in their order."""
        return await self._all(_ALL.where(_COLUMNS.award_id == award_id))

    async def of_holder(self, holder: str) -> list[Contact]:
        """Return the contacts of all awards of one holder."""
        rows: Sequence[Any] = (await self._db.execute(_OF_HOLDER, {"holder": holder})).all()
        return readable(self._seal, "award_contacts", rows, _contact)

    async def with_person(self, person_id: int) -> list[Contact]:
        """Return this person's contacts, one for each award that they are written to about."""
        return await self._all(_ALL.where(_COLUMNS.person_id == person_id))

    async def unclaimed(self, *, limit: int | None = None, after: int = 0) -> list[Contact]:
        """Return the contacts who have not come yet, to be given links and codes; `after` is how many to skip."""
        return await self._all(_ALL.where(_COLUMNS.claimed_at.is_(None)).limit(limit).offset(after))

    async def count_unclaimed(self) -> int:
        """Return how many contacts have not come yet."""
        wanted = select(func.count(_COLUMNS.person_id.distinct())).where(_COLUMNS.claimed_at.is_(None))
        return int((await self._db.execute(wanted)).scalar_one())

    async def claim(self, person_id: int, now: datetime) -> int:
        """Note that the person has come; return in how many awards that is new."""
        mine = (_COLUMNS.person_id == person_id, _COLUMNS.claimed_at.is_(None))
        here = {"claimed_at": now, "checked_on": office_day(now)}
        return (await self._db.execute(update(contacts).where(*mine).values(**here))).rowcount

    async def put(self, award_id: int, place: int, person_id: int, now: datetime) -> None:
        """Give the place to this person, instead of the one who had it."""
        await self.leave(award_id, place)
        await self.add(award_id, place, person_id, claimed_at=now)

    async def to_ask(self, since: date, today: date, *, limit: int) -> list[Contact]:
        """Return contacts of valid awards who have come and were neither asked nor confirmed since `since`."""
        mine = (
            _COLUMNS.claimed_at.is_not(None),
            _before(_COLUMNS.asked_on, since),
            _before(_COLUMNS.checked_on, since),
        )
        wanted = select(contacts).where(*mine, _valid(today))
        return await self._all(wanted.order_by(_COLUMNS.asked_on, _COLUMNS.id).limit(limit))

    async def ask(self, contact_id: int, on: date) -> None:
        """Note that the contact was asked whether they still are the contact."""
        await self._set(contact_id, asked_on=on)

    async def check(self, contact_id: int, on: date) -> None:
        """Note that on this day the contact was known to be right."""
        await self._set(contact_id, checked_on=on)

    async def doubtful(self, asked_until: date, today: date) -> list[Contact]:
        """Return contacts of valid awards who were asked by that day without answering, or whose mail bounced since."""
        silent = (_COLUMNS.asked_on <= asked_until) & _before(_COLUMNS.checked_on, _COLUMNS.asked_on)
        bounced = select(emails.c.person_id).where(emails.c.bounced_at.is_not(None))
        mine = (or_(silent, _COLUMNS.person_id.in_(bounced)), _valid(today))
        return await self._all(_ALL.where(*mine))

    async def leave(self, award_id: int, place: int) -> None:
        """Remove the contact who has this place."""
        await self._db.execute(delete(contacts).where(_COLUMNS.award_id == award_id, _COLUMNS.place == place))

    async def _set(self, contact_id: int, **values: Any) -> None:
        await self._db.execute(update(contacts).where(_COLUMNS.id == contact_id).values(**values))

    async def _all(self, wanted: Any) -> list[Contact]:
        rows: Sequence[Any] = (await self._db.execute(wanted)).all()
        return readable(self._seal, "award_contacts", rows, _contact)


def _before(column: Any, day: Any) -> ColumnElement[bool]:
    return or_(column.is_(None), column < day)


def _valid(today: date) -> ColumnElement[bool]:
    stands = or_(awards.c.ended_on.is_(None), awards.c.ended_on > today)
    return exists().where(awards.c.id == _COLUMNS.award_id, awards.c.valid_until >= today, stands)


def _contact(row: Any) -> Contact:
    return Contact(*tuple(row))
