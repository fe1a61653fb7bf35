"""The other sides of the benchmark hold the whole conversation, so that what they are compared by is work done."""

from importlib import import_module

import pytest

from benchmarks.conversation import FLOORS, SIDES, judged
from benchmarks.result import Result


@pytest.mark.parametrize("side", sorted(FLOORS))
async def test_a_peer_answers_every_update_of_everybody(side: str) -> None:
    result: Result = await import_module(SIDES[side]).run(people=2, steps=3)
    assert result.updates == 2 * (1 + 3)
    assert result.seconds > 0


@pytest.mark.parametrize(("service", "verdict"), [(600.0, 0), (599.0, 1)])
def test_the_service_is_held_against_its_floors(service: float, verdict: int) -> None:
    assert (
        judged({"service": service, "aiogram in memory": 1000.0, "python-telegram-bot with a pickle": 100.0}) == verdict
    )


def test_the_pickle_sets_a_floor_too() -> None:
    assert judged({"service": 599.0, "aiogram in memory": 100.0, "python-telegram-bot with a pickle": 100.0}) == 1
