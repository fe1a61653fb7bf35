"""Works on SQLite that wait for one another are committed together: one COMMIT, and no word before it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from storage.database.failures import WorkWithinWork
from storage.database.seals import Keys
from storage.engine.counts import numbers
from storage.schema import insert
from storage.store import Store
from storage.work import Work
from tests.storage.grouping import Watch, number, store, watch

__all__ = ["store", "watch"]

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


async def test_works_that_wait_for_one_another_share_a_commit(store: Store, watch: Watch) -> None:
    given = await asyncio.gather(*(number(store) for _ in range(10)))
    assert given == list(range(1, 11))
    assert watch.commits == 1


async def test_a_work_that_nobody_waits_for_is_committed_at_once(store: Store, watch: Watch) -> None:
    assert [await number(store) for _ in range(3)] == [1, 2, 3]
    assert watch.commits == 3


async def test_no_commit_returns_before_its_work_can_be_seen_by_others(store: Store, watch: Watch) -> None:
    seen: list[tuple[int, int]] = []

    async def write() -> None:
        mine = await number(store, lambda _work, taken: seen.append((taken, watch.visible())))
        assert watch.visible() >= mine

    await asyncio.gather(*(write() for _ in range(10)))
    assert seen == [(number, 0) for number in range(1, 11)]  # it could have been seen before


async def test_a_reader_does_not_leave_before_what_it_read_is_committed(store: Store, watch: Watch) -> None:
    async def read() -> int:
        async with store.work() as work:
            number = await work.numbers.next("receipt", 2026)
        assert watch.visible() == 1
        return number

    assert list(await asyncio.gather(number(store), read(), read())) == [1, 2, 2]


async def test_a_long_queue_is_committed_in_several_groups(store: Store, watch: Watch) -> None:
    assert await asyncio.gather(*(number(store) for _ in range(200))) == list(range(1, 201))
    assert watch.commits == 4  # 64, 64, 64 and the rest


async def test_a_group_that_has_lasted_long_lets_in_nobody_more(store: Store, watch: Watch) -> None:
    store._groups.seconds = 0
    assert await asyncio.gather(*(number(store) for _ in range(10))) == list(range(1, 11))
    assert watch.commits == 10


async def test_eight_writers_leave_no_gap_in_the_numbers(store: Store) -> None:
    async def writer() -> list[int]:
        return [await number(store) for _ in range(25)]

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
        number(store), leave(), stumble(), number(store), twice(), number(store), return_exceptions=True
    )
    assert [each if isinstance(each, int) else type(each) for each in found] == [
        1, 2, LookupError, 2, IntegrityError, 3
    ]  # fmt: skip
    assert (watch.commits, watch.visible()) == (1, 3)


async def test_one_that_is_given_up_while_it_waits_takes_no_other_with_it(store: Store, watch: Watch) -> None:
    tasks = [asyncio.create_task(number(store)) for _ in range(4)]
    await asyncio.sleep(0)
    for place in (1, 3):
        tasks[place].cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [found[place] for place in (0, 2)] == [1, 2]
    assert [type(found[place]) for place in (1, 3)] == [asyncio.CancelledError] * 2
    assert (watch.visible(), await number(store)) == (2, 3)


async def test_one_that_is_given_up_when_it_had_asked_for_its_commit_takes_no_other_with_it(
    store: Store, watch: Watch
) -> None:
    late = asyncio.get_running_loop()

    def give_up(_work: Work, _number: int) -> None:
        late.call_soon(tasks[0].cancel)

    tasks = [asyncio.create_task(number(store, give_up)), asyncio.create_task(number(store))]
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert (type(found[0]), found[1], watch.visible()) == (asyncio.CancelledError, 2, 2)


@pytest.mark.parametrize("turns", range(12))
async def test_whenever_one_is_given_up_the_next_is_served(store: Store, turns: int) -> None:
    tasks = [asyncio.create_task(number(store)) for _ in range(3)]
    for _ in range(turns):
        await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(60):
        assert await number(store) in (3, 4)


async def test_a_work_within_a_work_is_refused_in_a_group_too(store: Store) -> None:
    async def inside() -> None:
        async with store.work() as work:
            await work.commit()
            await number(store)

    found = await asyncio.gather(inside(), number(store), return_exceptions=True)
    assert (type(found[0]), found[1]) == (WorkWithinWork, 1)


async def test_closing_waits_for_the_group(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh()
    store = await Store.open(url, keys, tmp_path, create=True)
    writers = [asyncio.create_task(number(store)) for _ in range(5)]
    await asyncio.sleep(0)
    await store.close()
    assert [writer.done() for writer in writers] == [True] * 5
    store = await Store.open(url, keys, tmp_path)
    assert await number(store) == 6
    await store.close()
