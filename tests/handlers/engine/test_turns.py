"""One chat's updates one after another, in order; two chats side by side; nothing is kept of a chat that is quiet."""

import asyncio

from handlers.engine.senders import Turns


async def test_one_chats_updates_do_not_overlap_and_keep_their_order() -> None:
    turns, seen = Turns(), []

    async def serve(number: int) -> None:
        async with turns.of("a"):
            seen.append(("in", number))
            await asyncio.sleep(0)
            seen.append(("out", number))

    await asyncio.gather(*map(serve, range(5)))
    assert seen == [(step, number) for number in range(5) for step in ("in", "out")]


async def test_two_chats_do_not_wait_for_each_other() -> None:
    turns = Turns()
    async with turns.of("a"), asyncio.timeout(60), turns.of("b"):
        served = True
    assert served


async def test_a_quiet_chat_leaves_no_lock_behind() -> None:
    turns = Turns()
    async with turns.of("a"):
        pass
    assert turns._locks == {}


async def test_whoever_gives_up_waiting_does_not_stop_the_next() -> None:
    turns, seen = Turns(), []

    async def serve(number: int) -> None:
        async with turns.of("a"):
            await asyncio.sleep(0.01)
            seen.append(number)

    first, second, third = (asyncio.create_task(serve(number)) for number in range(3))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(first, second, third, return_exceptions=True)
    assert (seen, turns._locks) == ([0, 2], {})
