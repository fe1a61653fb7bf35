"""Group commit: Works on SQLite take turns, and those that wait for one another share one transaction and one COMMIT.

Each has a savepoint of its own in it, so that one is undone without the others. It may have read what another wrote
and what is not on the disk yet: so nobody leaves before that is there for good, whether they wrote or not.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from storage.failures import NotKept
from storage.prepared import Shelf
from storage.sqlite import driver_of

_MOST = 64  # Works in one group
_SECONDS = 0.05  # for which a group lets in others
_SHELF = Shelf()


class Lent(AsyncConnection):
    """The group's connection, lent to one Work: its statements run here and now, and none after its end."""

    __slots__ = ("driver",)

    def __init__(self, db: AsyncConnection, driver: sqlite3.Connection) -> None:
        super().__init__(db.engine, db.sync_connection)
        self.driver = driver

    async def execute(self, statement: Executable, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """Execute without the way through greenlets and the event loop: there is nothing to wait for."""
        connection = self._proxied
        if not self.driver.in_transaction:
            raise NotKept  # SQLite gave the transaction up, and would keep what comes now for good
        if isinstance(parameters, dict) and execution_options is None:
            prepared = _SHELF.find(statement, parameters, connection)
            if prepared is not None:
                return prepared.execute(self.driver, parameters)
        return connection.execute(statement, parameters, execution_options=execution_options)

    def take_back(self) -> None:
        """Refuse everything from now on, as a connection does that is closed."""
        self.sync_connection = None


class Group:
    """One transaction: `opened`, then for each Work in its turn, then `closing` and `done`, perhaps with a failure."""

    def __init__(self, db: AsyncConnection) -> None:
        self.db = db
        self.opened = asyncio.Event()
        self.closing = asyncio.Event()
        self.done = asyncio.Event()
        self.failure: Exception | None = None
        self.turns = 0
        self.waiting = 0  # Works whose commit waits for COMMIT
        self._until = 0.0

    def open(self, driver: sqlite3.Connection, seconds: float) -> None:
        """The transaction has begun, and lets in others for so long."""
        self.driver = driver
        self._until = asyncio.get_running_loop().time() + seconds
        self.opened.set()

    @property
    def lost(self) -> bool:
        """Whether SQLite gave the transaction up by itself, as on a full disk."""
        return not self.driver.in_transaction

    @property
    def complete(self) -> bool:
        """Whether it lets in nobody more."""
        if not self.opened.is_set():
            return False
        return self.turns >= _MOST or self.lost or asyncio.get_running_loop().time() >= self._until

    async def end(self, transaction: AsyncTransaction) -> None:
        """COMMIT, if any Work asked for it. Raises NotKept when there is nothing left to commit."""
        if not self.waiting or self.lost:
            await transaction.rollback()
            if self.waiting:
                raise NotKept
            return
        try:
            await transaction.commit()
        except Exception:
            self.driver.rollback()  # it may still be open, and the next group's BEGIN would be refused
            raise

    async def finished(self) -> None:
        """Wait for the end; raises NotKept when it failed."""
        await self.done.wait()
        if self.failure is not None:
            raise NotKept from self.failure


class Part:
    """One Work's part of a group; to the Work it is its transaction."""

    def __init__(self, group: Group, leave: Callable[[], None]) -> None:
        self.db = Lent(group.db, group.driver)
        self.is_active = True
        self._group = group
        self._leave = leave
        group.turns += 1
        group.driver.execute("SAVEPOINT work")

    async def commit(self) -> None:
        """Let the next Work go on; return when everything is on the disk. Raises NotKept when nothing was kept."""
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
        """Undo this part and no other; return when what it may have read is on the disk."""
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
    """Gives each Work its turn, in the order in which they asked, and a part of the group that is open then."""

    def __init__(self, engine: AsyncEngine, forget: Callable[[], None]) -> None:
        """`forget` what was remembered of the database: it is called when what was read turns out not to be kept."""
        self._engine = engine
        self._forget = forget
        self.seconds = _SECONDS
        self._queue: deque[asyncio.Future[None]] = deque()
        self._taken = False
        self._group: Group | None = None
        self._running: asyncio.Task[None] | None = None

    async def enter(self) -> Part:
        """Wait for the turn; it is over with the part's commit or rollback."""
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
        """Return when no group is open."""
        while self._group is not None:
            await self._group.done.wait()

    async def _turn(self) -> None:
        if not self._taken:
            self._taken = True
            return
        place = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():  # it was given the turn in the same moment
                self._leave()
            raise

    def _leave(self) -> None:
        """Give the turn to the next Work, or to the group's COMMIT when nobody waits or it has lasted long enough."""
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
        self._group = Group(self._engine.connect())
        self._running = asyncio.create_task(self._run(self._group))  # its own: whoever is cancelled leaves it whole
        return self._group

    async def _run(self, group: Group) -> None:
        try:
            async with group.db as db:
                transaction = await db.begin()
                group.open(driver_of(db), self.seconds)
                await group.closing.wait()
                await group.end(transaction)
        except Exception as failure:  # noqa: BLE001  # whatever it is, every Work of the group is told
            group.failure = failure
            self._forget()
        finally:
            self._group = None
            group.opened.set()
            group.done.set()
            if group.closing.is_set():  # then the turn is the group's
                self._pass_on()
