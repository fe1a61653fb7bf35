"""A statement made ready gives what SQLAlchemy gives for it: rows, counts and failures."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, bindparam, delete, event, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from storage.database.prepared import Shelf
from storage.database.seals import Keys
from storage.database.sqlite import InlineDialect
from storage.engine import journal
from storage.people import channels
from storage.people.persons import people
from storage.people.roles import roles
from storage.schema import insert
from storage.store import Store

NOW = datetime(2026, 7, 1, 1, 2, 3, 456789, tzinfo=UTC)
DAY = date(2026, 7, 1)
PERSON = {"language": "zh", "created_at": NOW, "name": b"\x00\xff", "consent": None}
ENTRY = dict.fromkeys(column.name for column in journal.journal.c)

ADD = insert(people).returning(people.c.id, people.c.created_at)
ADD_SILENTLY = insert(people)
GET = select(people).where(people.c.language == bindparam("which"), people.c.id >= 1).order_by(people.c.id)
ROLES = select(roles.c.person_id, roles.c.from_on, roles.c.until_on.label("last_day")).order_by(roles.c.id)
RENAME = update(people).where(people.c.id == bindparam("one")).values(language=bindparam("new"))
BEGIN_AT = update(people).where(people.c.id == bindparam("one")).values(created_at=bindparam("at"))
REMOVE = delete(people).where(people.c.id == bindparam("one"))
AMONG = select(people.c.id).where(people.c.id.in_(bindparam("some", expanding=True))).order_by(people.c.id)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An open store on SQLite with one person in it."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    async with opened.work() as work:
        await work._db.execute(insert(people).values(**PERSON))
        await work.commit()
    yield opened
    await opened.close()


async def _thrice(store: Store, statement: Executable, parameters: Mapping[str, Any]) -> list[Any]:
    """Its result the first time, when SQLAlchemy executes it, and twice more; each time is undone again."""
    results, statement = [], statement.execution_options()  # a copy, which nobody has executed yet
    for _ in range(3):
        async with store.work() as work:
            results.append(await work._db.execute(statement, dict(parameters)))
    assert [type(result).__name__ for result in results] == ["CursorResult", "Rows", "Rows"]
    return results


def test_the_constants_of_the_room_are_prepared_when_they_are_first_used() -> None:
    shelf, dialect = Shelf(), InlineDialect()
    shelf.warm_up(dialect)
    for statement, parameters in (
        (channels._OF, {"person_id": 1}),
        (journal._ADD, ENTRY),
    ):
        prepared = shelf.find(statement, parameters, dialect)
        assert prepared is not None
        assert prepared._text == str(statement.compile(dialect=dialect, column_keys=list(parameters)))
    assert shelf.find(GET, {"which": "zh"}, dialect) is None  # not the room's own


@pytest.mark.parametrize(
    ("statement", "parameters", "count"),
    [
        pytest.param(GET, {"which": "zh"}, 1, id="a constant beside a parameter"),
        pytest.param(GET, {"which": "en"}, 0, id="no rows"),
        pytest.param(ADD, PERSON, 1, id="returning"),
    ],
)
async def test_its_rows_are_the_same(
    store: Store, statement: Executable, parameters: Mapping[str, Any], count: int
) -> None:
    rows = [[dict(row._mapping) for row in result] for result in await _thrice(store, statement, parameters)]
    assert len(rows[0]) == count
    assert rows == [rows[0]] * 3


@pytest.mark.parametrize(("one", "count"), [(1, 1), (2, 0)])
async def test_it_touches_as_many_rows(store: Store, one: int, count: int) -> None:
    assert [result.rowcount for result in await _thrice(store, RENAME, {"one": one, "new": "en"})] == [count] * 3


async def test_many_rows_are_added_whether_it_is_prepared_or_not(store: Store) -> None:
    adding = ADD_SILENTLY.execution_options()
    async with store.work() as work:
        for time in range(1, 4):
            await work._db.execute(adding, [PERSON, {**PERSON, "language": "en"}])
            found = (await work._db.execute(select(people.c.language))).scalars().all()
            assert sorted(found) == ["en"] * time + ["zh"] * (1 + time)


async def test_rows_have_names_dates_and_labels(store: Store) -> None:
    async with store.work() as work:
        await work._db.execute(insert(roles).values(person_id=1, role="clerk", from_on=DAY))
        for _ in range(3):
            row = (await work._db.execute(ROLES, {})).one()
            assert (row.person_id, row.from_on, row.last_day) == (1, DAY, None)


async def test_other_parameters_and_lists_are_left_to_sqlalchemy(store: Store) -> None:
    async with store.work() as work:
        for _ in range(3):
            assert list((await work._db.execute(AMONG, {"some": [1, 7]})).scalars()) == [1]
            await work._db.execute(ADD_SILENTLY, {"language": "zh", "created_at": NOW})
        await work._db.execute(ADD_SILENTLY, {"language": "zh", "created_at": NOW, "consent": "2026"})
        found = (await work._db.execute(select(people.c.consent).order_by(people.c.id))).scalars()
        assert list(found) == [None, None, None, None, "2026"]
        assert list((await work._db.execute(text("SELECT count(*) FROM people"), {})).scalars()) == [5]


async def test_failures_are_those_of_sqlalchemy_and_do_not_show_what_was_bound(store: Store) -> None:
    async with store.work() as work:
        for _ in range(3):
            with pytest.raises(IntegrityError) as failed:
                await work._db.execute(ADD, {**PERSON, "created_at": None})
            assert isinstance(failed.value.orig, sqlite3.IntegrityError)
            with pytest.raises(StatementError, match="a moment needs its time zone"):
                await work._db.execute(BEGIN_AT, {"one": 1, "at": NOW.replace(tzinfo=None)})
        assert "parameters" not in str(failed.value)


async def test_whoever_listens_to_sqlalchemy_hears_every_statement(store: Store) -> None:
    said: list[str] = []
    async with store.work() as work:
        for _ in range(3):
            await work._db.execute(REMOVE, {"one": 7})
    event.listen(store._engine.sync_engine, "before_cursor_execute", lambda *seen: said.append(seen[2].split()[0]))
    async with store.work() as work:
        await work._db.execute(REMOVE, {"one": 7})
    assert said == ["DELETE"]
