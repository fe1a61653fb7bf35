"""One instance at a time on one SQLite file: the second says so and goes, and the first serves on."""

import time
from pathlib import Path

import aiohttp

from tests.processes import Serving

MOST = 2.0


async def test_a_second_instance_refuses_within_two_seconds_and_says_why(tmp_path: Path) -> None:
    async with Serving(tmp_path / "first") as first:
        second = Serving(tmp_path / "second", settings={"AWARD_DATA_DIR": str(first.data)})
        begun = time.monotonic()
        second.launch()
        code = await second.ended()
        took = time.monotonic() - begun
        print(f"refused in {took:.2f} s")
        assert (code, second.said()) == (
            1,
            f"Another instance serves this database ({first.data}/award.db.lock is held). Stop it first.\n",
        )
        assert took < MOST
        async with aiohttp.ClientSession() as http, http.get(f"{first.url}/health") as answer:
            assert await answer.json() == {"ok": True}
