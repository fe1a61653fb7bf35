"""The inbox of somebody who was away: what came is counted, marked, and found again from wherever they read."""

from playwright.async_api import Browser, Page, expect

from tests.web.browsers import enter, opened, say
from tests.web.sites import Served

AWAY = """away => { Object.defineProperty(document, 'visibilityState', {get: () => away ? 'hidden' : 'visible',
    configurable: true}); document.dispatchEvent(new Event('visibilitychange')); }"""


async def tell(site: Served, *texts: str) -> None:
    chat = next(iter(site.site.session.sockets.everyone())).chat
    for text in texts:
        await site.bot.send_message(chat, text)


async def fresh(page: Page) -> list[str]:
    """The mark, and the first message under it."""
    script = "items => items.flatMap(it => [it.innerText, it.nextElementSibling.querySelector('.text').innerText])"
    found: list[str] = await page.locator("li.fresh").evaluate_all(script)
    return found


async def test_what_came_while_somebody_looked_away_is_counted_and_marked(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "hello")
        await expect(page.get_by_text("echo: hello")).to_be_visible()
        title = await page.title()
        await page.evaluate(AWAY, True)
        await tell(site, "the first", "the second")
        await expect(page).to_have_title(f"(2) {title}")
        await page.evaluate(AWAY, False)
        await expect(page).to_have_title(title)
        assert await fresh(page) == ["New messages while you were away: 2", "the first"]
        await say(page, "I have read it")
        await expect(page.locator("li.fresh")).to_have_count(0)


async def test_what_came_while_the_page_was_closed_is_marked_on_the_next_one(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "many 40")
        await expect(page.get_by_text("number 39", exact=True)).to_be_visible()
        chat = next(iter(site.site.session.sockets.everyone())).chat
        await page.wait_for_timeout(1500)
        await page.goto("about:blank")
        for number in range(20):
            await site.bot.send_message(chat, f"letter {number}")
        await enter(page, f"{site.url}/chat")
        await expect(page.get_by_text("letter 19", exact=True)).to_be_in_viewport()
        assert await fresh(page) == ["New messages while you were away: 20", "letter 0"]
        await page.get_by_role("button", name="See the new messages").click()
        await expect(page.get_by_text("letter 0", exact=True)).to_be_in_viewport()
        await expect(page.get_by_role("button", name="See the new messages")).to_be_hidden()
        await tell(site, "one more", "and one")
        newest = page.get_by_role("button", name="To the latest message")
        await expect(newest).to_have_text("To the latest message2")
        await newest.click()
        await expect(page.get_by_text("and one", exact=True)).to_be_in_viewport()
        await page.wait_for_timeout(1500)  # what was seen is told a moment later
        await page.reload()
        await page.locator("html[data-connected]").wait_for(state="attached")
        await expect(page.locator("li.fresh")).to_have_count(0)
