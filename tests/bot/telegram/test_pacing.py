"""The gate: never above Telegram's limits in any window, answers before bulk, one chat's waiting is its own."""

import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.paces import Limits, Wish
from bot.pacing import Gate
from tests.bot.telegram.offices import Office
from tests.bot.telegram.swift import swiftly
from tests.standin import busiest

GROUP = -100
HAIR = 1e-6  # what is lost in adding up seconds


calls = st.lists(
    st.tuples(
        st.builds(Wish, st.sampled_from([None, 1, 2, 3, GROUP]), st.booleans(), st.booleans()),
        st.sampled_from([0.0, 0.0, 0.5, 0.99, 1.0, 3.0]),
        st.sampled_from([0.0, 0.02, 0.3, 0.95, 2.0]),
        st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(calls)
def test_no_window_ever_holds_too_many_whenever_the_calls_arrive(
    wanted: list[tuple[Wish, float, float, float]],
) -> None:
    office = Office()

    async def story() -> None:
        async with asyncio.TaskGroup() as tasks:
            for wish, after, takes, way in wanted:
                tasks.create_task(office.call(wish, after=after, takes=takes, way=way))

    swiftly(story())
    assert len(office.arrived) == len(wanted)
    assert busiest(office.moments(), 1.0 - HAIR) <= 30
    spoken = [(at, wish.chat) for at, wish in office.arrived if wish.speaks and wish.chat is not None]
    for chat in (1, 2, 3, GROUP):
        assert busiest([at for at, where in spoken if where == chat], 3.0 - HAIR) <= 3
    assert busiest([at for at, where in spoken if where == GROUP], 60.0 - HAIR) <= 20


def test_the_limits_are_used_as_far_as_they_go() -> None:
    office = Office()

    async def story() -> None:
        async with asyncio.TaskGroup() as tasks:
            for chat in range(1, 91):
                tasks.create_task(office.call(Wish(chat)))
            for _ in range(21):
                tasks.create_task(office.call(Wish(GROUP)))

    swiftly(story())
    assert [len([at for at in office.moments() if at < second]) for second in (1, 2, 3)] == [30, 60, 90]
    assert [round(at) for at in office.moments(GROUP)[-2:]] == [21, 63]


def test_calls_pushed_together_on_their_way_are_not_too_many() -> None:
    office = Office()

    async def story() -> None:
        async with asyncio.TaskGroup() as tasks:
            for number in range(90):
                late = number < 30
                tasks.create_task(office.call(Wish(None), takes=0.95 if late else 0.1, way=1.0 if late else 0.0))

    swiftly(story())
    assert busiest(office.moments(), 1.0 - HAIR) == 30


def test_a_burst_of_three_answers_goes_at_once_and_then_one_a_second() -> None:
    office = Office()

    async def story() -> None:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(6):
                tasks.create_task(office.call(Wish(1)))
            tasks.create_task(office.call(Wish(2, bulk=True)))
            tasks.create_task(office.call(Wish(2, bulk=True)))

    swiftly(story())
    assert office.moments(1) == pytest.approx([0, 0, 0, 3, 3, 3])
    assert office.moments(2) == pytest.approx([0, 1.0])


def test_answers_do_not_wait_for_five_hundred_notices() -> None:
    office, chance = Office(), random.Random(22)
    notice, answer = Wish(None, bulk=True), Wish(None)

    async def story() -> None:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(500):
                tasks.create_task(office.call(notice, takes=0.05))
            for _ in range(100):
                tasks.create_task(office.call(answer, after=chance.random() * 20, takes=0.05))

    swiftly(story())
    assert max(office.waited[answer]) < 0.25
    assert sorted(office.waited[answer])[94] < 0.1
    assert 20 <= max(office.moments()) < 25


def test_a_chat_that_must_wait_waits_that_long_and_no_other_does() -> None:
    office = Office()

    async def story() -> None:
        await office.call(Wish(1), refused_for=30.0)
        assert (office.gate.held(1), office.gate.held(2)) == (30.0, 0.0)
        async with asyncio.TaskGroup() as tasks:
            for chat in (1, 2, 3):
                for _ in range(2):
                    tasks.create_task(office.call(Wish(chat)))
                    tasks.create_task(office.call(Wish(chat, bulk=True)))

    swiftly(story())
    assert [at for at in office.moments(1)[1:] if at < 30.0] == []
    assert max(office.moments(2) + office.moments(3)) < 4.0


def test_the_calls_of_one_chat_go_one_after_another_in_their_order() -> None:
    under_way: list[int] = []
    seen: list[tuple[int, ...]] = []

    async def story() -> None:
        gate = Gate(Limits(burst=100), clock=asyncio.get_running_loop().time)

        async def call(number: int) -> None:
            turn = await gate.enter(Wish(1))
            assert turn is not None
            under_way.append(number)
            await asyncio.sleep(1 / (number + 1))
            seen.append(tuple(under_way))
            under_way.remove(number)
            turn.leave()

        async with asyncio.TaskGroup() as tasks:
            for number in range(10):
                tasks.create_task(call(number))

    swiftly(story())
    assert seen == [(number,) for number in range(10)]


def test_refusals_in_one_chat_after_another_stop_the_whole_bot() -> None:
    async def story(refused: int, taken: int | None) -> float:
        office = Office()
        for chat in range(1, refused + 1):
            await office.call(Wish(chat), refused_for=5.0)
            if chat == taken:
                await office.call(Wish(1_000))
        return office.gate.held(2_000)

    waits: list[float] = []

    async def stories() -> None:
        waits.extend([await story(7, None), await story(8, None), await story(8, 4)])

    swiftly(stories())
    assert waits == [0.0, 5.0, 0.0]


def test_whoever_does_not_want_to_wait_so_long_gets_no_turn() -> None:
    async def story() -> None:
        office = Office()
        await office.call(Wish(1), refused_for=30.0)
        assert await office.gate.enter(Wish(1), within=29.0) is None
        assert office.now() == 0.0
        for _ in range(3):
            await office.call(Wish(2))
        assert await office.gate.enter(Wish(2), within=2.9) is None
        assert office.now() == pytest.approx(2.9)
        assert await office.gate.enter(Wish(2), within=0.2) is not None

    swiftly(story())


def test_whoever_is_broken_off_while_waiting_takes_nobodys_turn() -> None:
    office = Office(Limits(total=1))

    async def story() -> None:
        held = await office.gate.enter(Wish(1))
        assert held is not None
        broken = [asyncio.create_task(office.call(Wish(chat))) for chat in (1, 2)]
        await asyncio.sleep(0)
        for task in broken:
            task.cancel()
        held.leave()
        await asyncio.gather(*broken, return_exceptions=True)
        await office.call(Wish(1))

    swiftly(story())
    assert office.moments() == pytest.approx([1.0])


def test_whoever_is_broken_off_as_its_turn_comes_gives_it_back() -> None:
    office = Office(Limits(total=2))

    async def story() -> None:
        first = await office.gate.enter(Wish(1))
        assert first is not None
        second = asyncio.create_task(office.gate.enter(Wish(1)))
        await asyncio.sleep(0)
        first.leave()
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        await office.call(Wish(1))

    swiftly(story())
    assert len(office.moments()) == 1


def test_a_call_without_an_answer_does_not_stop_the_others() -> None:
    office = Office(Limits(total=2))

    async def story() -> None:
        for chat in (1, 2):
            assert await office.gate.enter(Wish(chat))
        await office.call(Wish(3))

    swiftly(story())
    assert office.moments() == pytest.approx([3.0])


def test_chats_that_have_been_quiet_are_forgotten() -> None:
    office = Office(Limits(total=1_000))

    async def story() -> None:
        for chat in range(1, 12_001):
            await office.call(Wish(chat))
            await asyncio.sleep(0.02)

    swiftly(story())
    assert len(office.gate._pace._rooms) <= 5_000
