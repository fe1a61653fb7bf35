"""kill -9 at random moments while people answer: nothing is lost, on either database (longer: tests.faults.kills)."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.kills import trial

if TYPE_CHECKING:
    from tests.postgres import Cluster


async def test_five_kills_in_four_hundred_answers_lose_nothing(tmp_path: Path) -> None:
    figures = await trial(tmp_path, answers=400, people=40, kills=5, seed=random.SystemRandom().randrange(10**6))
    print(figures)
    assert (figures.answers, figures.kills) == (400, 5)
    assert figures.passes, figures


async def test_nor_do_two_kills_on_postgresql(tmp_path: Path, postgres: "Cluster") -> None:
    url = postgres.new_database()
    seed = random.SystemRandom().randrange(10**6)
    figures = await trial(tmp_path, answers=80, people=20, kills=2, seed=seed, AWARD_DATABASE_URL=url)
    print(figures)
    postgres.drop_database(url)
    assert (figures.answers, figures.kills) == (80, 2)
    assert figures.passes, figures
