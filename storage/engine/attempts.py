"""Wrong tries: after five in the present hour and the one before, no more are accepted for a while."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Integer, String, Table, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import insert, metadata

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
