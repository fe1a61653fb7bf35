"""SIGTERM while three hundred words are in hand: it ends within ten seconds, and the restart answers what was left."""

import asyncio
from pathlib import Path

from tests.faults.talk import TOKEN, on_telegram
from tests.processes import Serving
from tests.standin import StandIn, until
from tests.stories.towns import integrity
from texts import say

PEOPLE = 300  # more than Telegram takes in ten seconds


async def _everybody_writes(standin: StandIn) -> None:
    for number in range(1, PEOPLE + 1):
        await standin.user(number).says("/start")


def _left(standin: StandIn) -> int:
    """How many have no answer yet."""
    return sum(not standin.user(number).chat.spoken for number in range(1, PEOPLE + 1))


async def test_nothing_is_lost_when_it_is_stopped_under_load(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin, Serving(tmp_path, settings=on_telegram(standin)) as service:
        await _everybody_writes(standin)
        await until(lambda: len(standin.made("sendMessage")) >= 10, 60)
        service.terminate()
        assert await service.ended() == 0
        left = _left(standin)
        print(f"{left} of {PEOPLE} not answered yet")
        assert integrity(service.data) == "ok"
        assert left > 0, "nothing was in hand: the trial tried nothing"
        await service.start()
        await until(lambda: not standin.updates.pending and not _left(standin), 60)
        greeting = say("zh", "menu.welcome", county="临夏县")
        heard = [set(standin.user(number).chat.texts) for number in range(1, PEOPLE + 1)]
        assert heard == [{greeting}] * PEOPLE
        assert '"level": "error"' not in service.said()


async def test_a_second_sigterm_ends_it_at_once(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin, Serving(tmp_path, settings=on_telegram(standin)) as service:
        await _everybody_writes(standin)
        await until(lambda: len(standin.made("sendMessage")) >= 10, 60)
        service.terminate()
        await asyncio.sleep(0.1)
        service.terminate()
        assert await service.ended() == 1  # it did not go in order
        assert _left(standin) > 0
