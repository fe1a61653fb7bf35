"""The unit of work: whole or undone, one at a time where it must be."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import InvalidRequestError

from storage.database.failures import WorkWithinWork
from storage.database.seals import Keys
from storage.store import Store
from tests.postgres import Cluster

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


async def _number(store: Store) -> int:
    async with store.work() as work:
        return await work.numbers.next("receipt", 2026)


async def test_what_is_committed_is_there_in_the_next_work(store: Store) -> None:
    async with store.work() as work:
        seat = await work.people.meet("telegram", 5, NOW, "zh")
        await work.commit()
    async with store.work() as work:
        assert await work.people.get(seat.person.id) == seat.person


async def test_leaving_without_a_commit_undoes_everything(store: Store) -> None:
    async with store.work() as work:
        seat = await work.people.meet("telegram", 5, NOW, "zh")
    async with store.work() as work:
        assert await work.people.get(seat.person.id) is None


async def test_an_exception_undoes_everything(store: Store) -> None:
    async def stumbling() -> None:
        async with store.work() as work:
            await work.people.meet("telegram", 5, NOW, "zh")
            raise LookupError

    with pytest.raises(LookupError):
        await stumbling()
    async with store.work() as work:
        assert await work.channels.find("telegram", 5) is None


async def test_nothing_can_be_done_after_the_commit(store: Store) -> None:
    async with store.work() as work:
        await work.commit()
        with pytest.raises(InvalidRequestError):
            await work.people.get(1)


async def test_works_on_sqlite_are_served_in_the_order_they_came(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    served: list[int] = []

    async def serve(number: int) -> None:
        async with store.work() as work:
            await work.hold(number)
            served.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(serve(number) for number in range(20)))
    assert served == list(range(20))
    await store.close()


async def test_a_work_inside_a_work_of_the_same_task_is_refused(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    async with store.work():
        with pytest.raises(WorkWithinWork):
            await _number(store)
    assert await _number(store) == 1
    await store.close()


async def test_one_holder_of_a_key_at_a_time_on_postgresql(postgres: Cluster, tmp_path: Path) -> None:
    url = postgres.new_database()
    store = await Store.open(url, Keys.fresh(), tmp_path, create=True)
    inside: list[int] = []
    most: list[int] = []

    async def serve(key: str) -> None:
        async with store.work() as work:
            await work.hold(key)
            inside.append(1)
            most.append(len(inside))
            await asyncio.sleep(0.01)
            inside.pop()

    await asyncio.gather(*(serve("telegram:5") for _ in range(8)))
    assert max(most) == 1
    most.clear()
    await asyncio.gather(*(serve(f"telegram:{number}") for number in range(8)))
    assert max(most) > 1  # it could have been more than one
    await store.close()
