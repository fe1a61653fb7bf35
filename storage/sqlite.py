"""A connection to SQLite that goes to its thread only to wait: for a lock that is taken, and for the disk at COMMIT.

A statement inside a transaction that holds the write lock waits for nothing, and the hop to the thread and back costs
more than the statement itself, so it runs where it is called.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util.concurrency import await_only, in_greenlet

BEGIN = "BEGIN IMMEDIATE"  # a transaction that first reads and then writes could not wait
AT_ONCE = "PRAGMA busy_timeout=0"  # what is busy says so, and is waited for on the thread
BUSY_SECONDS = 60.0  # another process may hold the lock this long before anything is given up
_PRIMARY = 0xFF  # the part of an error code that names its kind


class QuickCursor:
    """The few methods that SQLAlchemy's adapter asks of a cursor."""

    arraysize = 1

    def __init__(self, connection: "QuickConnection", cursor: sqlite3.Cursor) -> None:
        self._connection = connection
        self._cursor = cursor
        self._rows: list[Any] = []

    @property
    def description(self) -> Any:
        """The columns of what was selected, None for a statement that gives no rows."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows the statement touched."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The number of the row inserted last."""
        return self._cursor.lastrowid

    @property
    def waits(self) -> bool:
        """Whether a statement may have to wait now: outside a transaction."""
        return not self._connection.in_transaction

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Execute here and now, and fetch."""
        self._cursor.execute(statement, parameters)
        self._rows = self._cursor.fetchall() if self._cursor.description else []
        return self._rows

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "QuickCursor":
        """Execute and fetch outside a transaction: on the connection's thread, if there is anything to wait for."""
        if statement == BEGIN:
            await self._begin()
        else:
            await self._connection.on_thread(self.run, statement, parameters)
        return self

    def run_many(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute for each row, here and now."""
        self._cursor.executemany(statement, parameters)

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> "QuickCursor":
        """Execute for each row outside a transaction."""
        await self._connection.on_thread(self.run_many, statement, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """The rows, which are here already."""
        return self._rows

    def close(self) -> None:
        """Nothing is left open: the rows were fetched."""
        self._cursor.close()

    async def _begin(self) -> None:
        """Take the write lock where it is free, which it is unless another process looks after the file; else wait."""
        try:
            self._cursor.execute(BEGIN)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                raise
            await self._connection.on_thread(self._wait_and_begin)

    def _wait_and_begin(self) -> None:
        self._cursor.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        try:
            self._cursor.execute(BEGIN)
        finally:
            self._cursor.execute(AT_ONCE)


class QuickConnection(aiosqlite.Connection):
    """aiosqlite's connection with a cursor of our own and no hop for a rollback of nothing."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # an abandoned connection must not keep the process

    def cursor(self) -> QuickCursor:  # type: ignore[override]  # SQLAlchemy's adapter only enters it
        """A cursor, made where it is called: the connection is not bound to one thread."""
        return QuickCursor(self, self._conn.cursor())

    async def on_thread(self, call: Callable[..., object], *arguments: object) -> None:
        """Call on the connection's own thread, where waiting stops nobody else."""
        await self._execute(call, *arguments)  # type: ignore[no-untyped-call]  # aiosqlite has left it unannotated

    async def rollback(self) -> None:
        """Roll back if there is something to roll back."""
        if self.in_transaction:
            await super().rollback()


async def _nothing() -> None:
    """What is awaited where nothing has to be: SQLAlchemy takes an execution without any wait for a mistake."""


class InlineCursor(AsyncAdapt_aiosqlite_cursor):
    """SQLAlchemy's side of a cursor: what need not wait does not go through the event loop."""

    __slots__ = ()
    _awaitable_cursor_close = False
    _cursor: Any

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        """Execute here where nothing has to be waited for."""
        if self._cursor.waits:
            return super().execute(operation, parameters)
        self._rows = deque(self._here(self._cursor.run, operation, parameters or ()) or ())
        return self._cursor

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        """The same for many rows."""
        if self._cursor.waits:
            return super().executemany(operation, seq_of_parameters)
        self._here(self._cursor.run_many, operation, seq_of_parameters)
        return self._cursor

    def _here(self, call: Callable[..., Any], *arguments: Any) -> Any:
        if in_greenlet():
            await_only(_nothing())
        try:
            return call(*arguments)
        except sqlite3.Error as error:
            self._adapt_connection._handle_exception(error)


class InlineConnection(AsyncAdapt_aiosqlite_connection):
    """SQLAlchemy's side of a connection, with that cursor."""

    __slots__ = ()
    _cursor_cls = InlineCursor


def connect(dialect: Any, database: str, **options: Any) -> InlineConnection:
    """Connect as SQLAlchemy asks; transactions are begun by us (isolation level None), never by the driver."""
    options = {**options, "timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False}
    connection = QuickConnection(lambda: sqlite3.connect(database, **options))
    opened: Any = await_only(connection)
    return InlineConnection(dialect.dbapi, opened)


def driver_of(db: AsyncConnection) -> sqlite3.Connection:
    """The driver's own connection under one that was started."""
    sync: Any = db.sync_connection
    driver: sqlite3.Connection = sync.connection.driver_connection._conn
    return driver
