"""Numbers shown to people: counted by series and year without gaps, since an uncommitted number is given again."""

from sqlalchemy import Column, Integer, String, Table, bindparam
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import insert, metadata

numbers = Table(
    "numbers",
    metadata,
    Column("series", String(32), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

_NEXT = (
    insert(numbers)
    .values(series=bindparam("one"), year=bindparam("in_year"), last=1)
    .on_conflict_do_update(index_elements=[numbers.c.series, numbers.c.year], set_={"last": numbers.c.last + 1})
    .returning(numbers.c.last)
)
_REACH = (
    insert(numbers)
    .values(series=bindparam("one"), year=bindparam("in_year"), last=bindparam("number"))
    .on_conflict_do_update(
        index_elements=[numbers.c.series, numbers.c.year],
        set_={"last": bindparam("number")},
        where=numbers.c.last < bindparam("number"),
    )
)


class Numbers:
    """The last number given in each series and year."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def next(self, series: str, year: int) -> int:
        """Return the next number, from 1; other Works that want one of this series wait until this Work ends."""
        number: int = (await self._db.execute(_NEXT, {"one": series, "in_year": year})).scalar_one()
        return number

    async def reach(self, series: str, year: int, number: int) -> None:
        """Note that numbers up to this one were given elsewhere, so that none of them is given again."""
        await self._db.execute(_REACH, {"one": series, "in_year": year, "number": number})
