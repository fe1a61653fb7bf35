"""A SQLite connection that uses its thread only for waiting: for the write lock, and for the disk at COMMIT.

A statement inside a transaction that holds the write lock waits for nothing, and a hop to the thread and back costs
more than the statement itself; so it runs in the calling thread.
"""

import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import Any

import aiosqlite
from sqlalchemy import Date, Dialect
from sqlalchemy.dialects.sqlite import DATE
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util.concurrency import await_only, in_greenlet

from storage.schema import Unreadable, unreadable

BEGIN = "BEGIN IMMEDIATE"  # a deferred transaction that reads and then writes could fail at once instead of waiting
AT_ONCE = "PRAGMA busy_timeout=0"  # a busy database is reported at once, and then waited for on the thread
BUSY_SECONDS = 60.0  # another process may hold the lock this long before we give up
_PRIMARY = 0xFF  # the part of an error code that names its kind


class QuickConnection(aiosqlite.Connection):
    """aiosqlite's connection with the driver's own cursors, and without a thread hop for an empty rollback."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # an abandoned connection must not keep the process alive

    @property
    def driver(self) -> sqlite3.Connection:
        """The driver's connection, for calls that need not wait; it is not bound to one thread."""
        return self._conn

    async def on_thread(self, call: Callable[..., object], *arguments: object) -> None:
        """Call on the connection's own thread, where waiting blocks nobody else."""
        await self._execute(call, *arguments)  # type: ignore[no-untyped-call]  # aiosqlite has left it unannotated

    async def begin(self) -> None:
        """Take the write lock: at once if it is free, as it nearly always is, else by waiting on the thread."""
        try:
            self._conn.execute(BEGIN)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                raise
            await self.on_thread(self._wait_and_begin)

    async def rollback(self) -> None:
        """Roll back if a transaction is open."""
        if self.in_transaction:
            await super().rollback()

    def _wait_and_begin(self) -> None:
        self._conn.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        try:
            self._conn.execute(BEGIN)
        finally:
            self._conn.execute(AT_ONCE)


async def _nothing() -> None:
    """Do nothing: SQLAlchemy reports an error if an execution awaits nothing at all."""


def fetched(cursor: sqlite3.Cursor, operation: str, parameters: Any) -> list[Any]:
    """Fetch all rows; where a text was damaged so that it is no text, read again with marks in place of such bytes."""
    try:
        return cursor.fetchall()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) is not None or not operation.lstrip().startswith("SELECT"):
            raise
    cursor.connection.text_factory = _text
    try:
        return cursor.execute(operation, parameters).fetchall()
    finally:
        cursor.connection.text_factory = str


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


class InlineCursor(AsyncAdapt_aiosqlite_cursor):
    """SQLAlchemy's side of a cursor, which avoids the event loop when there is nothing to wait for."""

    __slots__ = ("_driver",)
    _awaitable_cursor_close = False
    _cursor: Any
    _driver: sqlite3.Connection

    def _make_new_cursor(self, connection: Any) -> Any:
        self._driver = connection.driver
        return self._driver.cursor()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        """Execute and fetch: directly inside a transaction, where nothing has to be waited for, else on the thread."""
        self._run(self._execute_and_fetch, operation, parameters or ())
        return self

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        """Execute for many rows, in the same way."""
        self._run(self._cursor.executemany, operation, seq_of_parameters)
        return self

    def _run(self, call: Callable[..., object], operation: str, parameters: Any) -> None:
        try:
            if not self._driver.in_transaction:
                await_only(self._waiting(call, operation, parameters))
                return
            if in_greenlet():
                await_only(_nothing())
            call(operation, parameters)
        except sqlite3.Error as error:
            self._adapt_connection._handle_exception(error)  # noqa: SLF001  # the adapter's other half

    async def _waiting(self, call: Callable[..., object], operation: str, parameters: Any) -> None:
        connection: Any = self._connection
        if operation == BEGIN:
            await connection.begin()
        else:
            await connection.on_thread(call, operation, parameters)

    def _execute_and_fetch(self, operation: str, parameters: Any) -> None:
        self._cursor.execute(operation, parameters)
        if self._cursor.description:
            self._rows = deque(fetched(self._cursor, operation, parameters))


class InlineConnection(AsyncAdapt_aiosqlite_connection):
    """SQLAlchemy's side of a connection, with InlineCursor."""

    __slots__ = ()
    _cursor_cls = InlineCursor


class _Day(DATE):
    """SQLite's days, of which one that was damaged does not stop the reading of the other rows."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Return the reader, which makes UNREADABLE of what is no day."""
        return _day


def _day(value: Any) -> date | Unreadable | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        return unreadable(error)


class InlineDialect(SQLiteDialect_aiosqlite):
    """SQLAlchemy's SQLite dialect over InlineConnection. It uses no events, since any event slows every statement."""

    driver = "inline"
    supports_statement_cache = True
    colspecs = {**SQLiteDialect_aiosqlite.colspecs, Date: _Day}  # noqa: RUF012  # as SQLAlchemy declares it

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """Connect; we begin transactions ourselves (isolation level None), never the driver."""
        options |= {"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False}
        connection = QuickConnection(lambda: sqlite3.connect(*arguments, **options))
        opened: Any = await_only(connection)
        return InlineConnection(self.dbapi, opened)

    def do_begin(self, dbapi_connection: Any) -> None:
        """Take the write lock at once."""
        cursor = dbapi_connection.cursor()
        cursor.execute(BEGIN)
        cursor.close()


def empty_log(database: str) -> None:
    """Move the write-ahead log into the database and empty it, so that what was erased is in neither."""
    with closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def driver_of(db: AsyncConnection) -> sqlite3.Connection:
    """Return the driver's connection under a started SQLAlchemy connection."""
    sync: Any = db.sync_connection
    driver: sqlite3.Connection = sync.connection.driver_connection.driver
    return driver
