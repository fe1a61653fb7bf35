"""The service is killed under a page in use: what was said and pressed has its effect once, and shows once."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.processes import Serving
from tests.stories.test_in_the_browser import LANGUAGE, arrive, press, sees, write
from tests.web.browsers import read, running_browser
from texts import say

ANSWERS = [
    ("1", "eligibility.kind"),
    ("2", "eligibility.registered_here"),
    ("1", "eligibility.registered_on"),
]


@pytest.mark.long
@pytest.mark.parametrize("moment", [0.0, 0.02, 0.06])
async def test_a_page_whose_service_is_killed_goes_on_without_a_gap_or_a_repeat(tmp_path: Path, moment: float) -> None:
    """Killed so many seconds after each answer is sent; one press falls into the time when nobody is there."""
    async with Serving(tmp_path) as service, running_browser() as browser:
        page = await arrive(browser, service, "/chat?do=apply")
        await press(page, "applications.check")
        await sees(page, say(LANGUAGE, "eligibility.who"))
        for words, question in ANSWERS:
            await write(page, words)
            await asyncio.sleep(moment)
            service.kill()
            await service.start()
            await sees(page, say(LANGUAGE, question))
        service.kill()
        await page.locator("html:not([data-connected])").wait_for(state="attached")
        await press(page, "forms.back")
        await service.start()
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)
        await expect(page.get_by_role("log").get_by_text(say(LANGUAGE, "eligibility.registered_here"))).to_have_count(2)
        told = await read(page)
        assert [line for line in told if line.startswith(">")][1:] == [f">{words}" for words, _ in ANSWERS]
        for question in ("eligibility.who", "eligibility.kind"):
            assert sum(say(LANGUAGE, question) in line for line in told) == 1
        await page.reload()
        await page.locator("html[data-connected]").wait_for(state="attached")
        assert await read(page) == told
