"""E-mail addresses, sealed: one for each person, used once confirmed by a code, unused once mail bounces."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Row, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people.roles import Email
from storage.database.reading import readable
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata, sealed

emails = Table(
    "emails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    sealed("address", "id"),
    Column("given_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("bounced_at", Moment),
    sqlite_autoincrement=True,  # ids are not reused: mail owed to a deleted address must not reach a later one
)
_ALL = select(emails).order_by(emails.c.id)


class Emails:
    """All e-mail addresses."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def give(self, person_id: int, address: str, now: datetime) -> Email:
        """Keep an unconfirmed address of the person, replacing an earlier one."""
        await self.forget(person_id)
        fresh = insert(emails).returning(emails.c.id)
        one = (await self._db.execute(fresh, {"person_id": person_id, "given_at": now})).scalar_one()
        await self._set(one, address=self._seal.seal("emails", one, "address", address))
        return Email(one, person_id, address, now)

    async def get(self, email_id: int) -> Email | None:
        """Return the address with this id, or None."""
        row = (await self._db.execute(_ALL.where(emails.c.id == email_id))).first()
        return self._email(row) if row else None

    async def of(self, person_id: int) -> Email | None:
        """Return the person's address, or None; of two (after a merge) the one in use, else the later."""
        rows = await self._db.execute(_ALL.where(emails.c.person_id == person_id))
        found = readable(self._seal, "emails", rows, self._email)
        return max(found, key=lambda one: (one.arrives, one.id), default=None)

    async def arriving(self, people: Collection[int]) -> set[int]:
        """Return which of these people have an address in use, without unsealing any."""
        at = emails.c
        which = (at.person_id.in_(people), at.confirmed_at.is_not(None), at.bounced_at.is_(None))
        return set(await self._db.scalars(select(at.person_id).where(*which)))

    async def confirm(self, email_id: int, now: datetime) -> None:
        """Note that its owner has typed the code that was sent to it, so that the address is used from now on."""
        await self._set(email_id, confirmed_at=now, bounced_at=None)

    async def bounce(self, email_id: int, now: datetime) -> None:
        """Note that mail bounced: the address is not used until it is confirmed again."""
        await self._set(email_id, bounced_at=now)

    async def forget(self, person_id: int) -> None:
        """Delete the person's addresses."""
        await self._db.execute(delete(emails).where(emails.c.person_id == person_id))

    async def _set(self, email_id: int, **values: Any) -> None:
        await self._db.execute(update(emails).where(emails.c.id == email_id).values(**values))

    def _email(self, row: Row[Any]) -> Email:
        address = self._seal.open_text("emails", row.id, "address", row.address)
        return Email(row.id, row.person_id, address, row.given_at, row.confirmed_at, row.bounced_at)
