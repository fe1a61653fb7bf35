"""Polling against a real Bot API stand-in: nothing is confirmed before it is served, nothing served is lost."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.fetching import LIMIT
from bot.polling import Patience
from bot.queues import Raw
from tests.bot.telegram.polls import TOKEN, Desk
from tests.standin import StandIn, until


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(token=TOKEN) as standin:
        yield standin


async def test_an_update_is_confirmed_only_after_it_was_served(standin: StandIn) -> None:
    may_end = asyncio.Event()

    async def slowly(text: str) -> None:
        await may_end.wait()

    desk = Desk(standin, serve=slowly)
    async with desk.open():
        await standin.user(1).says("application")
        await asyncio.sleep(0.3)
        assert [update["message"]["text"] for update in standin.updates.pending] == ["application"]
        may_end.set()
        await until(lambda: not standin.updates.pending)
    assert desk.done == ["application"]


async def test_an_update_broken_off_comes_again_after_a_restart(standin: StandIn) -> None:
    begun = asyncio.Event()

    async def never_ending(text: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    first = asyncio.create_task(Desk(standin, serve=never_ending).poll())
    await standin.user(1).says("application")
    await begun.wait()
    first.cancel()
    await asyncio.wait({first})
    second = Desk(standin)
    async with second.open():
        await second.has_done("application")


async def test_a_slow_chat_does_not_hold_up_another_and_keeps_its_own_order(standin: StandIn) -> None:
    may_end = asyncio.Event()

    async def slow_for_one(text: str) -> None:
        if text == "slow 1":
            await may_end.wait()

    desk = Desk(standin, serve=slow_for_one)
    async with desk.open():
        for number in (1, 2, 3):
            await standin.user(1).says(f"slow {number}")
        await asyncio.sleep(0.1)
        for number in (1, 2):
            await standin.user(2).says(f"quick {number}")
        await desk.has_done("quick 1", "quick 2")
        await asyncio.sleep(0.3)
        may_end.set()
        await desk.has_done("quick 1", "quick 2", "slow 1", "slow 2", "slow 3")
        await until(lambda: not standin.updates.pending)


async def test_updates_numbered_anew_after_a_silent_day_are_served(standin: StandIn) -> None:
    hours = 0.0
    desk = Desk(standin, patience=Patience(long_poll=1), clock=lambda: hours * 3600)
    async with desk.open():
        await standin.user(1).says("before")
        await desk.has_done("before")
        await until(lambda: not standin.updates.pending)
        hours = 24.1
        polls = len(standin.made("getUpdates"))
        await until(lambda: len(standin.made("getUpdates")) > polls)
        standin.updates.restart_ids(7)
        await standin.user(1).says("after")
        await desk.has_done("before", "after")
        await until(lambda: not standin.updates.pending)


async def test_the_offset_stays_as_long_as_the_silence_is_shorter_than_a_day(standin: StandIn) -> None:
    hours = 0.0
    desk = Desk(standin, patience=Patience(long_poll=1), clock=lambda: hours * 3600)
    async with desk.open():
        await standin.user(1).says("before")
        await desk.has_done("before")
        last = standin.updates.history[-1]["update_id"]
        await until(lambda: not standin.updates.pending)
        hours = 23.9
        polls = len(standin.made("getUpdates", outcome="ok"))
        await until(lambda: len(standin.made("getUpdates", outcome="ok")) > polls + 1)
    assert standin.made("getUpdates")[-1].values["offset"] == str(last + 1)


async def test_more_updates_than_one_answer_holds_are_all_served_behind_a_slow_one(standin: StandIn) -> None:
    may_end = asyncio.Event()

    async def slow_for_one(text: str) -> None:
        if text == "slow":
            await may_end.wait()

    desk = Desk(standin, serve=slow_for_one)
    await standin.user(1).says("slow")
    for number in range(250):
        await standin.user(2 + number % 7).says(str(number))
    async with desk.open():
        await until(lambda: len(desk.done) == 99)
        may_end.set()
        await until(lambda: len(desk.done) == 251)
    assert sorted(desk.done) == sorted(["slow", *map(str, range(250))])


async def test_a_stop_lets_what_was_begun_end_and_leaves_the_rest_for_the_next_start(standin: StandIn) -> None:
    begun = asyncio.Event()

    async def slowly(text: str) -> None:
        begun.set()
        await asyncio.sleep(0.3)

    first = Desk(standin, serve=slowly)
    async with first.open():
        await standin.user(1).says("begun")
        await standin.user(1).says("not begun")
        await begun.wait()
    assert first.done == ["begun"]
    second = Desk(standin)
    async with second.open():
        await second.has_done("not begun")
    assert standin.updates.pending == []


async def test_a_stop_breaks_off_what_takes_too_long(standin: StandIn) -> None:
    begun = asyncio.Event()

    async def never_ending(text: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    desk = Desk(standin, serve=never_ending, patience=Patience(long_poll=2, leaving=0.2))
    polling = asyncio.create_task(desk.poll())
    await standin.user(1).says("application")
    await begun.wait()
    desk.stop.set()
    started = time.monotonic()
    await asyncio.wait_for(polling, 60)
    assert time.monotonic() - started >= 0.2
    assert len(standin.updates.pending) == 1


async def test_a_stop_does_not_wait_for_a_long_poll(standin: StandIn) -> None:
    desk = Desk(standin, patience=Patience(long_poll=600))
    async with asyncio.timeout(60), desk.open():
        await until(lambda: standin.made("getUpdates"))


async def test_no_update_is_lost_however_often_the_service_is_broken_off(standin: StandIn) -> None:
    chance = random.Random(20231019)
    everything = [f"{chat}/{number}" for chat in range(12) for number in range(25)]
    desk = Desk(standin, serve=lambda _: asyncio.sleep(chance.random() * 0.01))
    for text in everything:
        await standin.user(int(text.split("/")[0]) + 1).says(text)
    for _ in range(8):
        polling = asyncio.create_task(desk.poll())
        await asyncio.sleep(chance.random() * 0.08)
        polling.cancel()
        await asyncio.wait({polling})
    async with desk.open():
        await until(lambda: set(desk.done) == set(everything))
        await until(lambda: not standin.updates.pending)
    for chat in range(12):
        firsts = list(dict.fromkeys(text for text in desk.done if text.startswith(f"{chat}/")))
        assert firsts == [f"{chat}/{number}" for number in range(25)]


async def test_updates_that_take_long_hide_no_others_and_are_served_after_a_stop(standin: StandIn) -> None:
    hang = asyncio.Event()

    async def serve(text: str) -> None:
        if text.startswith("slow"):
            await hang.wait()

    desk = Desk(standin, serve=serve)
    slow = [f"slow {number}" for number in range(LIMIT + 20)]
    async with desk.open():
        for text in slow:
            await standin.user(1).says(text)
        await standin.user(2).says("quick")
        await until(lambda: desk.done == ["quick"])
    assert len(desk.in_hand) == LIMIT
    hang.set()
    async with desk.open():
        await until(lambda: slow[-1] in desk.done)
        await until(lambda: not desk.in_hand)
    assert [text for text in desk.done if text != "quick"] == slow


class Slow(Desk):
    """Keeps what is in hand so slowly that all of it is served meanwhile."""

    async def keep(self, bot_id: int, updates: Sequence[Raw]) -> None:
        self.hang.set()
        await until(lambda: len(self.done) == LIMIT)
        await asyncio.sleep(0.05)
        await super().keep(bot_id, updates)

    hang = asyncio.Event()


async def test_what_is_served_while_it_is_being_kept_is_kept_no_longer(standin: StandIn) -> None:
    async def serve(_text: str) -> None:
        await Slow.hang.wait()

    desk = Slow(standin, serve=serve)
    for number in range(LIMIT):
        await standin.user(1).says(f"slow {number}")
    async with desk.open():
        await until(lambda: len(desk.done) == LIMIT)
        await asyncio.sleep(0.3)
        await until(lambda: not desk.in_hand)
