"""The store: opens the database, ensures that one instance serves a SQLite file, and hands out units of work."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from storage.database import revisions, sqlite
from storage.database.engine import InstanceLock, address, make_engine, reach
from storage.database.failures import OUTAGES, DatabaseAway, WorkWithinWork, outage_in
from storage.database.groups import Groups, Part
from storage.database.seals import Keys, Seal
from storage.engine.blobs import Blobs
from storage.tips.letters import LETTERS, TipLetters
from storage.upkeep import installation
from storage.work import Shared, Work


class Store:
    """An open database that hands out Works; on SQLite they take turns in the order in which they were asked for.

    `trouble` is set when a Work could not be kept, and cleared by whoever investigates. `works` is the factory of
    Works.
    """

    def __init__(self, engine: AsyncEngine, seal: Seal, folder: Path, lock: InstanceLock | None) -> None:
        self.seal = seal
        self.folder = folder
        self.trouble = asyncio.Event()
        self.works: Callable[[AsyncConnection, AsyncTransaction | Part, Shared], Work] = Work
        self._engine = engine
        self._lock = lock
        self.blobs = Blobs(folder / "files", seal)
        self._shared = Shared(seal, self.blobs, TipLetters(folder / LETTERS, seal))
        self._groups = Groups(engine, self._shared.forget)
        self._inside: set[asyncio.Task[object] | None] = set()

    @classmethod
    async def open(
        cls, url: str, keys: Keys, folder: Path, *, create: bool = False, keys_file: Path | None = None
    ) -> "Store":
        """Open the database with its keys, after bringing its schema up to date; files lie under `folder`.

        With `keys_file`, the installation's mark is put beside it and beside the files, and a key that is added to that
        file later is loaded when it is first needed.

        With `create`, the tables are made from the definitions instead of by revisions: quick, for a throw-away
        database.

        Raises AlreadyServed when another instance serves this SQLite file, DatabaseRefuses when PostgreSQL cannot be
        reached, WrongKeys or WrongLookupKey when the keys do not belong to it. Ask `require_whole` before, where
        somebody's data may lie.
        """
        lock = _lock(url)
        engine = make_engine(url)
        try:
            if lock is None:
                await reach(engine)
            async with engine.begin() as db:
                await db.run_sync(revisions.create if create else revisions.upgrade)
                await installation.prove_keys(db, Seal(keys))
        except BaseException:
            await _shut(engine, lock)
            raise
        again = None
        if keys_file is not None:
            again = partial(Keys.load, keys_file)
            await asyncio.to_thread(installation.put_marks, folder, keys_file, Seal(keys))
        return cls(engine, Seal(keys, again), folder, lock)

    @property
    def alone(self) -> bool:
        """Whether no other process can serve this database."""
        return self._lock is not None

    def warm_up(self) -> None:
        """Prepare what every Work will use, so that the first people do not wait for it; PostgreSQL does it itself."""
        if self._lock is not None:
            self._groups.warm_up()

    async def close(self) -> None:
        """Finish the work already asked for, close every connection and let another instance serve."""
        await self._groups.close()
        await _shut(self._engine, self._lock)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """Open a unit of work; whatever is not committed when the block is left is undone.

        On SQLite one Work is open at a time, so do nothing slow before its commit. Raises DatabaseAway or NotKept in an
        outage, whatever the driver calls it, and WorkWithinWork when, on SQLite, a task opens a Work inside another.
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
        except Exception as failure:  # a driver's failure to connect comes as the driver raised it
            code = outage_in(failure)
            if code is None:
                raise
            self.trouble.set()
            raise DatabaseAway(code) from failure


def _lock(url: str) -> InstanceLock | None:
    parsed = address(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    lock = InstanceLock(Path(f"{parsed.database}.lock"))
    Path(str(parsed.database)).touch(mode=0o600)  # SQLite would make a new file readable by everybody
    return lock


async def _shut(engine: AsyncEngine, lock: InstanceLock | None) -> None:
    await engine.dispose()
    if lock is not None:
        lock.free()
