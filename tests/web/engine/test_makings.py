"""Lists and papers that take long are made two at a time, and nobody else waits for them."""

import asyncio
from pathlib import Path

from tests.web.offices import bureau

LIST = "/office/cases.xlsx"


async def test_a_third_list_waits_for_its_turn_and_the_pages_do_not(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as lead:
        printers = town.served.site.printers
        await printers.acquire()
        assert (await lead.get(LIST)).status == 200
        await printers.acquire()
        asked = asyncio.create_task(lead.get(LIST))
        assert [(await lead.get("/office/cases")).status for _ in range(5)] == [200] * 5
        assert not asked.done()
        printers.release()
        assert (await asked).status == 200
        assert printers.locked() is False
