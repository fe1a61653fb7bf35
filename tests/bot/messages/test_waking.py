"""A real browser is woken: it subscribes, is sent an envelope that it opens itself, and leads to the chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright, expect

from bot.pushes import PushSender
from reminders.letters import Letter
from rules.people.roles import PUSH, Channel
from tests.bot.messages.wakers import Waker, waker
from tests.moments import of_the_machine
from tests.web.browsers import FLAGS, chromium, enter
from tests.web.sites import NOON, Served, served
from workflow.engine.sending import Sent

SHOWN = """async () => (await (await navigator.serviceWorker.getRegistration('/chat')).getNotifications())
    .map(one => [one.title, one.body])"""
LEFT = """async () => { while ((await clients.matchAll({ type: 'window' })).length > 0)
    await new Promise(go => setTimeout(go, 20)); }"""
CLICKED = """async () => { const opened = new Promise(told => { clients.openWindow = async address => told(address); });
    const [notification] = await registration.getNotifications();
    dispatchEvent(new NotificationEvent('notificationclick', { notification }));
    return [await opened, (await registration.getNotifications()).length]; }"""


@asynccontextmanager
async def phone(folder: Path, service: Waker) -> AsyncIterator[Page]:
    """A browser that keeps what it is given: one in private has no push."""
    flags, path = [*FLAGS, *service.flags], chromium()
    async with async_playwright() as playwright:
        launched = playwright.chromium.launch_persistent_context
        mine: dict[str, Any] = {"executable_path": path, "args": flags, "env": of_the_machine(), "locale": "en"}
        context = await launched(folder / "phone", **mine)
        context.set_default_timeout(8000)
        await context.grant_permissions(["notifications"])
        yield context.pages[0]
        await context.close()


async def moved(site: Served, address: str) -> Channel:
    """The one letterbox that was given, at another address: the browser's own is in the open network."""
    (page,) = site.site.session.sockets.everyone()
    async with site.site.store.work() as work:
        (one,) = await work.letterboxes.of(page.chat)
        box = await work.letterboxes.get(one)
        assert box is not None
        one = await work.letterboxes.give(page.chat, page.token, replace(box, address=address), at=NOON)
        await work.commit()
    return Channel(1, 1, PUSH, one, True, NOON)


async def test_a_browser_that_asked_for_it_is_woken_and_leads_to_the_chat(tmp_path: Path) -> None:
    async with (
        waker(tmp_path) as service,
        served(tmp_path, push=(service.host,)) as site,
        phone(tmp_path, service) as page,
    ):
        await enter(page, f"{site.url}/chat")
        await page.get_by_role("button", name="Menu").click()
        wish = page.get_by_role("button", name="Notify me of new messages")
        await wish.click()
        await expect(wish).to_have_attribute("aria-pressed", "true")
        channel = await moved(site, f"{service.url}/push")
        await page.goto(f"{site.url}/health")
        (worker,) = page.context.service_workers
        await worker.evaluate(LEFT)  # whoever still looks at the chat is shown nothing
        sender = PushSender(site.site.store, lambda: NOON, subject="mailto:a@linxia.example", hosts=[service.host])
        assert await sender.send(channel, Letter("有一条新消息等您查看。")) == Sent("woken")
        await page.wait_for_function(f"async () => (await ({SHOWN})()).length > 0")
        assert await page.evaluate(SHOWN) == [["Quality Award", "有一条新消息等您查看。"]]
        assert await worker.evaluate(CLICKED) == ["/chat", 0]
