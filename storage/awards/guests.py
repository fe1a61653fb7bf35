"""Guests: the holders invited to an activity, their replies, and who came (Art. 31, 35)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.awards.affairs import Guest, Invited, Kind, State
from storage.awards.affairs import affairs
from storage.database.seals import Seal
from storage.schema import Id, insert, metadata

guests = Table(
    "activity_guests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("affair_id", Id, ForeignKey("affairs.id"), nullable=False),
    Column("award_id", Id, ForeignKey("awards.id"), nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("affair_id", "award_id"),
)

_COLUMNS = guests.c
_INVITE = insert(guests).on_conflict_do_nothing()


class Guests:
    """All invitations to all activities."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def invite(self, affair_id: int, award_id: int) -> bool:
        """Invite the holder of this award; False when it was invited before."""
        values = {"affair_id": affair_id, "award_id": award_id, "state": Invited.ASKED.value}
        return (await self._db.execute(_INVITE, values)).rowcount > 0

    async def of(self, affair_id: int) -> list[Guest]:
        """Return the activity's invitations, in the order they were sent."""
        wanted = select(_COLUMNS.affair_id, _COLUMNS.award_id, _COLUMNS.state).where(_COLUMNS.affair_id == affair_id)
        rows = await self._db.execute(wanted.order_by(_COLUMNS.id))
        return [Guest(row[0], row[1], Invited(row[2])) for row in rows]

    async def put(self, affair_id: int, award_id: int, state: Invited) -> bool:
        """Set the state of one invitation; False where there is none."""
        mine = (_COLUMNS.affair_id == affair_id, _COLUMNS.award_id == award_id)
        return (await self._db.execute(update(guests).where(*mine).values(state=state.value))).rowcount > 0

    async def close(self, affair_id: int) -> None:
        """End the activity: guests who neither declined nor were recorded as attending become absent."""
        mine = (_COLUMNS.affair_id == affair_id, _COLUMNS.state.in_([Invited.ASKED.value, Invited.COMING.value]))
        await self._db.execute(update(guests).where(*mine).values(state=Invited.ABSENT.value))

    async def figures(self, year: int, units: Collection[str] | None = None) -> tuple[int, int, int]:
        """Return how many activities of the year were held, how many invitations they had, and how many guests came."""
        held = [affairs.c.kind == Kind.ACTIVITY.value, affairs.c.year == year, affairs.c.state == State.SETTLED.value]
        held += [affairs.c.unit.in_(sorted(units))] if units is not None else []
        count = (await self._db.execute(select(func.count()).select_from(affairs).where(*held))).scalar_one()
        mine = select(_COLUMNS.state, func.count()).join(affairs, affairs.c.id == _COLUMNS.affair_id).where(*held)
        came = {row[0]: row[1] for row in await self._db.execute(mine.group_by(_COLUMNS.state))}
        return int(count), sum(came.values()), came.get(Invited.ATTENDED.value, 0)

    async def between(self, first: date, last: date) -> list[int]:
        """Return the ids of the activities planned for one of these days."""
        mine = (
            affairs.c.kind == Kind.ACTIVITY.value,
            affairs.c.state == State.SENT.value,
            affairs.c.due_on.between(first, last),
        )
        return list((await self._db.execute(select(affairs.c.id).where(*mine))).scalars())
