"""The store: opens the database, lets one instance at a time serve a SQLite file, and gives out units of work."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from storage import marks, revisions, sqlite
from storage.blobs import Blobs
from storage.engine import address, make_engine
from storage.failures import OUTAGES, WorkWithinWork
from storage.groups import Groups, Part
from storage.lock import InstanceLock
from storage.seals import Keys, Seal
from storage.work import Shared, Work


class Store:
    """An open database. On SQLite its Works take turns in the order in which they were asked for.

    `trouble` is set when a Work could not be kept; whoever looks into it clears it. `works` makes its Works.
    """

    def __init__(self, engine: AsyncEngine, seal: Seal, folder: Path, lock: InstanceLock | None) -> None:
        self.seal = seal
        self.folder = folder
        self.trouble = asyncio.Event()
        self.works: Callable[[AsyncConnection, AsyncTransaction | Part, Shared], Work] = Work
        self._engine = engine
        self._lock = lock
        self.blobs = Blobs(folder / "files", seal)
        self._shared = Shared(seal, self.blobs)
        self._groups = Groups(engine, self._shared.calendar.forget)
        self._inside: set[asyncio.Task[object] | None] = set()

    @classmethod
    async def open(
        cls, url: str, keys: Keys, folder: Path, *, create: bool = False, keys_file: Path | None = None
    ) -> "Store":
        """Open the database with its keys; files lie under `folder`. Its schema is brought up to date first.

        With the `keys_file` a key that somebody added to it while this runs is found when it is first met.

        With `create` the tables are made from the definitions and not by revisions: quick, for a throw-away database.
        Raises AlreadyServed when another instance serves this SQLite file, WrongKeys when the keys are not its own.
        """
        lock = _lock(url)
        engine = make_engine(url)
        try:
            async with engine.begin() as db:
                await db.run_sync(revisions.create if create else revisions.upgrade)
                await marks.prove_keys(db, Seal(keys))
        except BaseException:
            await _shut(engine, lock)
            raise
        again = None if keys_file is None else partial(Keys.load, keys_file)
        return cls(engine, Seal(keys, again), folder, lock)

    async def close(self) -> None:
        """Close every connection, once what was asked for is done, and let another instance serve."""
        await self._groups.close()
        await _shut(self._engine, self._lock)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """A unit of work; what is not committed when it is left is undone.

        On SQLite one Work goes on at a time: do nothing slow in it before its commit. A Work inside a Work of the same
        task is refused.
        """
        try:
            if self._lock is None:
                async with (
                    self._engine.connect() as db,
                    db.begin() as transaction,
                    self.works(db, transaction, self._shared) as work,
                ):
                    yield work
                return
            task = asyncio.current_task()
            if task in self._inside:
                raise WorkWithinWork
            self._inside.add(task)
            try:
                part = await self._groups.enter()
                async with self.works(part.db, part, self._shared) as work:
                    yield work
            finally:
                self._inside.discard(task)
            if work.erasures.done.total():
                await asyncio.to_thread(sqlite.empty_log, str(self._engine.url.database))
        except OUTAGES:
            self.trouble.set()
            raise


def _lock(url: str) -> InstanceLock | None:
    parsed = address(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    lock = InstanceLock(Path(f"{parsed.database}.lock"))
    Path(str(parsed.database)).touch(mode=0o600)  # SQLite would let everybody read a new one
    return lock


async def _shut(engine: AsyncEngine, lock: InstanceLock | None) -> None:
    await engine.dispose()
    if lock is not None:
        lock.free()
