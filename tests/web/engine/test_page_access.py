"""The page for everybody: by keyboard alone, at twice the size, by day and by night, without a jump."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.browsers import Watch, enter, measure, opened, say, serious
from tests.web.sites import Served

VIEWS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]


async def test_who_reads_earlier_messages_is_not_moved(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "many 80")
        await expect(page.get_by_text("number 79", exact=True)).to_be_in_viewport()
        await page.reload()
        await expect(page.get_by_text("number 79", exact=True)).to_be_in_viewport()
        await page.locator("#scroller").evaluate("it => { it.scrollTop = 0; }")
        first = page.get_by_text("number 30", exact=True)
        await expect(first).to_be_in_viewport()
        top = await measure(first, "y")
        await page.get_by_role("button", name="Earlier messages").click()
        await expect(page.get_by_text("number 0", exact=True)).to_be_attached()
        assert abs(await measure(first, "y") - top) < 60
        chat = next(iter(site.site.session.sockets.everyone())).chat
        top = await measure(first, "y")
        await site.bot.send_message(chat, "something new")
        await expect(page.get_by_text("something new")).to_be_attached()
        assert await measure(first, "y") == top
        await page.get_by_role("button", name="To the latest message").click()
        await expect(page.get_by_text("something new")).to_be_in_viewport()


async def test_older_buttons_are_quieter_and_can_still_be_pressed(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "buttons")
        await say(page, "buttons")
        buttons = page.get_by_role("button", name="No")
        await expect(buttons).to_have_count(2)
        weights = [await buttons.nth(place).evaluate("it => getComputedStyle(it).fontWeight") for place in (0, 1)]
        assert weights == ["400", "600"]
        await buttons.nth(0).click()
        await expect(page.get_by_text("Chosen: a:no")).to_be_visible()
    assert site.desk.effects[-1] == "press a:no of 2"


async def test_the_whole_of_it_can_be_done_by_keyboard(site: Served, browser: Browser) -> None:
    async with opened(browser, width=1280) as page:
        await enter(page, f"{site.url}/chat")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await tab_to(page, "#start")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("echo: /start")).to_be_visible()
        await tab_to(page, "#text")
        await page.keyboard.type("buttons")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("link", name="The Measures")).to_be_visible()
        for _ in range(3):
            await page.keyboard.press("Shift+Tab")
        await expect(page.get_by_role("button", name="Yes")).to_be_focused()
        await page.keyboard.press("Space")
        await expect(page.get_by_text("next question")).to_be_visible()
        await expect(page.get_by_role("button", name="Yes")).to_be_focused()
        await tab_to(page, "#more")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Leave this device")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="Leave this device")).to_be_hidden()
        await expect(page.locator("#more")).to_be_focused()
        outline = "it => getComputedStyle(it).outlineStyle + getComputedStyle(it).outlineWidth"
        assert await page.locator("#more").evaluate(outline) == "solid3px"
    assert site.desk.effects == ["text /start", "text buttons", "press a:yes of 4"]


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; a person would give up after thirty."""
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
async def test_nothing_serious_is_found_by_axe(site: Served, browser: Browser, width: int, scheme: str) -> None:
    watch = Watch()
    async with opened(browser, width=width, watch=watch, color_scheme=scheme, reduced_motion="reduce") as page:
        for language in ("zh", "en"):
            await page.goto(f"{site.url}/?lang={language}")
            assert await serious(page) == []
        await enter(page, f"{site.url}/chat")
        assert await serious(page) == []
        for text in ("bold of old https://example.org", "buttons", "buttons", "paper", "picture", "day", "many 60"):
            await say(page, text)
        await expect(page.get_by_text("number 59", exact=True)).to_be_visible()
        await expect(page.locator(".older")).to_have_count(2)
        assert await serious(page) == []
        await page.get_by_role("button", name="Menu").click()
        assert await serious(page) == []
    assert watch.complaints == []


async def test_axe_would_find_what_is_wrong(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await page.evaluate("document.querySelector('#send').removeAttribute('aria-label')")
        await page.evaluate("document.querySelector('#send').removeAttribute('title')")
        assert await serious(page) == ["button-name: ['#send']"]


@pytest.mark.parametrize(("width", "height"), [(390, 780), (320, 480), (640, 360)])
async def test_nothing_is_cut_off_on_a_phone_or_at_twice_the_size(
    site: Served, browser: Browser, width: int, height: int
) -> None:
    async with opened(browser, width=width, height=height) as page:
        for path in ("/?lang=en", "/chat"):
            await page.goto(site.url + path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await say(page, "x" * 300)
        await say(page, "buttons")
        await expect(page.get_by_role("link", name="The Measures")).to_be_in_viewport()
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.locator("#scroller").evaluate("it => it.scrollWidth - it.clientWidth") == 0
        await expect(page.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)


async def test_nothing_jumps_while_the_page_opens(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await page.add_init_script(
            """window.jumps = 0; new PerformanceObserver(list => list.getEntries().forEach(
                one => { window.jumps += one.value; })).observe({type: 'layout-shift', buffered: true});"""
        )
        await enter(page, f"{site.url}/chat")
        await say(page, "many 60")
        await expect(page.get_by_text("number 59", exact=True)).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("number 59", exact=True)).to_be_visible()
        await page.wait_for_timeout(300)
        assert await page.evaluate("window.jumps") < 0.02
