"""Numbers shown to people: counted by series and year without gaps, since an uncommitted number is given again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Integer, String, Table, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Moment, insert, metadata

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


# Wrong tries: after five in the present hour and the one before, no more are accepted for a while.


MOST_WRONG_TRIES = 5
_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

attempts = Table(
    "attempts",
    metadata,
    Column("who", String(64), primary_key=True),
    Column("hour", BigInteger, primary_key=True, autoincrement=False),
    Column("wrong", Integer, nullable=False),
)

_COUNT = (
    insert(attempts)
    .values(who=bindparam("who"), hour=bindparam("hour"), wrong=1)
    .on_conflict_do_update(index_elements=[attempts.c.who, attempts.c.hour], set_={"wrong": attempts.c.wrong + 1})
)
_WRONG = select(func.coalesce(func.sum(attempts.c.wrong), 0)).where(
    attempts.c.who == bindparam("who"), attempts.c.hour >= bindparam("since")
)


class Attempts:
    """Wrong tries by person or channel ("person:5", "channel:17") and hour."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def count(self, who: str, now: datetime) -> int:
        """Count one more wrong try and return the number now. Commit it, or a refusal undoes the counting."""
        await self._db.execute(_COUNT, {"who": who, "hour": _hour(now)})
        return await self.wrong(who, now)

    async def wrong(self, who: str, now: datetime) -> int:
        """Return how many wrong tries there were in this hour and the one before."""
        return int((await self._db.execute(_WRONG, {"who": who, "since": _hour(now) - 1})).scalar_one())

    async def locked(self, who: str, now: datetime) -> bool:
        """Tell whether tries are refused for now, even right ones."""
        return await self.wrong(who, now) >= MOST_WRONG_TRIES

    async def clear(self, who: str) -> None:
        """Forget the wrong tries of somebody who has proved who they are."""
        await self._db.execute(delete(attempts).where(attempts.c.who == who))

    async def forget(self, before: datetime) -> None:
        """Delete the counts of hours that ended before this moment."""
        await self._db.execute(delete(attempts).where(attempts.c.hour < _hour(before)))


def _hour(now: datetime) -> int:
    return (now - _EPOCH) // _HOUR


# Shares of the pace that Telegram allows one bot: processes on one PostgreSQL divide it among themselves.
#
# The shares of all living processes never add up to more than the whole: a process grows only by what is free,
# and says that it holds less only once it has made fewer calls for as long as they count.


LEASE = timedelta(seconds=10)
"""How long the share of a process that says nothing more is kept for it."""
STALL = timedelta(seconds=3)
"""How long a call counts, at most: as long as it may be on its way, and a second more."""

shares = Table(
    "shares",
    metadata,
    Column("process", String(32), primary_key=True),
    Column("share", Integer, nullable=False),
    Column("until", Moment, nullable=False),
)
_NOW = func.clock_timestamp()  # the server's, since processes may be on machines whose clocks differ


@dataclass(frozen=True, slots=True)
class Share:
    """What a process holds from now on, and what would be fair: less than it holds if others have come."""

    held: int
    fair: int


class Shares:
    """The shares of all living processes; PostgreSQL only."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def hold(self, process: str, holding: int, *, whole: int, spare: int) -> Share:
        """Go on holding `holding`, or as much more as is fair and free; `spare` is left for the next to come.

        The caller holds the lock, so that processes come one after another.
        """
        await self._db.execute(delete(shares).where(shares.c.until < _NOW))
        others = (await self._db.execute(select(shares.c.share).where(shares.c.process != process))).scalars().all()
        fair = max(1, (whole - spare) // (len(others) + 1))
        held = max(holding, min(fair, whole - sum(others)))
        values = {"share": held, "until": _NOW + LEASE}
        kept = insert(shares).values(process=process, **values)
        await self._db.execute(kept.on_conflict_do_update(index_elements=[shares.c.process], set_=values))
        return Share(held, fair)

    async def leave(self, process: str) -> None:
        """Give the share back, once the calls made last no longer count: the process is ending."""
        mine = update(shares).where(shares.c.process == process)
        await self._db.execute(mine.values(until=_NOW + STALL))
