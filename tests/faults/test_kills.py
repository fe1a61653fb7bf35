"""kill -9 at random moments while people answer: nothing is lost, by one process or several, on either database.

The trial in full, 2,000 answers in 60 chats and 20 kills: `LONG=1 scripts/test tests/faults/test_kills.py`.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.kills import trial
from tests.faults.trials import LONG, seed

if TYPE_CHECKING:
    from tests.postgres import Cluster

IN_FULL = {"answers": 2_000, "people": 60, "kills": 20}


async def test_killed_while_people_answer_it_loses_nothing(tmp_path: Path) -> None:
    much = IN_FULL if LONG else {"answers": 200, "people": 20, "kills": 3}
    figures = await trial(tmp_path, seed=seed(), url="", **much)
    print(figures)
    assert figures.passes, figures


async def test_nor_does_one_of_several_processes_on_one_postgresql(tmp_path: Path, postgres: "Cluster") -> None:
    url, much = postgres.new_database(), IN_FULL if LONG else {"answers": 60, "people": 10, "kills": 2}
    figures = await trial(tmp_path, seed=seed(), instances=3 if LONG else 2, url=url, **much)
    print(figures)
    postgres.drop_database(url)
    assert (figures.passes, figures.letters) == (True, much["kills"] * much["people"]), figures


@pytest.mark.long
@pytest.mark.parametrize("instances", [1, 2])
async def test_nor_does_one_process_alone_on_postgresql_or_one_of_two(
    tmp_path: Path, postgres: "Cluster", instances: int
) -> None:
    url = postgres.new_database()
    figures = await trial(tmp_path, seed=seed(), instances=instances, url=url, **IN_FULL)
    print(figures)
    postgres.drop_database(url)
    assert figures.passes, figures


@pytest.mark.long
async def test_a_fifth_of_all_calls_to_telegram_may_go_wrong_meanwhile(tmp_path: Path) -> None:
    figures = await trial(tmp_path, answers=1_200, people=60, kills=2, seed=seed(), faults=0.2)
    print(figures)
    assert figures.passes, figures
