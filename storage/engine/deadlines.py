"""Deadlines: each date with what it was computed from, so that it can be explained and recomputed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.calendar import Count, PassedOver, Why
from storage.database.seals import Seal, readable
from storage.database.values import pack, unpack
from storage.schema import Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline of a subject; `count.last` is the last day that still counts."""

    subject: str
    kind: str
    count: Count
    created_at: datetime
    ended_at: datetime | None = None


deadlines = Table(
    "deadlines",
    metadata,
    Column("subject", String(128), primary_key=True),
    Column("kind", String(64), primary_key=True),
    Column("start_on", Date, nullable=False),
    Column("working_days", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("passed_over", Text, nullable=False),
    Column("worked_weekends", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(None, "ended_at", "due_on"),
)

_COLUMNS = deadlines.c
_NEW = insert(deadlines)
_SET = _NEW.on_conflict_do_update(
    index_elements=[_COLUMNS.subject, _COLUMNS.kind],
    set_={
        column.name: _NEW.excluded[column.name]
        for column in _COLUMNS
        if column.name not in ("subject", "kind", "created_at")
    },
)


class Deadlines:
    """All deadlines: each subject has at most one of a kind."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def set(self, subject: str, kind: str, count: Count, now: datetime) -> None:
        """Set the deadline to what `count` computed; it replaces an earlier one of the kind and runs (again)."""
        values = {"subject": subject, "kind": kind, "start_on": count.start, "working_days": count.days}
        values |= {"due_on": count.last, "provisional": count.provisional, "created_at": now, "ended_at": None}
        values |= {"passed_over": pack([[off.day, off.why] for off in count.passed_over])}
        values |= {"worked_weekends": pack(list(count.worked_weekends))}
        await self._db.execute(_SET, values)

    async def get(self, subject: str, kind: str) -> Deadline | None:
        """Return the subject's deadline of this kind, running or not, or None."""
        row = (await self._db.execute(_one(subject, kind))).first()
        return deadline_of(row) if row else None

    async def of(self, subject: str) -> list[Deadline]:
        """Return the subject's deadlines, the earliest first."""
        return await self._all(select(deadlines).where(_COLUMNS.subject == subject), strict=True)

    async def next_of(self, subjects: Collection[str]) -> dict[str, date]:
        """Return the next last day of each of these subjects; those without a running deadline are left out."""
        mine = (_COLUMNS.subject.in_(subjects), _COLUMNS.ended_at.is_(None))
        wanted = select(_COLUMNS.subject, func.min(_COLUMNS.due_on)).where(*mine).group_by(_COLUMNS.subject)
        return dict(map(tuple, await self._db.execute(wanted)))

    async def running(self, kind: str | None = None) -> list[Deadline]:
        """Return the running deadlines, of one kind or all, the earliest first."""
        wanted = select(deadlines).where(_COLUMNS.ended_at.is_(None))
        return await self._all(wanted if kind is None else wanted.where(_COLUMNS.kind == kind))

    async def provisional(self) -> list[Deadline]:
        """Return the running deadlines counted without some year's notice, the earliest first."""
        return await self._all(select(deadlines).where(_COLUMNS.ended_at.is_(None), _COLUMNS.provisional.is_(True)))

    async def end(self, subject: str, kind: str, now: datetime) -> bool:
        """End a deadline because what was due has happened; False when no such deadline runs."""
        mine = (_COLUMNS.subject == subject, _COLUMNS.kind == kind, _COLUMNS.ended_at.is_(None))
        return (await self._db.execute(update(deadlines).where(*mine).values(ended_at=now))).rowcount > 0

    async def _all(self, wanted: Any, *, strict: bool = False) -> list[Deadline]:
        rows = await self._db.execute(wanted.order_by(_COLUMNS.due_on, _COLUMNS.subject, _COLUMNS.kind))
        return readable(self._seal, "deadlines", rows, deadline_of, strict=strict)


def _one(subject: str, kind: str) -> Any:
    return select(deadlines).where(_COLUMNS.subject == subject, _COLUMNS.kind == kind)


def deadline_of(row: Sequence[Any]) -> Deadline:
    """Return the deadline that a row of the table describes."""
    subject, kind, start, days, last, provisional, passed_over, worked_weekends, created_at, ended_at = row
    off = tuple(PassedOver(day, Why(why)) for day, why in unpack(passed_over))
    worked: tuple[date, ...] = tuple(unpack(worked_weekends))
    return Deadline(subject, kind, Count(start, days, last, provisional, off, worked), created_at, ended_at)


# Steps: the last reminder sent of each ladder, so that none is sent twice and the clock may go back.


steps = Table(
    "steps",
    metadata,
    Column("ladder", String(200), primary_key=True),
    Column("told_on", Date, nullable=False),
    Column("told_at", Moment, nullable=False),
)

_NEW_STEP = insert(steps)
_TELL = _NEW_STEP.on_conflict_do_update(
    index_elements=[steps.c.ladder],
    set_={"told_on": _NEW_STEP.excluded.told_on, "told_at": _NEW_STEP.excluded.told_at},
    where=steps.c.told_on < _NEW_STEP.excluded.told_on,
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
