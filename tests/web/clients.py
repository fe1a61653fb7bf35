"""A client of the chat written from the protocol's page: it says, presses, uploads, and reads the frames that come."""

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

Frame = dict[str, Any]


class Client:
    """One browser: its cookie, and the socket that is open just now."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.frames: list[Frame] = []
        self._ws: aiohttp.ClientWebSocketResponse | None = None

    @property
    def ws(self) -> aiohttp.ClientWebSocketResponse:
        assert self._ws is not None
        return self._ws

    async def open(self, query: str = "") -> list[Frame]:
        """Open the socket; the frames up to "ready"."""
        self._ws = await self.http.ws_connect(f"{self.url}/chat/ws{query}", max_msg_size=0)
        return await self.until("ready")

    async def close(self) -> None:
        await self.ws.close()

    async def send(self, **frame: Any) -> None:
        await self.ws.send_str(json.dumps(frame, ensure_ascii=False))

    async def next(self) -> Frame:
        """The next frame."""
        frame: Frame = json.loads(await self.ws.receive_str(timeout=60))
        self.frames.append(frame)
        return frame

    async def until(self, name: str, value: Any = None) -> list[Frame]:
        """Every frame up to the one with this name (and this value)."""
        read = [await self.next()]
        while name not in read[-1] or (value is not None and read[-1][name] != value):
            read.append(await self.next())
        return read

    async def say(self, text: str, key: str) -> list[Frame]:
        """Say something; the frames up to its confirmation."""
        await self.send(text=text, key=key)
        return await self.until("got", key)

    async def press(self, data: str, message: int, key: str) -> list[Frame]:
        """Press a button; the frames up to the confirmation."""
        await self.send(press=data, message=message, key=key)
        return await self.until("got", key)

    async def upload(self, content: bytes, name: str = "a.pdf", field: str = "file") -> tuple[int, Frame]:
        """Upload a file: the status and what the answer says."""
        # As browsers write it: the name as it is, in UTF-8.
        head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: text/html'
        body = head.encode() + b"\r\n\r\n" + content + b"\r\n--b--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        async with self.http.post(f"{self.url}/chat/files", data=io.BytesIO(body), headers=headers) as response:
            text = await response.text()
            return response.status, json.loads(text) if text.startswith("{") else {"text": text}


@asynccontextmanager
async def browser(url: str, *, origin: str | None = None, **headers: str) -> AsyncIterator[Client]:
    """A browser without a cookie yet."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Origin": origin or url, **headers}) as http:
        yield Client(http, url)


def texts(frames: list[Frame]) -> list[str]:
    """What the frames say: own words marked with >, the service's plain, edits with ~, what was taken back with -."""
    return [said for frame in frames for said in _said(frame)]


def _said(frame: Frame) -> list[str]:
    messages = [*frame.get("history", []), *([frame["message"]] if "message" in frame else [])]
    said = [(">" if message.get("mine") else "") + message.get("text", "") for message in messages]
    said += [f"~{frame['edit'].get('text', '')}"] if "edit" in frame else []
    return said + ([f"-{frame['delete']}"] if "delete" in frame else [])
