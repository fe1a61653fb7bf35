"""A client of the chat that knows nothing but docs/chat-protocol.md."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import aiohttp

from tests.stories.guided import Page, Talker

Frame = dict[str, Any]
PATIENCE = 60.0
NOT_AGAIN = ("unreadable", "upload")


class Unsent(Exception):
    """A frame had no effect, and sending it again would not help."""


class WebTalker(Talker):
    """A visitor of the web chat: the cookie, the open socket, and every message in its newest form."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.messages: dict[int, Frame] = {}
        self.toasts: list[str] = []
        self.commands: list[str] = []
        self.hello: Frame = {}
        self.waiting: dict[str, Frame] = {}
        self.change = 0
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._news = asyncio.Event()

    @property
    def pages(self) -> list[Page]:  # type: ignore[override]  # read from the messages, which are edited and deleted
        """What the service said, oldest first."""
        return [page_of(message) for _, message in sorted(self.messages.items()) if not message.get("mine")]

    async def open(self) -> None:
        """Open the socket, as often as it takes; what was not confirmed is sent again."""
        self._ready.clear()
        after = f"&after={self.change}" if self.change else ""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    self._ws = await self.http.ws_connect(f"{self.url}/chat/ws?lang=zh{after}", max_msg_size=0)
                    break
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.1)
        self._reader = asyncio.create_task(self._read(self._ws))
        async with asyncio.timeout(PATIENCE):
            await self._ready.wait()
        for frame in list(self.waiting.values()):
            await self._send(frame)

    async def close(self) -> None:
        """Leave the page."""
        if self._ws is not None:
            await self._ws.close()
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader

    async def says(self, text: str) -> None:
        """Write a message; returns at its confirmation."""
        await self.do(text=text)

    async def presses(self, data: str) -> None:
        """Press the newest button with this data, or one that is not there any more."""
        message = next((number for number, one in sorted(self.messages.items(), reverse=True) if _has(one, data)), 1)
        await self.do(press=data, message=message)

    async def sends(self, name: str, content: bytes) -> None:
        """Upload a file and send it."""
        status, answer = await self.upload(name, content)
        assert status == 201, (status, answer)
        await self.do(file=answer["file"])

    async def upload(self, name: str, content: bytes) -> tuple[int, Frame]:
        """Upload a file: the status and the answer."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", BytesIO(content), filename=name, content_type="text/html")
        async with self.http.post(f"{self.url}/chat/files", data=form) as answer:
            return answer.status, await answer.json()

    async def download(self, url: str) -> bytes:
        """The file of a message."""
        async with self.http.get(f"{self.url}{url}") as answer:
            assert answer.status == 200
            return await answer.read()

    async def do(self, **frame: Any) -> None:
        """Send a frame under a new key, until it is confirmed. Raises Unsent."""
        key = secrets.token_hex(12)
        self.waiting[key] = {**frame, "key": key}
        await self._send(self.waiting[key])
        async with asyncio.timeout(PATIENCE):
            while key in self.waiting:
                await self._next()

    async def pause(self) -> None:
        """Wait for the next frame, or half a second."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.5):
                await self._next()

    async def _next(self) -> None:
        self._news.clear()
        assert self._reader is not None
        await asyncio.wait(
            {asyncio.ensure_future(self._news.wait()), self._reader}, return_when=asyncio.FIRST_COMPLETED
        )
        if self._reader.done():
            self._reader.result()
            await self.open()

    async def _send(self, frame: Frame) -> None:
        assert self._ws is not None
        with contextlib.suppress(ConnectionError):  # the reader sees it too, and opens a new one
            await self._ws.send_str(json.dumps(frame, ensure_ascii=False))

    async def _read(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        async for raw in ws:
            await self._took(json.loads(raw.data))
            self._news.set()

    async def _took(self, frame: Frame) -> None:
        self.change = max(self.change, frame.get("change", 0))
        match frame:
            case {"hello": hello}:
                self.hello = hello
                self.messages = self.messages if hello["again"] else {}
            case {"commands": commands}:
                self.commands = [one["command"] for one in commands]
            case {"history": history}:
                self.messages |= {message["id"]: message for message in history}
            case {"message": message} | {"edit": message}:
                self.messages[message["id"]] = message
            case {"delete": number}:
                self.messages.pop(number, None)
            case {"toast": words}:
                self.toasts.append(words)
            case {"ready": True}:
                self._ready.set()
            case {"got": key}:
                self.waiting.pop(key, None)
            case {"missed": key, "why": why}:
                await self._missed(key, why)

    async def _missed(self, key: str, why: str) -> None:
        if why in NOT_AGAIN:
            self.waiting.pop(key, None)
            raise Unsent(why)
        await asyncio.sleep(1)
        await self._send(self.waiting[key])


@asynccontextmanager
async def visitor(url: str, *, link: str | None = None) -> AsyncIterator[WebTalker]:
    """Somebody's browser with the chat open: a new visitor's, or that of whoever `link` signs in."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Origin": url}) as http:
        if link is not None:
            async with http.get(link) as answer:
                assert answer.status == 200, answer.status
        talker = WebTalker(http, url)
        await talker.open()
        try:
            yield talker
        finally:
            await talker.close()


def page_of(message: Frame) -> Page:
    """A message as it is read."""
    rows = message.get("buttons", [])
    buttons = tuple((one["text"], one.get("press") or one.get("url", "")) for row in rows for one in row)
    return Page(message.get("text", ""), buttons, message.get("file", {}).get("name"))


def _has(message: Frame, data: str) -> bool:
    return any(one.get("press") == data for row in message.get("buttons", []) for one in row)
