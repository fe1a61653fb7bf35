"""Copies the database, as of its last commit, into a SQLite file while the service runs."""

import asyncio
import errno
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, Table, bindparam, func, insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import work  # noqa: F401  # it imports every table
from storage.database import revisions
from storage.database.engine import address, make_engine
from storage.database.failures import DatabaseAway, DatabaseDamaged, OlderSchema, outage_in
from storage.database.sqlite import BUSY_SECONDS
from storage.schema import metadata
from storage.upkeep.salvage import as_it_is, is_whole, salvage

# Copies every row of every table, a few at a time, into another database: for a copy, or a move to PostgreSQL.


PIECE = 100  # small, because sent files lie in rows too


async def pieces_of(db: AsyncConnection, table: Table) -> AsyncIterator[Sequence[RowMapping]]:
    """Yield the table's rows in the order of their keys, a piece at a time."""
    keys = list(table.primary_key.columns)
    wanted = select(table).order_by(*keys).limit(PIECE)
    following = wanted
    while rows := (await db.execute(following)).mappings().all():
        yield rows
        last = [bindparam(None, rows[-1][key.name], type_=key.type) for key in keys]
        following = wanted.where(tuple_(*keys) > tuple_(*last))


async def copy_rows(source: AsyncConnection, target: AsyncConnection) -> None:
    """Copy all rows of one database into the empty tables of another; the caller commits."""
    for table in metadata.sorted_tables:
        async for rows in pieces_of(source, table):
            await target.execute(insert(table), [_without_itself(table, row) for row in rows])
    for table in metadata.sorted_tables:
        await _name_itself(source, target, table)
        await _number_on(target, table)


def _itself(table: Table) -> list[str]:
    """Return the columns that refer to another row of the same table, which may come later."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _without_itself(table: Table, row: RowMapping) -> dict[str, Any]:
    return {**row, **dict.fromkeys(_itself(table))}


async def _name_itself(source: AsyncConnection, target: AsyncConnection, table: Table) -> None:
    for name in _itself(table):
        column = table.columns[name]
        for one, other in (await source.execute(select(table.c.id, column).where(column.is_not(None)))).all():
            await target.execute(update(table).where(table.c.id == one).values({name: other}))


async def _number_on(target: AsyncConnection, table: Table) -> None:
    """Make PostgreSQL number new rows after the copied ones; SQLite does so by itself."""
    column = table.autoincrement_column
    if target.dialect.name != "postgresql" or column is None:
        return
    last = (await target.execute(select(func.max(column)))).scalar_one()
    if last is not None:
        await target.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"),
            {"table": table.name, "column": column.name, "last": last},
        )


_PRIMARY = 0xFF  # the part of an SQLite error code that names its kind


async def copy_database(url: str, to: Path) -> None:
    """Copy the database to a new SQLite file; sealed fields stay sealed, so keep the keys file elsewhere.

    Raises FileExistsError instead of overwriting a file, FileNotFoundError when there is no database, DatabaseDamaged
    for a damaged file of SQLite, OlderSchema for a PostgreSQL database that this version has not brought up to date.
    """
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite":
        await asyncio.to_thread(_copy_file, Path(str(parsed.database)), to)
    else:
        await asyncio.to_thread(to.touch, mode=0o600, exist_ok=False)
        await _copy_rows(url, to)


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with a database as a file, and how many rows could not be read, at least, by table."""

    what: str
    lost: tuple[tuple[str, int], ...] = ()
    saved: bool = True
    """Whether anything could be read at all."""


async def copy_readable(url: str, to: Path) -> Broken | None:
    """Copy the database like `copy_database`; of a damaged SQLite file, copy what can be read.

    Returns None if the database is whole. Raises OSError when there is no room for the copy.
    """
    parsed = address(url)
    if parsed.get_backend_name() != "sqlite":
        await copy_database(url, to)
        return None
    database = Path(str(parsed.database))
    return await asyncio.to_thread(_copied_readable, database, to)


def _copied_readable(database: Path, to: Path) -> Broken | None:
    try:
        _copy_file(database, to)
        what = is_whole(to)
    except DatabaseDamaged as failure:
        what = failure.what
    if what is None:
        return None
    for left in to.parent.glob(f"{to.name}*"):
        left.unlink()
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".damaged-") as scratch:
        damaged = Path(scratch) / database.name
        as_it_is(database, damaged)
        to.touch(mode=0o600, exist_ok=False)
        try:
            lost = salvage(damaged, to)
        except sqlite3.DatabaseError as error:
            _raise_outage(error, to)
            to.unlink()
            return Broken(what, saved=False)
    return Broken(what, tuple(sorted(lost.items())))


@asynccontextmanager
async def opened_copy(copy: Path) -> AsyncIterator[AsyncConnection]:
    """Open a connection to the copy; whatever is done over it is rolled back."""
    engine = make_engine(f"sqlite:///{copy}")
    try:
        async with engine.connect() as db:
            yield db
    finally:
        await engine.dispose()


def _copy_file(database: Path, to: Path) -> None:
    """Copy with one statement, which sees one moment, blocks nobody, and leaves deleted content behind."""
    if not database.exists():
        raise FileNotFoundError(f"There is no database at {database}.")
    to.touch(mode=0o600, exist_ok=False)
    with closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as connection:
        try:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("VACUUM INTO ?", (str(to),))
        except sqlite3.DatabaseError as error:
            _raise_outage(error, to)
            raise DatabaseDamaged(database, str(error)) from error


def _raise_outage(error: sqlite3.Error, to: Path) -> None:
    """Raise the outage that the error is, if it is one, as the operating system would."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code == sqlite3.SQLITE_FULL:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(to.parent)) from error
    if code == sqlite3.SQLITE_IOERR:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(to.parent)) from error
    if (away := outage_in(error)) is not None:
        raise DatabaseAway(away) from error


async def _copy_rows(url: str, to: Path) -> None:
    """Copy row by row in one read-only transaction of PostgreSQL, which sees one moment too."""
    source, target = make_engine(url), make_engine(f"sqlite:///{to}")
    try:
        async with source.connect() as db, target.begin() as copy:
            await db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            if await db.run_sync(revisions.current) != revisions.newest():
                raise OlderSchema
            await copy.run_sync(revisions.create)
            await copy_rows(db, copy)
    finally:
        await source.dispose()
        await target.dispose()
