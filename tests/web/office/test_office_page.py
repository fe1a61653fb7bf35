"""The office's day in a real browser: signed in, looked through, taken away, signed out; for everybody, and quickly."""

from pathlib import Path

import pytest

from tests.web.browsers import Watch, opened, running_browser, serious
from tests.web.offices import bureau
from tests.web.rooms import furnish

ROOMS = (
    "/office",
    "/office/tasks",
    "/office/cases",
    "/office/awards",
    "/office/july",
    "/office/people",
    "/office/contacts",
    "/office/journal",
)

FURNISHED = (
    *("/office/editions", "/office/editions/1", "/office/notices", "/office/notices/1", "/office/objections"),
    *("/office/sanctions", "/office/bars", "/office/reevaluations", "/office/calendar", "/office/messages"),
    *("/office/messages/1", "/office/unreachable", "/office/search?words=SB"),
)
"""Of these every other one is looked at in each of the two widths."""


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
async def test_an_officers_day_on_the_pages(tmp_path: Path, width: int, scheme: str) -> None:
    watch = Watch()
    async with (
        bureau(tmp_path) as town,
        running_browser() as browser,
        opened(browser, width=width, watch=watch, color_scheme=scheme) as tab,
    ):
        await furnish(town)
        await tab.goto(town.url + await town.link("lead"))
        assert await serious(tab) == []
        await tab.keyboard.press("Tab")
        await tab.get_by_role("button", name="Sign in with this browser").press("Enter")
        await tab.get_by_role("link", name="SB-0001").first.click()
        await tab.get_by_role("heading", name="History").wait_for()
        case = tab.url.removeprefix(town.url)
        await tab.goto(f"{town.url}/office/cases?words=示例")
        async with tab.expect_download() as taken:
            await tab.get_by_role("link", name="Export to Excel").click()
        assert (await (await taken.value).path()).read_bytes()[:2] == b"PK"
        await tab.goto(f"{town.url}/office/calendar")
        await tab.get_by_role("button", name="Checked, confirm").press("Enter")
        await tab.get_by_text("Confirmed: the calendar is in force").wait_for()
        for path in (*ROOMS, *FURNISHED[width == 390 :: 2], "/office/account", case):
            response = await tab.goto(town.url + path)
            assert response is not None
            assert (await serious(tab), len(await response.body()) < 150_000) == ([], True), path
            assert await tab.evaluate("document.documentElement.scrollWidth") <= width, path
        await tab.get_by_role("button", name="Sign out").click()
        await tab.get_by_text("You are not signed in").wait_for()
    assert watch.complaints == []
    assert {url.startswith(town.url) for url in watch.requests} == {True}
