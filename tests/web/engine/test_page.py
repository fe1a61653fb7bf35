"""The page of the chat in a real browser: begin, say, press, read."""

from urllib.parse import urlsplit

from playwright.async_api import Browser, expect

from tests.web.browsers import Watch, enter, measure, opened, read, say
from tests.web.sites import Served


async def test_a_person_begins_says_presses_and_reads_and_finds_it_again(site: Served, browser: Browser) -> None:
    watch = Watch()
    async with opened(browser, watch=watch) as page:
        await enter(page, f"{site.url}/chat")
        await page.get_by_role("button", name="Start", exact=True).click()
        await expect(page.get_by_text("echo: /start")).to_be_visible()
        await expect(page.get_by_role("button", name="Start", exact=True)).to_be_hidden()
        await say(page, "buttons")
        await page.get_by_role("button", name="Yes").click()
        await expect(page.get_by_text("next question")).to_be_visible()
        await expect(page.get_by_text("noted")).to_be_visible()
        told = [">Start", "echo: /start", ">buttons", "Chosen: a:yes", "next question"]
        assert await read(page) == told
        await page.reload()
        await page.locator("html[data-connected]").wait_for(state="attached")
        assert await read(page) == told
    assert site.desk.effects == ["text /start", "text buttons", "press a:yes of 4"]
    assert watch.complaints == []
    assert {urlsplit(url).hostname for url in watch.requests} == {"127.0.0.1"}
    assert len(watch.requests) > 8


async def test_enter_sends_and_shift_enter_begins_a_line(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        box = page.get_by_label("Your message")
        low = await measure(box, "height")
        await box.fill("one")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("two")
        assert await measure(box, "height") > low
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("echo: one")).to_be_visible()
        assert await measure(box, "height") == low
        await box.fill("   ")
        await page.keyboard.press("Enter")
        await box.fill("字" * 4097)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_have_text(
            "That is 4097 characters; the limit is 4096. Please send it in parts."
        )
        assert await box.input_value() == "字" * 4097
    assert site.desk.effects == ["text one\ntwo"]


async def test_lines_are_filled_in_one_after_another_by_enter_and_sent_by_the_last(
    site: Served, browser: Browser
) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "lines")
        await expect(page.locator(".text pre")).to_have_text("Name:\nPhone:")
        await page.get_by_role("button", name="Fill in the lines below").click()
        await expect(page.get_by_label("Your message")).to_be_focused()
        await page.keyboard.type("Li Ping")
        await page.keyboard.press("Enter")
        await page.keyboard.type("13900005678")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("echo: Name:Li Ping")).to_be_visible()
        await expect(page.get_by_label("Your message")).to_have_value("")
    assert site.desk.effects == ["text lines", "text Name:Li Ping\nPhone:13900005678"]


async def test_formatting_addresses_and_commands_come_out_as_such(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "bold 𠮷祥: https://example.org/a and /status but not a/b")
        await expect(page.locator("#messages strong")).to_have_text(
            "𠮷祥: https://example.org/a and /status but not a/b"
        )
        link = page.locator(".theirs .text a")
        assert await link.get_attribute("href") == "https://example.org/a"
        assert await link.get_attribute("rel") == "noopener noreferrer"
        await page.locator(".command").click()
        await expect(page.get_by_text("echo: /status")).to_be_visible()
    assert site.desk.effects[-1] == "text /status"
