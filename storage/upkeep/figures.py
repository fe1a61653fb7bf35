"""Figures for operators: counts and ages, never persons or contents."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.engine.journal import journal
from storage.engine.owed import UNLISTED, OwedState, outbox
from storage.engine.tasks import TaskState, tasks

_WAITING = (OwedState.OWED.value, OwedState.HELD.value, OwedState.SENDING.value, OwedState.FAILED.value)
_LEAVING = (OwedState.OWED.value, OwedState.SENDING.value)
_LISTED = outbox.c.kind != UNLISTED
_SIZE = {
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
    "postgresql": text("SELECT pg_database_size(current_database())"),
}


@dataclass(frozen=True, slots=True)
class TaskCount:
    """The number of open tasks of one kind, and how many of them are overdue."""

    kind: str
    open: int
    late: int


class ServiceFigures:
    """Counts over all that is not over yet."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def messages(self) -> dict[str, int]:
        """Return how many messages are in each unfinished state, zeros included."""
        counted = select(outbox.c.state, func.count()).where(outbox.c.state.in_(_WAITING), _LISTED)
        counts = {row[0]: row[1] for row in await self._db.execute(counted.group_by(outbox.c.state))}
        return {state: counts.get(state, 0) for state in _WAITING}

    async def oldest_due_at(self, now: datetime) -> datetime | None:
        """Return when the longest-waiting due message fell due; None when none is due."""
        due = (outbox.c.state.in_(_LEAVING), outbox.c.next_try_at <= now, _LISTED)
        oldest: datetime | None = (await self._db.execute(select(func.min(outbox.c.due_at)).where(*due))).scalar_one()
        return oldest

    async def struggling(self, since: datetime, soon: datetime) -> int:
        """Return how many messages fell due before `since`, failed at least once, and are retried before `soon`."""
        mine = (
            outbox.c.state.in_(_LEAVING),
            outbox.c.due_at <= since,
            outbox.c.next_try_at <= soon,
            outbox.c.error.is_not(None),
            _LISTED,
        )
        return int((await self._db.execute(select(func.count()).select_from(outbox).where(*mine))).scalar_one())

    async def tasks(self, day: date) -> list[TaskCount]:
        """Return the open tasks by kind, counted; overdue means a last day before `day`."""
        late = func.sum(case((tasks.c.due_on < day, 1), else_=0))
        counted = select(tasks.c.kind, func.count(), late).where(tasks.c.state == TaskState.OPEN.value)
        rows = await self._db.execute(counted.group_by(tasks.c.kind).order_by(tasks.c.kind))
        return [TaskCount(kind, int(count), int(overdue)) for kind, count, overdue in rows]

    async def happened(self, act: str, subject: str, since: datetime) -> int:
        """Return how often the journal records this act on this subject since `since`."""
        mine = (journal.c.subject == subject, journal.c.act == act, journal.c.at >= since)
        return int((await self._db.execute(select(func.count()).select_from(journal).where(*mine))).scalar_one())

    async def began_at(self) -> datetime | None:
        """Return the moment of the journal's first entry, or None."""
        moment: datetime | None = (await self._db.execute(select(func.min(journal.c.at)))).scalar_one()
        return moment

    async def size(self) -> int:
        """Return the size of the database in bytes."""
        return int((await self._db.execute(_SIZE[self._db.dialect.name])).scalar_one())
