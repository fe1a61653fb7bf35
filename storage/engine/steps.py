"""Steps: the last reminder sent of each ladder, so that none is sent twice and the clock may go back."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Column, Date, String, Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Moment, insert, metadata

steps = Table(
    "steps",
    metadata,
    Column("ladder", String(200), primary_key=True),
    Column("told_on", Date, nullable=False),
    Column("told_at", Moment, nullable=False),
)

_NEW = insert(steps)
_TELL = _NEW.on_conflict_do_update(
    index_elements=[steps.c.ladder],
    set_={"told_on": _NEW.excluded.told_on, "told_at": _NEW.excluded.told_at},
    where=steps.c.told_on < _NEW.excluded.told_on,
)


class Steps:
    """The last step told of each ladder, as the day of that step."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def tell(self, ladder: str, on: date, now: datetime) -> bool:
        """Note that the step of this day is told; False when it, or a later one, was told before."""
        return (await self._db.execute(_TELL, {"ladder": ladder, "told_on": on, "told_at": now})).rowcount > 0

    async def told(self, ladders: Collection[str]) -> dict[str, date]:
        """Return the day of the last step told of each of these ladders; those without any are left out."""
        wanted = select(steps.c.ladder, steps.c.told_on).where(steps.c.ladder.in_(sorted(ladders)))
        return {row.ladder: row.told_on for row in await self._db.execute(wanted)} if ladders else {}

    async def forget(self, prefix: str) -> int:
        """Delete the ladders whose name begins with `prefix`; return how many."""
        mine = func.substr(steps.c.ladder, 1, len(prefix)) == prefix
        return (await self._db.execute(delete(steps).where(mine))).rowcount
