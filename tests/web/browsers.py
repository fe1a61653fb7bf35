"""A real browser for the tests, and a line to the site that can be cut."""

import asyncio
import atexit
import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, async_playwright

from tests.moments import of_the_machine
from tests.standin.waiting import until

# What a browser without a person needs, and that it calls nobody by itself.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",  # a mouse
]
PLACES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Where Chromium is; a test that needs it and has none is skipped loudly, and fails where CI=true."""
    found = next((path for name in PLACES if (path := shutil.which(name))), None)
    if found is None:
        told = "NOT TESTED IN A BROWSER. There is no Chromium: apt-get install --no-install-recommends chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    return found


@dataclass
class Watch:
    """What a page asked for and complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watch a page."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )


class _Chromium:
    """One Chromium for all tests of a process, which starts when it is first needed: each start costs over a second."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="award-chromium-"))
        away = subprocess.DEVNULL
        options = ["--remote-debugging-port=0", f"--user-data-dir={self._folder}", "about:blank"]
        command = [chromium(), *FLAGS, *options]
        self._process = subprocess.Popen(command, stdout=away, stderr=away, env=of_the_machine())
        atexit.register(self.stop)

    async def address(self) -> str:
        """Where it is spoken to. Raises TimeoutError when it does not start."""
        told = self._folder / "DevToolsActivePort"
        await until(lambda: told.exists() and told.read_text("ascii").count("\n"))
        return f"http://127.0.0.1:{told.read_text('ascii').splitlines()[0]}"

    def stop(self) -> None:
        """Stop it and leave nothing."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


_started = cache(_Chromium)


def stop_browser() -> None:
    """Stop the Chromium of this process, if there is one."""
    if _started.cache_info().currsize:
        _started().stop()
        _started.cache_clear()


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Chromium, for the length of a test: its contexts know nothing of those before and are closed at the end."""
    address = await _started().address()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        try:
            yield browser
        finally:
            for context in browser.contexts[1:]:  # the first is the browser's own
                await context.close()
            await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser,
    *,
    width: int = 390,
    height: int = 780,
    locale: str = "en",
    watch: Watch | None = None,
    **more: Any,
) -> AsyncIterator[Page]:
    """A page of a browser that nobody used before."""
    context = await browser.new_context(viewport={"width": width, "height": height}, locale=locale, **more)
    context.set_default_timeout(60_000)
    page = await context.new_page()
    if watch is not None:
        watch.over(page)
    try:
        yield page
    finally:
        await context.close()


async def serious(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it is now."""
    found = await Axe().run(page)
    return [
        f"{one['id']}: {', '.join(str(node['target']) for node in one['nodes'])}"
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


class Line:
    """A way to the site that can be cut and joined again; what is under way is lost with it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = ""
        self.whole = True
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    async def lay(self) -> None:
        """Open the near end."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """From now on nothing passes."""
        self.whole = False
        for writer in list(self._writers):
            writer.transport.abort()

    def join(self) -> None:
        """From now on new connections pass."""
        self.whole = True

    async def take_up(self) -> None:
        """Close the near end."""
        self.cut()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.whole:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.transport.abort()
            return
        for end in (writer, back):
            self._writers.add(end)
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        self._writers.discard(writer)


@asynccontextmanager
async def line_to(port: int) -> AsyncIterator[Line]:
    """A line to the site at this port."""
    line = Line(port)
    await line.lay()
    try:
        yield line
    finally:
        await line.take_up()


def scratch(folder: Path, name: str, size: int) -> Path:
    """A file to send."""
    path = folder / name
    path.write_bytes(b"x" * size)
    return path


async def enter(page: Page, url: str) -> None:
    await page.goto(url)
    await page.locator("html[data-connected]").wait_for(state="attached")


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Your message").fill(text)
    await page.keyboard.press("Enter")


async def read(page: Page) -> list[str]:
    """The messages as they stand on the page, own ones marked with >."""
    script = """items => items.map(item => (item.classList.contains('mine') ? '>' : '')
        + (item.querySelector('.text')?.innerText ?? item.querySelector('.name')?.innerText))"""
    texts: list[str] = await page.locator("li.message").evaluate_all(script)
    return texts


async def measure(locator: Locator, side: str) -> float:
    """One side of an element's box: x, y, width or height."""
    value: float = await locator.evaluate("(it, side) => it.getBoundingClientRect()[side]", side)
    return value
