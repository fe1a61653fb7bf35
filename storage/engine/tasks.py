"""Tasks: who has to do what by when, until it is done (Art. 15, 17-19, 23)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, ForeignKey, Index, String, Table, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people.roles import Membership, Role
from storage.database.seals import Seal, readable
from storage.schema import Id, Moment, insert, metadata


class TaskState(StrEnum):
    """Whether a task is open, done, or no longer needed."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Task:
    """A task of one person or of anybody with the role (in the unit, if given); `kind` and `subject` say what it is."""

    id: int
    key: str
    kind: str
    subject: str
    role: Role
    unit: str | None
    person_id: int | None
    due_on: date | None
    created_at: datetime
    state: TaskState
    done_at: datetime | None
    done_by: int | None


tasks = Table(
    "tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("role", String(16), nullable=False),
    Column("unit", String(64)),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("due_on", Date),
    Column("created_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("done_at", Moment),
    Column("done_by", Id, ForeignKey("people.id")),
    Index(None, "state", "due_on"),
    Index(None, "subject"),
)

_COLUMNS = tasks.c
_IS_OPEN = _COLUMNS.state == TaskState.OPEN
_BY_DUE = (_COLUMNS.due_on.is_(None), _COLUMNS.due_on, _COLUMNS.id)
_ASSIGN = insert(tasks).on_conflict_do_nothing(index_elements=[_COLUMNS.key])


class Tasks:
    """All tasks."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def assign(
        self,
        key: str,
        kind: str,
        subject: str,
        role: Role,
        *,
        now: datetime,
        unit: str | None = None,
        person_id: int | None = None,
        due_on: date | None = None,
    ) -> bool:
        """Add a task; False when this key was used before, whatever the state."""
        values: dict[str, Any] = {"key": key, "kind": kind, "subject": subject, "role": role.value, "unit": unit}
        values |= {"person_id": person_id, "due_on": due_on, "created_at": now, "state": TaskState.OPEN.value}
        return (await self._db.execute(_ASSIGN, values)).rowcount > 0

    async def get(self, key: str) -> Task | None:
        """Return the task with this key, or None."""
        row = (await self._db.execute(select(tasks).where(_COLUMNS.key == key))).first()
        return _task(row) if row else None

    async def open_for(
        self, person_id: int, roles: Iterable[Membership], *, limit: int = 50, after: int = 0
    ) -> list[Task]:
        """Return a page of open tasks of the person and their roles, the earliest due first, skipping `after`."""
        wanted = select(tasks).where(_IS_OPEN, _for(person_id, roles)).order_by(*_BY_DUE)
        return await self._tasks(wanted.limit(limit).offset(after))

    async def open(self) -> list[Task]:
        """Return every open task, the earliest due first."""
        return await self._tasks(select(tasks).where(_IS_OPEN).order_by(*_BY_DUE))

    async def open_of(self, kind: str) -> list[Task]:
        """Return the open tasks of one kind, the earliest due first."""
        return await self._tasks(select(tasks).where(_IS_OPEN, _COLUMNS.kind == kind).order_by(*_BY_DUE))

    async def open_on(self, day: date) -> list[Task]:
        """Return the open tasks due on or before `day`, the earliest due first."""
        return await self._tasks(select(tasks).where(_IS_OPEN, _COLUMNS.due_on <= day).order_by(*_BY_DUE))

    async def of(self, subject: str) -> list[Task]:
        """Return all tasks about the subject, in any state, oldest first."""
        return await self._tasks(select(tasks).where(_COLUMNS.subject == subject).order_by(_COLUMNS.id))

    async def done(self, key: str, now: datetime, person_id: int | None = None) -> bool:
        """Mark the task as done, by the person or (None) by itself; False when it was not open."""
        return await self._end(key, state=TaskState.DONE.value, done_at=now, done_by=person_id)

    async def drop(self, key: str, now: datetime) -> bool:
        """Mark the task as no longer needed; False when it was not open."""
        return await self._end(key, state=TaskState.DROPPED.value, done_at=now)

    async def drop_prefix(self, prefix: str, now: datetime) -> int:
        """Drop every open task whose key begins with `prefix`; return how many."""
        mine = (func.substr(_COLUMNS.key, 1, len(prefix)) == prefix, _IS_OPEN)
        dropped = update(tasks).where(*mine).values(state=TaskState.DROPPED.value, done_at=now)
        return (await self._db.execute(dropped)).rowcount

    async def reassign(self, key: str, person_id: int | None) -> bool:
        """Give an open task to another person, or to anybody in its role (None)."""
        return await self._end(key, person_id=person_id)

    async def pass_on(self, key: str, role: Role, unit: str | None) -> bool:
        """Give an open task to everybody in another role or unit."""
        return await self._end(key, role=role.value, unit=unit, person_id=None)

    async def move(self, key: str, due_on: date | None) -> bool:
        """Move the last day of an open task."""
        return await self._end(key, due_on=due_on)

    async def _end(self, key: str, **values: Any) -> bool:
        changed = update(tasks).where(_COLUMNS.key == key, _IS_OPEN).values(**values)
        return (await self._db.execute(changed)).rowcount > 0

    async def _tasks(self, wanted: Any) -> list[Task]:
        return readable(self._seal, "tasks", await self._db.execute(wanted), _task)


def _for(person_id: int, roles: Iterable[Membership]) -> ColumnElement[bool]:
    anybodys = [
        (_COLUMNS.role == held.role.value) & or_(_COLUMNS.unit.is_(None), _COLUMNS.unit == held.unit) for held in roles
    ]
    return or_(_COLUMNS.person_id == person_id, *(_COLUMNS.person_id.is_(None) & each for each in anybodys))


def _task(row: Sequence[Any]) -> Task:
    one, key, kind, subject, role, unit, person_id, due_on, created_at, state, done_at, done_by = row
    return Task(
        one, key, kind, subject, Role(role), unit, person_id, due_on, created_at, TaskState(state), done_at, done_by
    )
