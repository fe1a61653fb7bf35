"""Roles: who may act as what, in which unit, from when until when (Art. 8, 9, 14, 41)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people.roles import Membership, Role
from storage.database.proofs import PROOF, Proofs, proof, proved
from storage.database.seals import Seal, readable
from storage.schema import Id, Moment, insert, metadata

roles = Table(
    "roles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("unit", String(64)),
    Column("from_on", Date),
    Column("until_on", Date),
    Column("ended_at", Moment),
    proof("id", of=("person_id", "role", "unit", "from_on", "until_on", "ended_at")),
    Index(None, "person_id"),
    Index(None, "role", "unit"),
    sqlite_autoincrement=True,
)

ROLE = [roles.c[name] for name in ("id", "person_id", "role", "unit", "from_on", "until_on", "ended_at", "proof")]
_NAMES = [column.name for column in ROLE]
_ALL = select(*ROLE)
_OF = _ALL.where(roles.c.person_id == bindparam("person_id"), roles.c.ended_at.is_(None)).order_by(roles.c.id)


def memberships_of(seal: Seal, rows: Iterable[Any]) -> list[Membership]:
    """Return the memberships that rows of `ROLE` describe, without those that nobody with the keys has written."""
    return [one for one in readable(seal, "roles", rows, partial(_membership, seal)) if one is not None]


def _membership(seal: Seal, row: Sequence[Any]) -> Membership | None:
    values = dict(zip(_NAMES, row, strict=True))
    if not proved(seal, roles, values):
        return None
    del values[PROOF]
    return Membership(**{**values, "role": Role(values["role"])})


class Roles:
    """All memberships, including ended ones."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal
        self._proofs = Proofs(db, seal)

    async def grant(
        self,
        person_id: int,
        role: Role,
        *,
        unit: str | None = None,
        from_on: date | None = None,
        until_on: date | None = None,
    ) -> Membership:
        """Grant the role; a membership of the same role and unit that has not ended takes the new days instead."""
        days = {"from_on": from_on, "until_on": until_on}
        for held in await self.of(person_id):
            if (held.role, held.unit) == (role, unit):
                await self._db.execute(update(roles).where(roles.c.id == held.id).values(**days))
                await self._prove(held.id)
                return Membership(held.id, person_id, role, unit, from_on, until_on)
        values = {"person_id": person_id, "role": role.value, "unit": unit, **days}
        one = (await self._db.execute(insert(roles).values(**values).returning(roles.c.id))).scalar_one()
        await self._prove(one)
        return Membership(one, person_id, role, unit, from_on, until_on)

    async def end(self, person_id: int, role: Role, now: datetime, *, unit: str | None = None) -> bool:
        """End the role at once, in exactly this unit (None: without a unit); tell whether there was one."""
        which = (
            roles.c.person_id == person_id,
            roles.c.role == role.value,
            roles.c.unit.is_not_distinct_from(unit),
            roles.c.ended_at.is_(None),
        )
        good = [held.id for held in memberships_of(self._seal, await self._db.execute(_ALL.where(*which)))]
        ended = (await self._db.execute(update(roles).where(*which).values(ended_at=now))).rowcount > 0
        for one in good:
            await self._prove(one)
        return ended

    async def serve_until(self, membership_id: int, until_on: date | None) -> None:
        """Move the last day of a membership that has not ended."""
        which = (roles.c.id == membership_id, roles.c.ended_at.is_(None))
        await self._db.execute(update(roles).where(*which).values(until_on=until_on))
        await self._prove(membership_id)

    async def of(self, person_id: int) -> list[Membership]:
        """Return the person's roles that have not been ended, whatever their days."""
        return memberships_of(self._seal, await self._db.execute(_OF, {"person_id": person_id}))

    async def all(self) -> list[Membership]:
        """Return every membership there is or was, oldest first, for the office's page of people."""
        return memberships_of(self._seal, await self._db.execute(_ALL.order_by(roles.c.id)))

    async def ending(self, since: date, until: date) -> list[Membership]:
        """Return memberships that have not been ended and whose last day is from `since` to `until`, oldest first."""
        which = (roles.c.ended_at.is_(None), roles.c.until_on.between(since, until))
        return memberships_of(self._seal, await self._db.execute(_ALL.where(*which).order_by(roles.c.id)))

    async def _prove(self, one: int) -> None:
        rows = await self._db.execute(select(roles).where(roles.c.id == one))
        await self._proofs.renew(roles, rows.mappings().all())
