"""Pictures on the page, uploads that are given up, and days that are chosen from a calendar."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Route, expect

from rules.engine.pictures import dimensions
from tests.web.browsers import Watch, enter, opened, read, say, scratch, serious
from tests.web.clients import browser as client_of
from tests.web.sites import PICTURE, Served


async def test_a_sent_picture_is_shown_with_its_words_and_comes_down_when_it_is_pressed(
    site: Served, browser: Browser
) -> None:
    watch = Watch()
    async with opened(browser, watch=watch) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "picture")
        shown = page.locator(".picture img")
        await expect(shown).to_be_visible()
        await expect(page.get_by_text("So far has it come")).to_be_visible()
        loaded = "async it => { await it.decode(); return [it.naturalWidth, it.naturalHeight, it.clientWidth]; }"
        width, height, on_screen = await shown.evaluate(loaded)
        assert (width, height) == dimensions(PICTURE)
        assert 200 < on_screen <= 390
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        assert await serious(page) == []
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download 办理进度.png").click()
        assert (await download.value).suggested_filename == "办理进度.png"
    assert watch.complaints == []


async def test_an_own_picture_is_shown_while_the_page_is_open_and_given_back_to_nobody(
    site: Served, browser: Browser, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(PICTURE)
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await page.locator("#files").set_input_files(photo)
        await expect(page.get_by_text("got photo.png")).to_be_visible()
        await expect(page.locator(".mine canvas.preview")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("got photo.png")).to_be_visible()
        await expect(page.locator("canvas, .mine a")).to_have_count(0)


async def test_an_upload_can_be_given_up_and_the_next_one_goes_on(
    site: Served, browser: Browser, tmp_path: Path
) -> None:
    stalled = asyncio.Event()

    async def stall(route: Route) -> None:
        if not stalled.is_set():
            stalled.set()
            return
        await route.continue_()

    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await page.route("**/chat/files", stall)
        await page.locator("#files").set_input_files([scratch(tmp_path, "one.pdf", 9), scratch(tmp_path, "two.pdf", 7)])
        await expect(page.get_by_role("button", name="Cancel")).to_have_count(2)
        await asyncio.wait_for(stalled.wait(), 60)
        await page.get_by_role("button", name="Cancel").first.click()
        await expect(page.get_by_text("got two.pdf of 7 bytes")).to_be_visible()
        await expect(page.locator("li.pending")).to_have_count(0)
        assert await read(page) == [">two.pdf", "got two.pdf of 7 bytes"]
    assert site.desk.effects == ["file two.pdf 7 None"]


async def test_a_day_is_chosen_within_its_ends_or_typed(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "day")
        day = page.get_by_label("Choose a day")
        assert [await day.get_attribute(end) for end in ("type", "min", "max")] == ["date", "2026-09-01", "2026-09-17"]
        assert await serious(page) == []
        await day.fill("2026-09-18")
        await page.get_by_role("button", name="Choose this day").click()
        assert await day.evaluate("it => it.validity.rangeOverflow")
        await day.fill("2026-09-16")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("echo: 2026-09-16")).to_be_visible()
        await say(page, "buttons")
        await expect(page.get_by_role("button", name="Yes")).to_be_visible()
        await expect(day).to_be_hidden()
    assert site.desk.effects == ["text day", "text 2026-09-16", "text buttons"]


async def test_what_a_client_is_told_of_pictures_and_days(site: Served) -> None:
    async with client_of(site.url) as client:
        await client.open()
        picture = next(one["message"] for one in await client.say("picture", "k1") if "file" in one.get("message", {}))
        days = next(one["message"] for one in await client.say("day", "k2") if "days" in one.get("message", {}))
    assert (picture["file"]["width"], picture["file"]["height"]) == dimensions(PICTURE)
    assert days["days"] == {"first": "2026-09-01", "last": "2026-09-17"}
