"""Group commit: Works on SQLite take turns, and those waiting for one another share one transaction and one COMMIT.

Each has its own savepoint, so that it can be undone without the others. A Work may have read what another wrote but
what is not on the disk yet; so none returns before the COMMIT, whether it wrote anything or not.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from storage.database.failures import NotKept
from storage.database.prepared import Shelf
from storage.database.sqlite import driver_of

_MOST = 64  # the most Works in one group
_SECONDS = 0.05  # how long a group accepts more Works
_SHELF = Shelf()


class Lent(AsyncConnection):
    """The group's connection, lent to one Work: it runs statements at once, and refuses them after the Work's end."""

    __slots__ = ("_heard", "dialect", "driver")

    def __init__(self, group: "Group") -> None:
        super().__init__(group.db.engine, group.db.sync_connection)
        self.driver = group.driver
        self.dialect = group.db.dialect
        self._heard = group.heard

    async def execute(self, statement: Executable, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """Execute directly, without greenlets and the event loop, because there is nothing to wait for.

        If somebody listens to SQLAlchemy's events, SQLAlchemy executes every statement, so that they hear of it.
        Raises NotKept when SQLite has given the transaction up.
        """
        connection = self._proxied
        if not self.driver.in_transaction:
            raise NotKept  # SQLite gave the transaction up, and would autocommit what follows
        rows = [parameters] if isinstance(parameters, dict) else parameters
        if isinstance(rows, list) and rows and execution_options is None and not self._heard:
            prepared = _SHELF.find(statement, rows[0], self.dialect)
            if prepared is not None:
                return [prepared.execute(self.driver, row) for row in rows][-1]
        return connection.execute(statement, parameters, execution_options=execution_options)

    def take_back(self) -> None:
        """Refuse everything from now on, as a closed connection does."""
        self.sync_connection = None


class Group:
    """One transaction, shared by several Works.

    Its events come in this order: `opened`, then a turn for each Work, then `closing` and `done`, with `failure` set if
    the commit failed.
    """

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.closing = asyncio.Event()
        self.done = asyncio.Event()
        self.failure: Exception | None = None
        self.turns = 0
        self.waiting = 0  # Works whose commit waits for COMMIT
        self._until = 0.0

    def open(self, db: AsyncConnection, seconds: float) -> None:
        """Note that the transaction has begun; it accepts more Works for so many seconds."""
        self.db, self.driver = db, driver_of(db)
        connection: Any = self.db.sync_connection
        self.heard = connection._has_events or connection.engine._has_events  # noqa: SLF001  # listeners: see Lent
        self._until = asyncio.get_running_loop().time() + seconds
        self.opened.set()

    @property
    def lost(self) -> bool:
        """Whether SQLite gave the transaction up by itself, as on a full disk."""
        return not self.driver.in_transaction

    @property
    def complete(self) -> bool:
        """Whether the group accepts no more Works."""
        if not self.opened.is_set():
            return False
        return self.turns >= _MOST or self.lost or asyncio.get_running_loop().time() >= self._until

    async def end(self, transaction: AsyncTransaction) -> None:
        """Commit, if any Work asked for it. Raises NotKept when the transaction is already lost."""
        if not self.waiting or self.lost:
            await transaction.rollback()
            if self.waiting:
                raise NotKept
            return
        try:
            await transaction.commit()
        except Exception:
            self.driver.rollback()  # a transaction left open would make the next group's BEGIN fail
            raise

    async def finished(self) -> None:
        """Wait until the group is done. Raises NotKept when it failed."""
        await self.done.wait()
        if self.failure is not None:
            raise NotKept from self.failure


class Part:
    """One Work's part of a group; the Work uses it as its transaction."""

    def __init__(self, group: Group, leave: Callable[[], None]) -> None:
        self.db = Lent(group)
        self.is_active = True
        self._group = group
        self._leave = leave
        group.turns += 1
        group.driver.execute("SAVEPOINT work")

    async def commit(self) -> None:
        """Let the next Work go on, and return when everything is on the disk. Raises NotKept when nothing was kept."""
        self._end()
        lost = self._group.lost
        if not lost:
            self._group.driver.execute("RELEASE work")
            self._group.waiting += 1
        self._leave()
        if lost:
            raise NotKept
        await self._group.finished()

    async def rollback(self) -> None:
        """Undo this part only, and return when everything that it may have read is on the disk."""
        self._end()
        lost = self._group.lost
        if not lost:
            self._group.driver.execute("ROLLBACK TO work")
            self._group.driver.execute("RELEASE work")
        self._leave()
        if not lost and (self._group.waiting or self._group.closing.is_set()):
            await self._group.finished()

    def _end(self) -> None:
        self.is_active = False
        self.db.take_back()


class Groups:
    """Gives each Work its turn, in the order of asking, as a part of the group that is open then."""

    def __init__(self, engine: AsyncEngine, forget: Callable[[], None]) -> None:
        """Use the engine; `forget` is called to drop caches when what was read turns out not to be kept."""
        self._engine = engine
        self._forget = forget
        self.seconds = _SECONDS
        self._db: AsyncConnection | None = None
        self._queue: deque[asyncio.Future[None]] = deque()
        self._taken = False
        self._group: Group | None = None
        self._running: asyncio.Task[None] | None = None

    def warm_up(self) -> None:
        """Prepare the statements that are known before they are used."""
        _SHELF.warm_up(self._engine.dialect)

    async def enter(self) -> Part:
        """Wait for a turn, which ends with the part's commit or rollback."""
        await self._turn()
        try:
            group = self._group or self._begin()
            await group.opened.wait()
            if group.failure is not None:
                raise group.failure
            return Part(group, self._leave)
        except BaseException:
            self._leave()
            raise

    async def close(self) -> None:
        """Wait until no group is open, and give up the connection."""
        while self._group is not None:
            await self._group.done.wait()
        await self._disconnect()

    async def _turn(self) -> None:
        if not self._taken:
            self._taken = True
            return
        place = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():  # it was cancelled just as its turn came
                self._leave()
            raise

    def _leave(self) -> None:
        """Give the turn to the next Work, or commit the group when nobody waits or its time is over."""
        self._drop_cancelled()
        if self._group is not None and (not self._queue or self._group.complete):
            self._group.closing.set()
        else:
            self._pass_on()

    def _pass_on(self) -> None:
        self._drop_cancelled()
        self._taken = bool(self._queue)
        if self._queue:
            self._queue.popleft().set_result(None)

    def _drop_cancelled(self) -> None:
        while self._queue and self._queue[0].done():
            self._queue.popleft()

    def _begin(self) -> Group:
        self._group = Group()
        self._running = asyncio.create_task(self._run(self._group))  # its own task: cancelling a Work leaves it whole
        return self._group

    async def _run(self, group: Group) -> None:
        kept = False
        try:
            db = self._db = self._db or await self._engine.connect()  # one for all groups, until one of them fails
            transaction = await db.begin()
            group.open(db, self.seconds)
            await group.closing.wait()
            await group.end(transaction)
            kept = True
        except Exception as failure:  # noqa: BLE001  # every Work of the group is told of any failure
            group.failure = failure
            self._forget()
        finally:
            if not kept:
                await self._disconnect()
            self._group = None
            group.opened.set()
            group.done.set()
            if group.closing.is_set():  # then the group itself holds the turn
                self._pass_on()

    async def _disconnect(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            with contextlib.suppress(Exception):  # it is broken already, and another takes its place
                await db.close()
