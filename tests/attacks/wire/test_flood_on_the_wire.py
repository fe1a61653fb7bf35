"""Somebody sends fifty messages a second to the running service: that chat is told once, and nobody else waits."""

import asyncio
import os
import time
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import quantiles

from tests.faults.talk import TOKEN, on_telegram
from tests.moments import now
from tests.processes import Serving
from tests.standin import StandIn, until
from tests.stories.towns import opened_data, settle
from tests.web.clients import Client, browser
from texts import say

LONG = "LONG" in os.environ
OTHERS, SECONDS = (200, 60) if LONG else (40, 5)
FLOOD, FLOODED = 900, 50
GROWN_MB = 15


async def test_fifty_messages_a_second_are_told_once_and_the_others_are_answered(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin, AsyncExitStack() as stack:
        service = Serving(tmp_path, settings=on_telegram(standin))
        async with opened_data(service) as work:
            await settle(work, now())
        await stack.enter_async_context(service)
        others = [await stack.enter_async_context(browser(service.url)) for _ in range(OTHERS)]
        for one in others:
            await one.open()
        await _asked(others, 1)  # every page has been served once
        before = service.memory_mb()
        flood = asyncio.create_task(_flood(standin))
        took = await _asked(others, SECONDS)
        print(f"95 of 100 waited less than {quantiles(took, n=20)[-1]:.2f} s")
        assert not flood.done()
        flood.cancel()
        await asyncio.wait([flood])
        assert len(took) == OTHERS * SECONDS
        assert service.memory_mb() - before < GROWN_MB
        if LONG:  # what is said to the flood itself goes out one a second, and the word comes last
            chat = standin.user(FLOOD).chat
            await until(lambda: any(say("zh", "talk.too_fast") in text for text in chat.texts), 120)
            assert [say("zh", "talk.too_fast") in text for text in chat.texts].count(True) == 1


async def _flood(standin: StandIn) -> None:
    await standin.user(FLOOD).says("/start")
    await until(lambda: standin.user(FLOOD).chat.texts)
    while True:
        await standin.user(FLOOD).says("在吗")
        await asyncio.sleep(1 / FLOODED)


async def _asked(others: list[Client], seconds: int) -> list[float]:
    """What each waited for each of its words, of which it says one a second."""
    loop = asyncio.get_running_loop()

    async def asks(one: Client, place: int) -> list[float]:
        took, begun = [], loop.time() + place / len(others)
        for number in range(seconds):
            await asyncio.sleep(max(0.0, begun + number - loop.time()))
            said = time.monotonic()
            await one.say("/where", f"{begun}-{number}")
            took.append(time.monotonic() - said)
        return took

    waits = await asyncio.gather(*(asks(one, place) for place, one in enumerate(others)))
    return [one for each in waits for one in each]
