"""Twice at once: a click, a page, a network that comes back while the page is being greeted."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.web.browsers import enter, opened, read, say
from tests.web.sites import Served, served
from web.engine.site import Measures

ONLINE = """window.WebSocket = class extends WebSocket { constructor(address) { super(address);
    this.addEventListener('open', () => dispatchEvent(new Event('online'))); } };"""


async def test_a_day_that_is_sent_twice_is_one_answer(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "day")
        await page.get_by_label("Choose a day").fill("2026-09-03")
        site.desk.hold = asyncio.Event()
        await page.get_by_role("button", name="Choose this day").dblclick()
        await say(page, "and then")
        site.desk.hold.set()
        await expect(page.get_by_text("echo: and then")).to_be_visible()
    assert site.desk.effects == ["text day", "text 2026-09-03", "text and then"]


async def test_what_changes_above_the_messages_of_a_page_comes_to_it_with_the_earlier_ones(
    tmp_path: Path, browser: Browser
) -> None:
    async with served(tmp_path, measures=Measures(history=8)) as site, opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "buttons")
        await say(page, "many 8")
        await expect(page.get_by_text("number 7", exact=True)).to_be_visible()
        second = await page.context.new_page()
        await enter(second, f"{site.url}/chat")
        await page.get_by_role("button", name="Yes").press("Enter")
        await expect(second.get_by_text("next question")).to_be_visible()
        await second.get_by_role("button", name="Earlier messages").press("Enter")
        await expect(second.get_by_text("Chosen: a:yes")).to_be_visible()
        assert await read(second) == await read(page)


async def test_a_link_says_its_word_once_and_on_one_line_whenever_the_network_comes_back(
    site: Served, browser: Browser
) -> None:
    sent: list[str] = []
    async with opened(browser) as page:
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
        await page.add_init_script(ONLINE)
        await enter(page, f"{site.url}/chat?do=apply")
        await expect(page.get_by_text("echo: /apply")).to_be_visible()
        assert len(site.site.session.sockets.everyone()) == 1
    assert len([frame for frame in sent if "/apply" in frame]) == 1
