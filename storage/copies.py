"""Copies the database, as of its last commit, into a SQLite file while the service runs."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import revisions
from storage.engine import address, make_engine
from storage.failures import OlderSchema
from storage.rows import copy_rows
from storage.sqlite import BUSY_SECONDS


async def copy_database(url: str, to: Path) -> None:
    """Copy the database to a new SQLite file; sealed fields stay sealed, so keep the keys file elsewhere.

    Raises FileExistsError instead of overwriting a file, FileNotFoundError when there is no database, OlderSchema for a
    PostgreSQL database that this version has not brought up to date.
    """
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite":
        await asyncio.to_thread(_copy_file, Path(str(parsed.database)), to)
    else:
        await asyncio.to_thread(to.touch, mode=0o600, exist_ok=False)
        await _copy_rows(url, to)


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
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("VACUUM INTO ?", (str(to),))


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
