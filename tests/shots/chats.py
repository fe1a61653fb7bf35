"""The chat in the moments that matter, from the start to the receipt, and what it draws, in both languages."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page

from handlers.papers import render
from rehearsal.filling import picture
from storage.engine.owed import Paper
from tests.shots.places import Ids
from tests.stories.lived import Lived
from texts import say

_ANSWERED = "n => document.querySelectorAll('li.theirs').length > n && !document.querySelector('li.pending')"
_SEVERAL = 400
"""So many milliseconds may lie between two messages of one answer."""
WRONG_PHONE = "139000056"
DRAWN = {
    "progress": ("progress_picture", "application:{case}"),
    "objection": ("objection_picture", "objection:{objection}"),
    "july": ("july_picture", "july:0"),
    "scores": ("scores_picture", "edition:1"),
}
"""The kinds of picture that a chat has, each by its paper and what it is about."""


async def drawings(town: Lived, ids: Ids, folder: Path) -> int:
    """A file for each kind of picture in each language; how many there are."""
    about = {"case": ids.case.rpartition("/")[2], "objection": ids.objection.rpartition("/")[2]}
    for name, (paper, subject) in DRAWN.items():
        for language in ("zh", "en"):
            _, content = await render(
                town.stage.store, town.stage.pack, Paper(paper, subject.format(**about)), language
            )
            (folder / f"drawn-{name}-{language}.png").write_bytes(content)
    return 2 * len(DRAWN)


class Chatting:
    """Somebody who objects in a browser, and has a picture taken where it matters."""

    def __init__(self, page: Page, language: str, where: Callable[[str], Path]) -> None:
        self.page = page
        self.language = language
        self.where = where
        self.taken = 0

    async def objects(self, url: str) -> None:
        """From the first word to the receipt and the picture of how far it has come."""
        await self.page.goto(f"{url}/chat?lang={self.language}")
        await self.page.locator("html[data-connected]").wait_for(state="attached")
        async with self._answered():
            await self.page.locator("#start").click()
        await self.takes("start")
        await self.writes("/object")
        await self.presses("consent.agree")
        await self.presses("objection.objector.individual")
        await self.takes("block")
        await self.page.locator(".lines").last.click()
        await self.takes("filling")
        told = self.examples("facts", "request", "name")
        await self.fills("1", "1", *told, WRONG_PHONE, *self.examples("address"), "1")
        await self.takes("error")
        await self.writes(*self.examples("phone"))
        await self.presses("objection.consent.agree")
        await self.page.locator(".lines").last.click()
        await self.fills("1", *self.examples("document_number"))
        for number, name in enumerate(("proof.png", "evidence.png")):
            await self.sends(name, number)
            await self.presses("forms.files_done")
        await self.sends("signature.png", 2)
        await self.takes("check")
        await self.presses("forms.send")
        await self.page.locator(".theirs .file").nth(1).wait_for()
        await self.takes("receipt")
        await self.writes("/status")
        await self.page.locator(".picture img").last.wait_for()
        await self.takes("progress")

    async def tasks(self, url: str) -> None:
        """An officer reads what is to be done."""
        await self.page.goto(f"{url}/practice/as/office")
        await self.page.goto(f"{url}/chat?lang={self.language}")
        await self.page.locator("html[data-connected]").wait_for(state="attached")
        await self.writes("/tasks")
        await self.takes("tasks")

    def examples(self, *questions: str) -> list[str]:
        """What the examples of these questions say."""
        return [say(self.language, f"objection.{key}.example") for key in questions]

    async def writes(self, words: str) -> None:
        """Write a line, and read the answer."""
        await self.page.locator("#text").fill(words)
        async with self._answered():
            await self.page.keyboard.press("Enter")

    async def fills(self, *words: str) -> None:
        """Put the lines that are offered into the field, fill in one after another, and send them."""
        async with self._answered():
            for word in words:
                await self.page.keyboard.insert_text(word)
                await self.page.keyboard.press("Enter")

    async def presses(self, key: str) -> None:
        """Press the newest button with these words, which may have a number before them."""
        name = re.compile(rf"(^|[.\s]){re.escape(plain(say(self.language, key)))}$")
        async with self._answered():
            await self.page.get_by_role("button", name=name).last.click()

    async def sends(self, name: str, number: int) -> None:
        """Send a picture."""
        async with self._answered():
            await self.page.locator("#files").set_input_files(
                {"name": name, "mimeType": "image/png", "buffer": picture(number)}
            )

    @asynccontextmanager
    async def _answered(self) -> AsyncIterator[None]:
        """What is done inside is answered, by one message or several."""
        before = await self.page.locator("li.theirs").count()
        yield
        await self.page.wait_for_function(_ANSWERED, arg=before)
        await self.page.wait_for_timeout(_SEVERAL)

    async def takes(self, name: str) -> None:
        """A picture of what is on the screen now."""
        await self.page.screenshot(path=self.where(f"chat-{name}"))
        self.taken += 1


def plain(label: str) -> str:
    """The words of a label: pictographs are left out where the machine cannot draw them."""
    return re.sub("[\U0001f000-\U0001faff]\ufe0f?", "", label).strip()
