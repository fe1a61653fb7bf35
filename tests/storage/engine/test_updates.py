"""An update has one effect, however often it comes."""

import asyncio
from datetime import UTC, datetime, timedelta

from storage.engine.updates import NUMBERED_ANEW_AFTER
from storage.store import Store

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


async def _first_time(store: Store, bot_id: int = 1, update_id: int = 7, now: datetime = NOW) -> bool:
    async with store.work() as work:
        first = await work.updates.first_time(bot_id, update_id, now)
        await work.commit()
        return first


async def test_an_update_comes_for_the_first_time_once(store: Store) -> None:
    assert [await _first_time(store) for _ in range(5)] == [True, False, False, False, False]


async def test_it_does_so_even_when_copies_come_at_once(store: Store) -> None:
    assert sorted(await asyncio.gather(*(_first_time(store) for _ in range(8)))) == [False] * 7 + [True]


async def test_an_update_whose_work_was_undone_comes_again(store: Store) -> None:
    async with store.work() as work:
        assert await work.updates.first_time(1, 7, NOW) is True
    assert await _first_time(store) is True


async def test_the_same_number_at_another_bot_is_another_update(store: Store) -> None:
    assert [await _first_time(store, bot) for bot in (1, 2)] == [True, True]


async def test_a_number_from_more_than_a_week_ago_says_nothing(store: Store) -> None:
    await _first_time(store)
    later = NOW + NUMBERED_ANEW_AFTER
    moments = (later, later + timedelta(microseconds=1), later + timedelta(microseconds=2))
    assert [await _first_time(store, now=moment) for moment in moments] == [False, True, False]


async def test_what_is_still_in_hand_has_no_second_effect_however_long_nobody_served(store: Store) -> None:
    later = NOW + timedelta(days=30)
    async with store.work() as work:
        await work.updates_in_hand.keep(1, {7: {"update_id": 7}})
        await work.commit()
    assert await _first_time(store)
    async with store.work() as work:
        assert await work.updates.forget(later) == 0
        await work.commit()
    assert [await _first_time(store, bot, now=later) for bot in (1, 2)] == [False, True]
    async with store.work() as work:
        await work.updates_in_hand.drop(1, {7})
        await work.commit()
    assert await _first_time(store, now=later)


async def test_old_numbers_are_forgotten(store: Store) -> None:
    await _first_time(store, update_id=1)
    await _first_time(store, update_id=2, now=NOW + timedelta(seconds=1))
    async with store.work() as work:
        assert await work.updates.forget(NOW + timedelta(seconds=1)) == 1
        await work.commit()
    assert [await _first_time(store, update_id=number) for number in (1, 2)] == [True, False]


async def test_that_one_was_answered_is_known_until_its_number_is_given_anew(store: Store) -> None:
    async with store.work() as work:
        for number in (8, 9, 10):
            assert await work.updates.first_time(1, number, NOW)
        await work.updates.note_answered(1, {8, 9})
        assert [await work.updates.answered(1, number) for number in (8, 9, 10)] == [True, True, False]
        assert not await work.updates.answered(2, 8)
        assert await work.updates.first_time(1, 8, NOW + timedelta(days=8))
        assert not await work.updates.answered(1, 8)


async def test_what_is_in_hand_is_kept_as_it_came_until_it_is_dropped(store: Store) -> None:
    async with store.work() as work:
        await work.updates_in_hand.keep(1, {8: {"update_id": 8, "text": "早"}, 7: {"update_id": 7}})
        await work.updates_in_hand.keep(1, {8: {"update_id": 8, "text": "other"}})
        await work.updates_in_hand.keep(2, {9: {"update_id": 9}})
        await work.commit()
    async with store.work() as work:
        assert await work.updates_in_hand.of(1) == [{"update_id": 7}, {"update_id": 8, "text": "早"}]
        await work.updates_in_hand.drop(1, {7, 9})
        assert [raw["update_id"] for raw in await work.updates_in_hand.of(1)] == [8]
        assert [raw["update_id"] for raw in await work.updates_in_hand.of(2)] == [9]
