"""kill -9 of ticks on one PostgreSQL: minutes, so with `LONG=1 scripts/test tests/faults/test_ticks.py` alone."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.ticks import trial
from tests.faults.trials import seed

if TYPE_CHECKING:
    from tests.postgres import Cluster


@pytest.mark.long
@pytest.mark.parametrize("at_once", [2, 3])
async def test_two_thousand_messages_and_sixteen_kills_lose_and_double_nothing(
    tmp_path: Path, postgres: "Cluster", at_once: int
) -> None:
    url = postgres.new_database()
    figures = await trial(tmp_path, url, messages=2000, kills=16, seed=seed(), at_once=at_once)
    print(figures)
    postgres.drop_database(url)
    assert figures.passes, figures
