"""Makes the engine of each kind of database: how transactions begin, and settings made on every connection."""

import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, create_engine, dialects, event, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.database import sqlite
from storage.database.failures import AlreadyServed, DatabaseDamaged, DatabaseRefuses

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_Read = TypeVar("_Read")
_PRIMARY = 0xFF  # the part of an SQLite error code that names its kind
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY")
dialects.registry.register("sqlite.inline", sqlite.__name__, sqlite.InlineDialect.__name__)


def address(url: str) -> URL:
    """Return the URL with its driver spelt out. Raises ValueError for a kind of database that is not supported."""
    parsed = make_url(url)
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise ValueError("the database is SQLite or PostgreSQL: sqlite:///file or postgresql://...")
    return parsed.set(drivername=driver)


def make_engine(url: str) -> AsyncEngine:
    """Make an engine for the URL; it does not connect yet."""
    parsed = address(url)
    return _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)


async def glance(url: str, read: Callable[[Connection], _Read]) -> _Read:
    """Read from outside, changing nothing and blocking nobody; a SQLite file is there already.

    Raises DatabaseDamaged for a file of SQLite that cannot be read, DatabaseRefuses when PostgreSQL cannot be reached.
    """
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite":
        file = f"file:{parsed.database}?mode=ro"
        reader = create_engine("sqlite://", creator=lambda: sqlite3.connect(file, uri=True))
        try:
            with reader.connect() as connection:
                return read(connection)
        except DatabaseError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY in _DAMAGED:
                raise DatabaseDamaged(parsed.database, str(error.orig)) from error
            raise
        finally:
            reader.dispose()
    server = make_engine(url)
    try:
        await reach(server)
        async with server.connect() as db:
            return await db.run_sync(read)
    finally:
        await server.dispose()


def _sqlite(url: URL) -> AsyncEngine:
    if not url.database or url.database == ":memory:":
        raise ValueError("the database is a file: sqlite:///file")
    engine = create_async_engine(url.set(drivername="sqlite+inline"), pool_size=2)
    event.listen(engine.sync_engine, "connect", _tell)
    return engine


def _postgresql(url: URL) -> AsyncEngine:
    return create_async_engine(url, pool_size=10, max_overflow=10, pool_recycle=1800)


async def reach(engine: AsyncEngine) -> None:
    """Connect once. Raises DatabaseRefuses, which names the host and never the user or the password."""
    from asyncpg import InterfaceError, PostgresError  # slow to import, and SQLite needs none

    url = engine.url
    host = f"{url.host}:{url.port or 5432}" if url.host else url.query.get("host", "the usual place")
    try:
        async with engine.connect():
            return
    except (OSError, PostgresError, InterfaceError, DBAPIError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
    raise DatabaseRefuses(host, why)


def _tell(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute(sqlite.AT_ONCE)
    cursor.close()


# A lock that lets one instance at a time serve a SQLite file; it ends with the process, however that ends.


class InstanceLock:
    """A lock held from its making until `free`. Raises AlreadyServed at once when another process holds it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise AlreadyServed(path) from None

    def free(self) -> None:
        """Let another instance serve."""
        os.close(self._file)


# Room on the disk: files must leave a reserve, so that answers can still be stored when files fill the rest.


RESERVE, SHARE = 500_000_000, 40
"""Bytes that files must leave free; on a smaller disk a fortieth of it."""


class Usage(Protocol):
    """The room on a disk, in bytes."""

    @property
    def total(self) -> int:
        """The size of the disk."""

    @property
    def free(self) -> int:
        """The free room."""


def require_room(folder: Path, size: int = 0, *, usage: Callable[[Path], Usage] = shutil.disk_usage) -> None:
    """Raise OSError, as for a full disk, if a file of `size` bytes would use up part of the reserve."""
    disk = usage(folder)
    if disk.free - size < min(RESERVE, disk.total // SHARE):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
