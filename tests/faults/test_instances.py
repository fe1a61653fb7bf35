"""One instance at a time on one SQLite file: the second says so and goes, and the first serves on."""

from pathlib import Path

import aiohttp

from tests.processes import Serving


async def test_a_second_instance_refuses_and_says_why(tmp_path: Path) -> None:
    async with Serving(tmp_path / "first") as first:
        second = Serving(tmp_path / "second", settings={"AWARD_DATA_DIR": str(first.data)})
        second.launch()
        code = await second.ended()
        assert (code, second.said()) == (
            1,
            f"Another instance serves this database ({first.data}/award.db.lock is held). Stop it first.\n",
        )
        async with aiohttp.ClientSession() as http, http.get(f"{first.url}/health") as answer:
            assert await answer.json() == {"ok": True}
