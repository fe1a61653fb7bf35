"""The page against others: what is said is never markup, and no other page or script has a part in it."""

from aiohttp import web
from playwright.async_api import Browser, expect

from tests.web.browsers import enter, line_to, opened, read, say, serious
from tests.web.sites import Served


async def test_what_was_said_never_becomes_markup(site: Served, browser: Browser) -> None:
    said = "<img src=x onerror=\"document.title='owned'\"> & <b>bold</b> [x](http://evil.example) *x*"
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, said)
        await expect(page.get_by_text("echo: ")).to_be_visible()
        assert await read(page) == [f">{said}", f"echo: {said}"]
        assert await page.locator("#messages img, #messages b").count() == 0
        assert await page.title() == "Chat · Linxia County People's Government Quality Award"


async def test_who_leaves_the_device_sees_nothing_of_it_any_more(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "mine alone")
        await expect(page.get_by_text("echo: mine alone")).to_be_visible()
        await page.get_by_role("button", name="Menu").click()
        await page.get_by_role("button", name="Leave this device").click()
        assert await serious(page) == []
        await page.get_by_role("button", name="Stay").click()
        await expect(page.get_by_text("echo: mine alone")).to_be_visible()
        await page.get_by_role("button", name="Menu").click()
        await page.get_by_role("button", name="Leave this device").click()
        await page.get_by_role("button", name="Leave", exact=True).click()
        await expect(page.get_by_text("You have left")).to_be_visible()
        assert await read(page) == []
        await page.get_by_role("link", name="Start a new chat").click()
        await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
        assert await read(page) == []


async def test_who_cannot_leave_just_now_is_told_so_and_leaves_by_no_other_key(site: Served, browser: Browser) -> None:
    async with line_to(site.port) as line, opened(browser) as page:
        await enter(page, f"{line.url}/chat")
        await say(page, "mine alone")
        await expect(page.get_by_text("echo: mine alone")).to_be_visible()
        line.cut()
        await page.get_by_role("button", name="Menu").click()
        await page.get_by_role("button", name="Leave this device").click()
        await page.get_by_role("button", name="Leave", exact=True).click()
        await expect(page.get_by_text("You have not left")).to_be_visible()
        line.join()
        await page.get_by_role("button", name="Menu").click()
        await page.get_by_role("button", name="Leave this device").click()
        await page.keyboard.press("Escape")
        await say(page, "still here")
        await expect(page.get_by_text("echo: still here")).to_be_visible()


async def test_the_page_runs_no_script_but_its_own(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        violated = await page.evaluate(
            """() => new Promise(resolve => {
                document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective));
                const script = document.createElement('script');
                script.textContent = 'window.ran = true';
                document.head.append(script);
                setTimeout(() => resolve('nothing'), 2000);
            })"""
        )
        assert (violated, await page.evaluate("window.ran === undefined")) == ("script-src-elem", True)


async def test_the_page_cannot_be_put_into_a_frame(site: Served, browser: Browser) -> None:
    async def thief(_request: web.Request) -> web.Response:
        frame = f'<iframe src="{site.url}/chat"></iframe>'
        return web.Response(text=f"<!doctype html>{frame}", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", thief)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with opened(browser) as page:
            async with page.expect_console_message(lambda said: "frame-ancestors 'none'" in said.text):
                await page.goto(f"http://127.0.0.1:{runner.addresses[0][1]}/")
            assert [frame.url for frame in page.frames if frame.url.startswith(site.url)] == []
    finally:
        await runner.cleanup()
    assert site.desk.effects == []
