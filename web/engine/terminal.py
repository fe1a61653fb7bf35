"""The chat in a terminal: the page's protocol, with numbered buttons, and files named by path."""

import asyncio
import io
import json
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from texts import say

Show = Callable[[str], None]

WAITS = (0.3, 1.0, 2.0, 5.0, 10.0)
LEFT = 4001


async def terminal(
    url: str,
    *,
    lines: AsyncIterator[str],
    show: Show,
    language: str = "zh",
    memory: Path | None = None,
) -> None:
    """Talk to the service at `url` until the lines end or one of them is /quit.

    `memory` is a file, readable by its owner alone, that keeps the visitor's cookie between runs.
    """
    origin = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
    jar = aiohttp.CookieJar(unsafe=True)  # keeps cookies of a host that is an IP address
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Origin": origin}) as http:
        talk = Talk(http, url, language, show)
        recall(http, memory)
        connection = asyncio.create_task(talk.stay_connected(lambda: remember(http, memory)))
        try:
            async for line in lines:
                if line.strip() == "/quit":
                    break
                await talk.typed(line.rstrip("\r\n"))
            settled = asyncio.create_task(talk.settled())
            await asyncio.wait({settled, connection}, return_when=asyncio.FIRST_COMPLETED)
            settled.cancel()
        finally:
            connection.cancel()
            await asyncio.gather(connection, return_exceptions=True)


class Talk:
    """One conversation: what was said and not yet confirmed, and the buttons last offered."""

    def __init__(self, http: aiohttp.ClientSession, url: str, language: str, show: Show) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._language = language
        self._show = show
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._change: int | None = None
        self._unconfirmed: dict[str, dict[str, Any]] = {}
        self._offer: tuple[int, list[str]] = (0, [])
        self._own: set[str] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def stay_connected(self, connected: Callable[[], None]) -> None:
        """Connect, and reconnect whenever the connection is lost, until cancelled or the visitor is unknown here."""
        tries = 0
        while True:
            try:
                async with self._http.ws_connect(self._address(), heartbeat=25, max_msg_size=0) as ws:
                    connected()
                    tries = 0
                    await self._listen(ws)
                    if ws.close_code == LEFT:
                        self._say("web.page.left")
                        return
            except (aiohttp.ClientError, OSError):
                pass
            self._ws = None
            if tries == 0:
                self._say("web.terminal.lost")
            await asyncio.sleep(WAITS[min(tries, len(WAITS) - 1)])
            tries += 1

    async def typed(self, line: str) -> None:
        """Handle one typed line: text, the press of a button, or a file."""
        if line.startswith("/file "):
            await self._send_file(line.removeprefix("/file ").strip().strip("\"'"))
        elif line.startswith(":") and line[1:].isdecimal():
            await self._press(int(line[1:]))
        elif line.strip():
            await self._send(text=line)

    async def settled(self) -> None:
        """Wait until everything said is confirmed."""
        await self._quiet.wait()

    def _address(self) -> str:
        after = "" if self._change is None else f"&after={self._change}"
        return f"{self._url}/chat/ws?lang={self._language}{after}"

    async def _listen(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        async for message in ws:
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            frame: dict[str, Any] = json.loads(message.data)
            if "ready" in frame:
                self._ws = ws
                for waiting in list(self._unconfirmed.values()):
                    await ws.send_json(waiting)
            await self._heard(ws, frame)

    async def _heard(self, ws: aiohttp.ClientWebSocketResponse, frame: dict[str, Any]) -> None:
        if "change" in frame:
            self._change = max(self._change or 0, frame["change"])
        match frame:
            case {"hello": {"again": False, "new": new}}:
                self._change = None
                self._say("web.terminal.hello")
                if new:
                    self._say("web.terminal.new")
            case {"history": [*messages]}:
                self._print(messages)
            case {"message": message} | {"edit": message}:
                if message.get("key") not in self._own:
                    self._print([message])
            case {"toast": text}:
                self._show(f"* {text}")
            case {"got": key}:
                self._done(key)
            case {"missed": key, "why": why}:
                await self._missed(ws, key, why)

    async def _missed(self, ws: aiohttp.ClientWebSocketResponse, key: str, why: str) -> None:
        frame = self._unconfirmed.get(key)
        if frame is not None and why in ("wait", "failure"):
            await asyncio.sleep(1.5)
            await ws.send_json(frame)
        elif frame is not None:
            self._done(key)
            self._say("web.terminal.not_sent", text=frame.get("text") or frame.get("name") or "")

    async def _send(self, **frame: Any) -> None:
        key = secrets.token_hex(12)
        self._own.add(key)
        self._unconfirmed[key] = {**frame, "key": key}
        self._quiet.clear()
        if self._ws is not None and not self._ws.closed:
            with suppress(ConnectionError):  # it is sent when the connection is back
                await self._ws.send_json(self._unconfirmed[key])

    def _done(self, key: str) -> None:
        self._unconfirmed.pop(key, None)
        if not self._unconfirmed:
            self._quiet.set()

    async def _press(self, number: int) -> None:
        message, presses = self._offer
        if not 1 <= number <= len(presses):
            self._say("web.terminal.no_button", number=number)
            return
        await self._send(press=presses[number - 1], message=message)

    async def _send_file(self, path: str) -> None:
        try:
            content = await asyncio.to_thread(lambda: Path(path).expanduser().read_bytes())
        except OSError:
            self._say("web.terminal.no_file", path=path)
            return
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", io.BytesIO(content), filename=Path(path).name)
        try:
            async with self._http.post(f"{self._url}/chat/files?lang={self._language}", data=form) as response:
                answer = await response.json()
        except (aiohttp.ClientError, OSError):
            self._say("web.terminal.not_sent", text=path)
            return
        if response.status == 201:
            await self._send(file=answer["file"])
        else:
            self._show(f"* {answer['error']}")

    def _print(self, messages: Iterable[dict[str, Any]]) -> None:
        for message in messages:
            self._show(_written(message, self._url))
            presses = [one["press"] for row in message.get("buttons", []) for one in row if "press" in one]
            if presses:
                self._offer = (message["id"], presses)

    def _say(self, key: str, **values: object) -> None:
        self._show(say(self._language, key, **values))


def _written(message: dict[str, Any], url: str) -> str:
    """Return a message as lines: text, file with address, numbered buttons."""
    lines = [("> " if message.get("mine") else "") + line for line in message.get("text", "").splitlines()]
    if file := message.get("file"):
        lines.append(f"[{file['name']}, {file['size']} B] {urljoin(url, file.get('url', ''))}".rstrip())
    number = 0
    for row in message.get("buttons", []):
        shown = []
        for one in row:
            number += "press" in one
            shown.append(f"[{number}] {one['text']}" if "press" in one else f"{one['text']}: {one['url']}")
        lines.append("  " + "   ".join(shown))
    return "\n".join(lines)


def recall(http: aiohttp.ClientSession, memory: Path | None) -> None:
    """Load the visitor's cookie from its file, if there is one."""
    if memory is not None and memory.exists():
        name, _, value = memory.read_text("utf-8").strip().partition("=")
        http.cookie_jar.update_cookies({name: value})


def remember(http: aiohttp.ClientSession, memory: Path | None) -> None:
    """Save the visitor's cookie to its file."""
    if memory is None:
        return
    for cookie in http.cookie_jar:
        if cookie.key.endswith("chat"):
            memory.parent.mkdir(parents=True, exist_ok=True)
            memory.touch(mode=0o600)
            memory.write_text(f"{cookie.key}={cookie.value}\n", "utf-8")
