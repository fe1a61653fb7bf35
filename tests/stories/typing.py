"""Somebody at the web chat with a keyboard and no mouse: every button is reached by Tab, files by their dialog."""

import asyncio
import json
from typing import Any

from playwright.async_api import FileChooser, WebSocket
from playwright.async_api import Page as Tab

from tests.stories.guided import Page, Talker
from tests.stories.sockets import Frame, page_of

MOST_TABS = 150
PATIENCE = 60.0
_IS = "([at, nth]) => document.activeElement === document.querySelectorAll(at)[nth]"
_BEHIND = """([at, nth]) => Boolean(document.activeElement.compareDocumentPosition(document.querySelectorAll(at)[nth])
    & Node.DOCUMENT_POSITION_FOLLOWING)"""


class Typist(Talker):
    """The keyboard over the page of the chat; what the socket brings is what is read."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.messages: dict[int, Frame] = {}
        self.confirmed = 0
        self.dialogs: asyncio.Queue[FileChooser] = asyncio.Queue()
        tab.on("websocket", self._listen)
        tab.on("filechooser", self.dialogs.put_nowait)  # from the beginning: the first dialog would else be missed

    @property
    def pages(self) -> list[Page]:  # type: ignore[override]  # read from the messages, which are edited and deleted
        """What the service said, oldest first."""
        return [page_of(message) for _, message in sorted(self.messages.items()) if not message.get("mine")]

    async def says(self, text: str) -> None:
        """Reach the box, type, and send with Enter."""
        await self._reach("#text")
        await self.tab.keyboard.insert_text(text)
        await self._done()

    async def presses(self, data: str) -> None:
        """Reach the newest button with this data, and press it with Enter."""
        for number, message in sorted(self.messages.items(), reverse=True):
            presses = [one.get("press") for row in message.get("buttons", []) for one in row]
            if data in presses:
                await self._reach(f'li[data-id="{number}"] .buttons .button', presses.index(data))
                await self._done()
                return
        raise AssertionError(f"no button {data}")

    async def sends(self, name: str, content: bytes) -> None:
        """Reach the paper clip, and choose a file in the dialog that Enter opens."""
        await self._reach("#attach")
        await self.tab.keyboard.press("Enter")
        before = self.confirmed
        dialog = await asyncio.wait_for(self.dialogs.get(), PATIENCE)
        await dialog.set_files({"name": name, "mimeType": "application/pdf", "buffer": content})
        await self._confirmed(before)

    async def _done(self) -> None:
        before = self.confirmed
        await self.tab.keyboard.press("Enter")
        await self._confirmed(before)

    async def _confirmed(self, before: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.confirmed == before:
                await self.pause()
        newest = max(self.messages, default=0)
        await self.tab.locator(f'li[data-id="{newest}"]').wait_for(state="attached")

    async def _reach(self, at: str, nth: int = 0) -> None:
        """Press Tab, or Shift and Tab, until it has the focus."""
        where = [at, nth]
        for _ in range(MOST_TABS):
            if await self.tab.evaluate(_IS, where):
                return
            forward = await self.tab.evaluate(_BEHIND, where)
            await self.tab.keyboard.press("Tab" if forward else "Shift+Tab")
        raise AssertionError(f"{at} is not reached by the keyboard")

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._took)

    def _took(self, raw: Any) -> None:
        match json.loads(raw):
            case {"history": history}:
                self.messages |= {message["id"]: message for message in history}
            case {"message": message} | {"edit": message}:
                self.messages[message["id"]] = message
            case {"delete": number}:
                self.messages.pop(number, None)
            case {"got": _}:
                self.confirmed += 1
