"""The chat as an app: a browser would install it, it says when there is no network, and that something waits."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, Page, expect

from tests.web.browsers import Watch, enter, line_to, opened, say, serious
from tests.web.sites import Served, served

SHOWN = """async () => { const worker = await navigator.serviceWorker.getRegistration('/chat');
    return (await worker.getNotifications()).map(one => [one.title, one.body, one.tag]); }"""
KEPT = """async () => { const found = [];
    for (const name of await caches.keys())
        for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
    return found.sort(); }"""


@pytest.fixture
async def pushing(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path, push=()) as site:
        yield site


async def worker(page: Page) -> tuple[CDPSession, str]:
    """A line to the page's worker, and its registration's name there."""
    cdp = await page.context.new_cdp_session(page)
    found: list[str] = []

    def told(update: dict[str, Any]) -> None:
        found.extend(one["registrationId"] for one in update["registrations"])

    cdp.on("ServiceWorker.workerRegistrationUpdated", told)
    await cdp.send("ServiceWorker.enable")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    while not found:
        await page.wait_for_timeout(50)
    return cdp, found[0]


async def test_a_browser_finds_what_it_takes_to_install_it(pushing: Served, browser: Browser) -> None:
    watch = Watch()
    async with opened(browser, watch=watch) as page:
        await enter(page, f"{pushing.url}/chat?lang=en")
        cdp = await page.context.new_cdp_session(page)
        found = await cdp.send("Page.getAppManifest")
        manifest = json.loads(found["data"])
        assert found["errors"] == []
        assert (manifest["short_name"], manifest["display"], manifest["start_url"]) == (
            "Quality Award",
            "standalone",
            "/chat",
        )
        for icon in manifest["icons"]:
            size = "async src => { const it = new Image(); it.src = src; await it.decode(); return it.naturalWidth; }"
            assert f"{await page.evaluate(size, icon['src'])}" in icon["sizes"]
        assert await page.evaluate("navigator.serviceWorker.ready.then(it => new URL(it.scope).pathname)") == "/chat"
        await page.get_by_role("button", name="Menu").click()
        await expect(page.get_by_role("button", name="Notify me of new messages")).to_be_visible()
        assert await serious(page) == []
    assert watch.complaints == []


async def test_without_a_network_it_says_so_and_keeps_nothing_of_anybody(pushing: Served, browser: Browser) -> None:
    async with line_to(pushing.port) as line, opened(browser) as page:
        await enter(page, f"{line.url}/chat")
        await say(page, "paper")
        await expect(page.get_by_text("Your receipt")).to_be_visible()
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await page.reload()
        await page.locator("html[data-connected]").wait_for(state="attached")
        line.cut()
        await page.reload()
        await expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
        assert await serious(page) == []
        shell = ["/chat/offline", "/static/base.css", "/static/home.css", "/static/mark.svg"]
        assert await page.evaluate(KEPT) == shell
        line.join()
        await page.get_by_role("link", name="Try again").click()
        await expect(page.get_by_text("Your receipt")).to_be_visible()
        assert await page.evaluate(KEPT) == shell


async def test_a_push_tells_that_something_waits_unless_the_chat_is_being_looked_at(
    pushing: Served, browser: Browser
) -> None:
    async with opened(browser, permissions=["notifications"]) as page:
        await enter(page, f"{pushing.url}/chat")
        cdp, registration = await worker(page)
        push = {"origin": pushing.url, "registrationId": registration, "data": "You have a new message."}
        await cdp.send("ServiceWorker.deliverPushMessage", push)
        await page.wait_for_timeout(300)
        assert await page.evaluate(SHOWN) == []
        other = await page.context.new_page()
        await other.goto(f"{pushing.url}/health")
        await page.goto(f"{pushing.url}/health")
        for _ in range(2):
            await cdp.send("ServiceWorker.deliverPushMessage", push)
        shown: list[list[str]] = []
        for _ in range(40):
            if shown := await other.evaluate(SHOWN):
                break
            await other.wait_for_timeout(50)
        assert shown == [["Quality Award", "You have a new message.", "inbox"]]
