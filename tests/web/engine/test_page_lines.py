"""The page on a bad line: nothing is lost, nothing is repeated, and the person sees where it stands."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.web.browsers import enter, line_to, measure, opened, read, say, scratch
from tests.web.sites import Served, served


async def test_a_cut_line_loses_nothing_and_repeats_nothing(site: Served, browser: Browser) -> None:
    async with line_to(site.port) as line, opened(browser) as page:
        await enter(page, f"{line.url}/chat")
        await say(page, "before")
        await expect(page.get_by_text("echo: before")).to_be_visible()
        line.cut()
        await expect(page.get_by_text("The connection is lost; reconnecting.")).to_be_visible()
        await say(page, "first in the dark")
        await say(page, "second in the dark")
        await expect(page.locator("li.pending .state")).to_have_text(["Sending", "Sending"])
        line.join()
        await expect(page.get_by_text("echo: second in the dark")).to_be_visible()
        await expect(page.locator("li.pending")).to_have_count(0)
        assert await read(page) == [
            ">before",
            "echo: before",
            ">first in the dark",
            "echo: first in the dark",
            ">second in the dark",
            "echo: second in the dark",
        ]
    assert site.desk.effects == ["text before", "text first in the dark", "text second in the dark"]


async def test_a_line_cut_before_the_confirmation_repeats_nothing(site: Served, browser: Browser) -> None:
    async with line_to(site.port) as line, opened(browser) as page:
        await enter(page, f"{line.url}/chat")
        await say(page, "buttons")
        await expect(page.get_by_role("button", name="Yes")).to_be_visible()
        site.desk.hold = asyncio.Event()
        await page.get_by_role("button", name="Yes").click()
        await say(page, "said while it was served")
        await expect(page.locator("#typing")).to_be_visible()
        line.cut()
        site.desk.hold.set()
        await expect(page.get_by_text("The connection is lost")).to_be_visible()
        line.join()
        await expect(page.get_by_text("echo: said while it was served")).to_be_visible()
        await expect(page.locator("li.pending, [aria-busy=true]")).to_have_count(0)
        assert await read(page) == [
            ">buttons",
            "Chosen: a:yes",
            "next question",
            ">said while it was served",
            "echo: said while it was served",
        ]
    assert site.desk.effects == ["text buttons", "press a:yes of 2", "text said while it was served"]


async def test_who_reads_earlier_messages_is_not_moved_by_a_cut_line(site: Served, browser: Browser) -> None:
    async with line_to(site.port) as line, opened(browser) as page:
        await enter(page, f"{line.url}/chat")
        await say(page, "many 80")
        await expect(page.get_by_text("number 79", exact=True)).to_be_in_viewport()
        await page.locator("#scroller").evaluate("it => { it.scrollTop = 0; }")
        top = await measure(page.get_by_text("number 3", exact=True), "y")
        line.cut()
        await expect(page.get_by_text("The connection is lost")).to_be_visible()
        line.join()
        await expect(page.get_by_text("Reconnected")).to_be_visible()
        assert await measure(page.get_by_text("number 3", exact=True), "y") == top


async def test_an_upload_on_a_cut_line_is_taken_up_again(site: Served, browser: Browser, tmp_path: Path) -> None:
    async with line_to(site.port) as line, opened(browser) as page:
        await enter(page, f"{line.url}/chat")
        line.cut()
        await expect(page.get_by_text("The connection is lost")).to_be_visible()
        await page.locator("#files").set_input_files(scratch(tmp_path, "form.pdf", 900_000))
        await expect(page.locator("li.pending")).to_have_count(1)
        line.join()
        await expect(page.get_by_text("got form.pdf of 900000 bytes")).to_be_visible()
        await expect(page.locator("li.pending")).to_have_count(0)
    assert site.desk.effects == ["file form.pdf 900000 None"]


async def test_the_page_finds_the_service_again_after_a_restart(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser) as page:
        async with served(tmp_path) as before:
            await enter(page, f"{before.url}/chat")
            await say(page, "before")
            await expect(page.get_by_text("echo: before")).to_be_visible()
        await expect(page.get_by_text("The connection is lost")).to_be_visible()
        await say(page, "while it was down")
        async with served(tmp_path, port=before.port) as after:
            await expect(page.get_by_text("echo: while it was down")).to_be_visible()
            assert await read(page) == [">before", "echo: before", ">while it was down", "echo: while it was down"]
            assert after.desk.effects == ["text while it was down"]


async def test_what_could_not_be_kept_is_marked_and_sent_again(site: Served, browser: Browser) -> None:
    site.desk.failures = 1
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "hello")
        await expect(page.locator("li.pending .state")).to_contain_text("Not sent")
        await expect(page.get_by_text("This was not saved; the text is still on your side")).to_be_visible()
        await page.get_by_role("button", name="Send again").click()
        await expect(page.get_by_text("echo: hello")).to_be_visible()
        assert await read(page) == [">hello", "echo: hello"]
    assert site.desk.effects == ["text hello"]


async def test_a_link_says_its_word_once_however_often_it_is_opened(site: Served, browser: Browser) -> None:
    site.desk.hold = asyncio.Event()
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat?start=Abc-123_x")
        await page.reload()
        await page.locator("html[data-connected]").wait_for(state="attached")
        site.desk.hold.set()
        await expect(page.get_by_text("echo: /start Abc-123_x")).to_be_visible()
        await expect(page).to_have_url(f"{site.url}/chat")
        await page.reload()
        await page.locator("html[data-connected]").wait_for(state="attached")
        assert await read(page) == [">Start", "echo: /start Abc-123_x"]
        assert await page.evaluate("sessionStorage.length") == 0
        await enter(page, f"{site.url}/chat?start=../../x")
        await enter(page, f"{site.url}/chat?do=object")
        await expect(page.get_by_text("echo: /object")).to_be_visible()
    assert site.desk.effects == ["text /start Abc-123_x", "text /object"]
