"""A whole score sheet in a real browser by keyboard alone: with its script, without it, and with the network gone."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from rules.engine.rubrics import Part
from tests.web.browsers import Watch, opened, running_browser, serious
from tests.web.offices import Bureau
from tests.web.scoring import FULL, KEYS, REASONS, address, panel


async def enters(tab: Page, town: Bureau) -> None:
    await tab.goto(town.url + await town.link("reviewer"))
    await tab.get_by_role("button", name="Sign in with this browser").press("Enter")
    await tab.wait_for_url("**/office")


async def to(tab: Page, words: str) -> None:
    """Press Tab until what has the focus says these words."""
    for _ in range(60):
        await tab.keyboard.press("Tab")
        said: str = await tab.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
        )
        if said.strip().startswith(words):
            return
    raise AssertionError(f"“{words}” is not reached by Tab")


@pytest.mark.article(16)
async def test_a_whole_sheet_is_written_and_locked_by_keyboard_alone(tmp_path: Path) -> None:
    watch = Watch()
    async with (
        panel(tmp_path) as town,
        running_browser() as browser,
        opened(browser, width=1280, watch=watch) as tab,
    ):
        await enters(tab, town)
        await to(tab, "My score sheets")
        await tab.keyboard.press("Enter")
        await tab.wait_for_url("**/office/sheets")
        await to(tab, "SB-0001")
        await tab.keyboard.press("Enter")
        kept, sum_ = tab.locator("#kept"), tab.locator("#sum")
        await expect(tab.get_by_label("Points for “Leadership” (of 110)")).to_be_focused()
        for place, points in enumerate(FULL[:-1], start=1):
            await tab.keyboard.type(str(points))
            await tab.keyboard.press("Enter")
            await expect(sum_).to_contain_text(f"Scored {place} of 7, {sum(FULL[:place])} of 1000")
        await tab.keyboard.type("500")
        await tab.keyboard.press("Enter")
        last = tab.get_by_label("Points for “Results” (of 400)")
        await expect(tab.locator("[id='wrong-score.results']")).to_contain_text("above 400")
        await expect(last).to_have_attribute("aria-invalid", "true")
        await expect(tab.locator("[name=overall]")).to_be_focused()
        await tab.keyboard.type(REASONS)
        await tab.context.set_offline(True)
        await tab.keyboard.press("Shift+Tab")
        await expect(kept).to_contain_text("not saved yet")
        await tab.keyboard.press("Shift+Tab")
        await tab.keyboard.press("Control+A")
        await tab.keyboard.type("0")
        await tab.context.set_offline(False)
        await tab.keyboard.press("ArrowUp")
        await expect(kept).to_contain_text("Saved", timeout=60_000)
        await tab.reload()
        await expect(last).to_have_value("0")
        await expect(tab.locator("[name=overall]")).to_have_value(REASONS)
        assert await serious(tab) == []
        await to(tab, "Check and lock")
        await tab.keyboard.press("Enter")
        await tab.get_by_text("Total 600 of 1000").wait_for()
        await tab.wait_for_load_state()
        assert await serious(tab) == []
        await to(tab, "Lock it for good")
        await tab.keyboard.press("Enter")
        await tab.get_by_text("Locked on").wait_for()
        await tab.wait_for_load_state()
        assert (await serious(tab), await tab.locator("input.points").count()) == ([], 0)
        async with town.served.site.store.work() as work:
            (one,) = [one for one in await work.assignments.of(town.cases[0], Part.MATERIAL) if one.locked_at]
        assert (one.scores, one.words) == (dict(zip(KEYS, (*FULL[:-1], 0), strict=True)), {"overall": REASONS})
    assert [said for said in watch.complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []
    assert {url.startswith(town.url) for url in watch.requests} == {True}


async def test_a_sheet_is_written_on_a_phone_without_script(tmp_path: Path) -> None:
    async with (
        panel(tmp_path) as town,
        running_browser() as browser,
        opened(browser, width=390, java_script_enabled=False, color_scheme="dark") as tab,
    ):
        await enters(tab, town)
        await tab.goto(town.url + address(town))
        await tab.get_by_label("Points for “Leadership” (of 110)").fill("111")
        await tab.get_by_label("Points for “Strategy” (of 90)").fill("90")
        await tab.keyboard.press("Enter")
        await tab.get_by_text("The number cannot be above 110").wait_for()
        await expect(tab.get_by_label("Points for “Leadership” (of 110)")).to_have_value("111")
        await expect(tab.locator("#sum")).to_contain_text("Scored 1 of 7, 90 of 1000")
