"""Works on SQLite that wait for one another are committed together: one COMMIT, and no word before it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.failures import NotKept, WorkWithinWork
from storage.numbers import numbers
from storage.schema import insert
from storage.seals import Keys
from storage.store import Store
from storage.work import Work
from tests.storage import raw

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An open store on SQLite whose groups wait for whoever waits, however slow the machine is."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    opened._groups.seconds = 60
    yield opened
    await opened.close()


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


async def _number(store: Store, then: Callable[[Work, int], object] | None = None) -> int:
    async with store.work() as work:
        number = await work.numbers.next("receipt", 2026)
        if then is not None:
            then(work, number)
        await work.commit()
        return number


async def test_works_that_wait_for_one_another_share_a_commit(store: Store, watch: Watch) -> None:
    given = await asyncio.gather(*(_number(store) for _ in range(10)))
    assert given == list(range(1, 11))
    assert watch.commits == 1


async def test_a_work_that_nobody_waits_for_is_committed_at_once(store: Store, watch: Watch) -> None:
    assert [await _number(store) for _ in range(3)] == [1, 2, 3]
    assert watch.commits == 3


async def test_no_commit_returns_before_its_work_can_be_seen_by_others(store: Store, watch: Watch) -> None:
    seen: list[tuple[int, int]] = []

    async def write() -> None:
        number = await _number(store, lambda _work, number: seen.append((number, watch.visible())))
        assert watch.visible() >= number

    await asyncio.gather(*(write() for _ in range(10)))
    assert seen == [(number, 0) for number in range(1, 11)]  # it could have been seen before


async def test_a_reader_does_not_leave_before_what_it_read_is_committed(store: Store, watch: Watch) -> None:
    async def read() -> int:
        async with store.work() as work:
            number = await work.numbers.next("receipt", 2026)
        assert watch.visible() == 1
        return number

    assert list(await asyncio.gather(_number(store), read(), read())) == [1, 2, 2]


async def test_a_long_queue_is_committed_in_several_groups(store: Store, watch: Watch) -> None:
    assert await asyncio.gather(*(_number(store) for _ in range(200))) == list(range(1, 201))
    assert watch.commits == 4  # 64, 64, 64 and the rest


async def test_a_group_that_has_lasted_long_lets_in_nobody_more(store: Store, watch: Watch) -> None:
    store._groups.seconds = 0
    assert await asyncio.gather(*(_number(store) for _ in range(10))) == list(range(1, 11))
    assert watch.commits == 10


async def test_eight_writers_leave_no_gap_in_the_numbers(store: Store) -> None:
    async def writer() -> list[int]:
        return [await _number(store) for _ in range(25)]

    written = await asyncio.gather(*(writer() for _ in range(8)))
    assert sorted(number for numbers_of_one in written for number in numbers_of_one) == list(range(1, 201))


async def test_the_journal_of_a_group_is_one_chain(store: Store) -> None:
    async def act(name: str) -> None:
        async with store.work() as work:
            await work.journal.write(name, "application:1", now=NOW)
            if name != "undone":
                await work.commit()

    await asyncio.gather(act("sent"), act("undone"), act("returned"), act("undone"), act("sent"))
    async with store.work() as work:
        assert [entry.act for entry in await work.journal.of("application:1")] == ["sent", "returned", "sent"]
        assert await work.journal.verify() is None


async def test_one_that_is_undone_or_stumbles_takes_no_other_with_it(store: Store, watch: Watch) -> None:
    async def leave() -> int:
        async with store.work() as work:
            return await work.numbers.next("receipt", 2026)

    async def stumble() -> None:
        async with store.work() as work:
            await work.numbers.next("receipt", 2026)
            raise LookupError

    async def twice() -> None:
        async with store.work() as work:
            await work._db.execute(insert(numbers), {"series": "receipt", "year": 2026, "last": 1})

    found = await asyncio.gather(
        _number(store), leave(), stumble(), _number(store), twice(), _number(store), return_exceptions=True
    )
    assert [each if isinstance(each, int) else type(each) for each in found] == [
        1, 2, LookupError, 2, IntegrityError, 3
    ]  # fmt: skip
    assert (watch.commits, watch.visible()) == (1, 3)


async def test_one_that_is_given_up_while_it_waits_takes_no_other_with_it(store: Store, watch: Watch) -> None:
    tasks = [asyncio.create_task(_number(store)) for _ in range(4)]
    await asyncio.sleep(0)
    for place in (1, 3):
        tasks[place].cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [found[place] for place in (0, 2)] == [1, 2]
    assert [type(found[place]) for place in (1, 3)] == [asyncio.CancelledError] * 2
    assert (watch.visible(), await _number(store)) == (2, 3)


async def test_one_that_is_given_up_when_it_had_asked_for_its_commit_takes_no_other_with_it(
    store: Store, watch: Watch
) -> None:
    late = asyncio.get_running_loop()

    def give_up(_work: Work, _number: int) -> None:
        late.call_soon(tasks[0].cancel)

    tasks = [asyncio.create_task(_number(store, give_up)), asyncio.create_task(_number(store))]
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert (type(found[0]), found[1], watch.visible()) == (asyncio.CancelledError, 2, 2)


@pytest.mark.parametrize("turns", range(12))
async def test_whenever_one_is_given_up_the_next_is_served(store: Store, turns: int) -> None:
    tasks = [asyncio.create_task(_number(store)) for _ in range(3)]
    for _ in range(turns):
        await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(5):
        assert await _number(store) in (3, 4)


async def test_a_work_within_a_work_is_refused_in_a_group_too(store: Store) -> None:
    async def inside() -> None:
        async with store.work() as work:
            await work.commit()
            await _number(store)

    found = await asyncio.gather(inside(), _number(store), return_exceptions=True)
    assert (type(found[0]), found[1]) == (WorkWithinWork, 1)


async def test_closing_waits_for_the_group(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh()
    store = await Store.open(url, keys, tmp_path, create=True)
    writers = [asyncio.create_task(_number(store)) for _ in range(5)]
    await asyncio.sleep(0)
    await store.close()
    assert [writer.done() for writer in writers] == [True] * 5
    store = await Store.open(url, keys, tmp_path)
    assert await _number(store) == 6
    await store.close()


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
    found = await asyncio.gather(_number(store), hand_in(), _number(store), return_exceptions=True)
    assert [type(each) for each in found] == [NotKept] * 3
    assert [path for path in (store.folder / "files").rglob("*") if path.is_file()] == []
    assert watch.visible() == 0
    assert list(await asyncio.gather(_number(store), _number(store))) == [1, 2]
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
    await _number(store)
    await raw.execute(store, "PRAGMA max_page_count = 1")  # as large as it is now
    tasks = (_number(store), name(100_000), name(3), _number(store))
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [each if isinstance(each, int) else type(each) for each in found[:2]] == [NotKept, OperationalError]
    assert [each if isinstance(each, int | None) else type(each) for each in found[2:]] == [None, 2]
    assert watch.visible() == 2
    async with store.work() as work:
        assert (await work.people.meet("telegram", 5, NOW, "zh")).person.name == "马马马"
    await raw.execute(store, "PRAGMA max_page_count = 1000000")
    await name(100_000)


async def test_what_is_done_after_sqlite_gave_the_transaction_up_is_not_kept_by_itself(store: Store) -> None:
    await _number(store)

    async def obstinate() -> None:
        async with store.work() as work:
            seat = await work.people.meet("telegram", 5, NOW, "zh")
            with pytest.raises(OperationalError, match="full"):
                await work.people.set_name(seat.person.id, "马" * 100_000)
            with pytest.raises(NotKept):
                await work.numbers.next("receipt", 2026)
            with pytest.raises(NotKept):
                await work.commit()

    await raw.execute(store, "PRAGMA max_page_count = 1")
    await obstinate()
    assert await raw.execute(store, "SELECT last FROM numbers") == [(1,)]
