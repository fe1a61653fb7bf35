"""Numbers shown to people are unique and without a gap in their series and year, whoever asks at once."""

import asyncio
from pathlib import Path

from storage.database.seals import Keys
from storage.store import Store
from tests.postgres import Cluster


async def _take(store: Store) -> int:
    async with store.work() as work:
        number = await work.numbers.next("receipt", 2026)
        await asyncio.sleep(0)
        await work.commit()
        return number


async def test_eight_writers_get_two_hundred_numbers_without_a_gap(store: Store) -> None:
    async def writer() -> list[int]:
        return [await _take(store) for _ in range(25)]

    taken = await asyncio.gather(*(writer() for _ in range(8)))
    assert sorted(number for some in taken for number in some) == list(range(1, 201))


async def test_two_instances_count_on_together(postgres: Cluster, tmp_path: Path) -> None:
    url, keys = postgres.new_database(), Keys.fresh()
    stores = [await Store.open(url, keys, tmp_path, create=True) for _ in range(2)]
    taken = await asyncio.gather(*(_take(stores[turn % 2]) for turn in range(40)))
    assert sorted(taken) == list(range(1, 41))
    for store in stores:
        await store.close()


async def test_a_number_that_was_not_committed_is_given_again(store: Store) -> None:
    assert await _take(store) == 1
    async with store.work() as work:
        assert await work.numbers.next("receipt", 2026) == 2
    assert await _take(store) == 2


async def test_each_series_and_year_counts_from_one(store: Store) -> None:
    async with store.work() as work:
        taken = [await work.numbers.next(*which) for which in (("a", 2026), ("a", 2026), ("b", 2026), ("a", 2027))]
    assert taken == [1, 2, 1, 1]
