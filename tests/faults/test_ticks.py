"""kill -9 of ticks on one PostgreSQL: minutes, so with `LONG=1 scripts/test tests/faults/test_ticks.py` alone."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.ticks import trial

if TYPE_CHECKING:
    from tests.postgres import Cluster


@pytest.mark.long
async def test_two_thousand_messages_and_sixteen_kills_lose_and_double_nothing(
    tmp_path: Path, postgres: "Cluster"
) -> None:
    url, seed = postgres.new_database(), random.SystemRandom().randrange(10**6)
    figures = await trial(tmp_path, url, messages=2000, kills=16, seed=seed)
    print(figures)
    postgres.drop_database(url)
    assert figures.passes, figures
