"""Successions: a holder has become another organisation, which takes over its awards, reports and affairs (Art. 32)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Row, String, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.awards.affairs import affairs
from storage.awards.assessments import assessments
from storage.awards.titles import LOOKUP, awards
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata

successions = Table(
    "successions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("heir", String(64), nullable=False),
    Column("affair_id", Id, ForeignKey("affairs.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "holder"),
    Index(None, "heir"),
)


class Successions:
    """Moves records from one holder to another; what was sealed to the old holder is resealed to the new one."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def take_over(self, holder: str, number: str, name: str) -> bool:
        """Give all records of `holder` to the organisation with this credit code, under `name`.

        Returns False, changing nothing, where that organisation has an award of the same day itself: nobody has two
        awards of one decision. A report for a year in which the successor has its own stays with the old holder.
        """
        heir = self._seal.lookup(LOOKUP, number)
        theirs = await self._of(awards, heir)
        mine = await self._of(awards, holder)
        if {row.decided_on for row in mine} & {row.decided_on for row in theirs}:
            return False
        for row in mine:
            former = self._opened(awards, row, "former") or b""
            names = [one for one in (former.decode(), (self._opened(awards, row, "name") or b"").decode()) if one]
            fresh = {"name": name.encode(), "number": number.encode(), "former": "、".join(names).encode()}
            await self._move(awards, row, heir, fresh)
        told = {row.year for row in await self._of(assessments, heir)}
        for row in await self._of(assessments, holder):
            if row.year not in told:
                await self._move(assessments, row, heir, {})
        for row in await self._of(affairs, holder):
            await self._move(affairs, row, heir, {})
        return True

    async def note(self, holder: str, number: str, affair_id: int, now: datetime) -> None:
        """Note that the organisation with this credit code has succeeded `holder` by an affair's ruling."""
        values = {"holder": holder, "heir": self._seal.lookup(LOOKUP, number), "affair_id": affair_id, "at": now}
        await self._db.execute(insert(successions), values)

    async def heirs_of(self, holder: str) -> set[str]:
        """Return whoever has succeeded this holder, and whoever succeeded those."""
        return await self._along(holder, successions.c.holder, successions.c.heir)

    async def before(self, heir: str) -> set[str]:
        """Return whoever this organisation has succeeded, and whoever those succeeded."""
        return await self._along(heir, successions.c.heir, successions.c.holder)

    async def _along(self, one: str, known: Column[str], wanted: Column[str]) -> set[str]:
        found: set[str] = set()
        ahead = {one}
        while ahead:
            rows = await self._db.scalars(select(wanted).where(known.in_(sorted(ahead))))
            ahead = set(rows) - found - {one}
            found |= ahead
        return found

    async def _of(self, table: Table, holder: str) -> Sequence[Row[Any]]:
        return (await self._db.execute(select(table).where(table.c.holder == holder))).all()

    async def _move(self, table: Table, row: Row[Any], heir: str, fresh: Mapping[str, bytes]) -> None:
        kept, moved = row._asdict(), {**row._asdict(), "holder": heir}
        values: dict[str, Any] = {"holder": heir}
        for column in table.c:
            bound: tuple[str, ...] = column.info.get("sealed_to", ())
            plain = fresh.get(column.name) or (self._opened(table, row, column.name) if "holder" in bound else None)
            if plain is not None:
                values[column.name] = self._seal.seal(table.name, _place(moved, bound), column.name, plain)
        await self._db.execute(update(table).where(table.c.id == kept["id"]).values(**values))

    def _opened(self, table: Table, row: Row[Any], name: str) -> bytes | None:
        """Unseal a column of the row. Raises Damaged when that is impossible: damage is never overwritten."""
        kept, column = row._asdict(), table.c[name]
        if kept[name] is None:
            return None
        return self._seal.open(table.name, _place(kept, column.info["sealed_to"]), name, kept[name])


def _place(row: Mapping[str, Any], bound: Sequence[str]) -> str:
    return "/".join(str(row[name]) for name in bound)
