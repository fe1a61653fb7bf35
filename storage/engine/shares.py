"""Shares of the pace that Telegram allows one bot: processes on one PostgreSQL divide it among themselves.

The shares of all living processes never add up to more than the whole: a process grows only by what is free, and says
that it holds less only once it has made fewer calls for as long as they count.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Column, Integer, String, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Moment, insert, metadata

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
