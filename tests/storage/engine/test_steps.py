"""A ladder remembers the last step told, and goes up only."""

import asyncio
from datetime import UTC, date, datetime

from storage.store import Store

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


async def _tell(store: Store, ladder: str, on: date) -> bool:
    async with store.work() as work:
        fresh = await work.steps.tell(ladder, on, NOW)
        await work.commit()
        return fresh


async def test_a_step_is_told_once_and_an_earlier_one_never_after_it(store: Store) -> None:
    days = [date(2026, 7, 1), date(2026, 7, 1), date(2026, 7, 15), date(2026, 7, 1), date(2026, 7, 14)]
    assert [await _tell(store, "july", day) for day in days] == [True, False, True, False, False]
    assert await _tell(store, "august", date(2026, 7, 1))
    async with store.work() as work:
        assert await work.steps.told(["july", "august", "none"]) == {
            "july": date(2026, 7, 15),
            "august": date(2026, 7, 1),
        }
        assert await work.steps.told([]) == {}


async def test_of_many_that_tell_at_once_one_does(store: Store) -> None:
    told = await asyncio.gather(*(_tell(store, "july", date(2026, 7, 1)) for _ in range(8)))
    assert sorted(told) == [False] * 7 + [True]


async def test_a_step_of_an_undone_work_was_not_told(store: Store) -> None:
    async with store.work() as work:
        await work.steps.tell("july", date(2026, 7, 1), NOW)
    assert await _tell(store, "july", date(2026, 7, 1))


async def test_ladders_are_forgotten_by_the_beginning_of_their_names(store: Store) -> None:
    for ladder in ("task:1:a", "task:1:b", "task:12:a"):
        await _tell(store, ladder, date(2026, 7, 1))
    async with store.work() as work:
        assert await work.steps.forget("task:1:") == 2
        assert list(await work.steps.told(["task:1:a", "task:1:b", "task:12:a"])) == ["task:12:a"]
