"""When a group cannot be committed, every Work of it is told, nothing of it is kept, and the next ones go on."""

import asyncio
import sqlite3
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from storage.database.failures import DatabaseAway, NotKept
from storage.store import Store
from tests.storage import raw
from tests.storage.grouping import Watch, limit, number, store, watch

__all__ = ["store", "watch"]

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


def _break_the_next_commit(store: Store) -> None:
    """The disk fails as the driver is about to write."""

    def fail(_connection: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    event.listen(store._engine.sync_engine, "commit", fail, once=True)


async def test_when_the_commit_fails_every_work_of_the_group_is_told_and_nothing_is_kept(
    store: Store, watch: Watch
) -> None:
    async def hand_in() -> None:
        async with store.work() as work:
            seat = await work.people.meet("telegram", 5, NOW, "zh")
            await work.files.add(b"content", owner=seat.person.id, name="a", kind="pdf", subject="draft:1", now=NOW)
            await work.commit()

    _break_the_next_commit(store)
    found = await asyncio.gather(number(store), hand_in(), number(store), return_exceptions=True)
    assert [type(each) for each in found] == [NotKept] * 3
    assert [path for path in (store.folder / "files").rglob("*") if path.is_file()] == []
    assert watch.visible() == 0
    assert list(await asyncio.gather(number(store), number(store))) == [1, 2]
    await hand_in()
    assert len([path for path in (store.folder / "files").rglob("*") if path.is_file()]) == 1


async def test_a_calendar_that_was_not_kept_is_not_remembered(store: Store) -> None:
    async with store.work() as work:
        before = await work.calendar.load()

    async def change() -> None:
        async with store.work() as work:
            await work.calendar.add_local(date(2026, 7, 31))
            await work.commit()

    async def load() -> None:
        async with store.work() as work:
            assert await work.calendar.load() != before

    _break_the_next_commit(store)
    found = await asyncio.gather(change(), load(), return_exceptions=True)
    assert [type(each) for each in found] == [NotKept] * 2
    async with store.work() as work:
        assert await work.calendar.load() == before


async def test_when_the_disk_is_full_the_group_is_told_and_the_next_works_go_on(store: Store, watch: Watch) -> None:
    async def name(length: int) -> None:
        async with store.work() as work:
            seat = await work.people.meet("telegram", 5, NOW, "zh")
            await work.people.set_name(seat.person.id, "马" * length)
            await work.commit()

    await name(2)
    await number(store)
    limit(store, 1)
    tasks = (number(store), name(100_000), name(3), number(store))
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [each if isinstance(each, int) else type(each) for each in found[:2]] == [NotKept, DatabaseAway]
    assert [each if isinstance(each, int | None) else type(each) for each in found[2:]] == [None, 2]
    assert watch.visible() == 2
    async with store.work() as work:
        assert (await work.people.meet("telegram", 5, NOW, "zh")).person.name == "马马马"
    limit(store, 1_000_000)
    await name(100_000)


async def test_what_is_done_after_sqlite_gave_the_transaction_up_is_not_kept_by_itself(store: Store) -> None:
    await number(store)

    async def obstinate() -> None:
        async with store.work() as work:
            seat = await work.people.meet("telegram", 5, NOW, "zh")
            with pytest.raises(OperationalError, match="full"):
                await work.people.set_name(seat.person.id, "马" * 100_000)
            with pytest.raises(NotKept):
                await work.numbers.next("receipt", 2026)
            with pytest.raises(NotKept):
                await work.commit()

    limit(store, 1)
    await obstinate()
    assert await raw.execute(store, "SELECT last FROM numbers") == [(1,)]
