"""A store on SQLite whose Works are grouped, a second pair of eyes on its file, and a Work that takes a number."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.database.seals import Keys
from storage.database.sqlite import driver_of
from storage.store import Store
from storage.work import Work


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An open store on SQLite whose groups wait for whoever waits, however slow the machine is."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    opened._groups.seconds = 60
    yield opened
    await opened.close()


def limit(store: Store, pages: int) -> None:
    """Let the database grow to so many pages and no further; 1 for as large as it is now."""
    db = store._groups._db
    assert db is not None
    driver_of(db).execute(f"PRAGMA max_page_count = {pages}")


class Watch:
    """Sees how many transactions are committed, and what of the receipt numbers everybody else can see."""

    def __init__(self, store: Store) -> None:
        self.commits = 0
        self._other = sqlite3.connect(store.folder / "award.db")
        event.listen(store._engine.sync_engine, "commit", self._committed)

    def visible(self) -> int:
        """The last number that is committed; 0 for none."""
        row = self._other.execute("SELECT max(last) FROM numbers").fetchone()
        return row[0] or 0

    def close(self) -> None:
        self._other.close()

    def _committed(self, _connection: object) -> None:
        self.commits += 1


@pytest.fixture
async def watch(store: Store) -> AsyncIterator[Watch]:
    """Another connection to the same file."""
    watching = Watch(store)
    yield watching
    watching.close()


async def number(store: Store, then: Callable[[Work, int], object] | None = None) -> int:
    async with store.work() as work:
        number = await work.numbers.next("receipt", 2026)
        if then is not None:
            then(work, number)
        await work.commit()
        return number
