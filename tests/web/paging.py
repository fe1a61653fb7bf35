"""Forms as pages over HTTP: a browser without script that reads the marks of a page and sends its fields."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any

import aiohttp

from tests.web.offices import Bureau
from tests.web.tipping import Shown, Visitor, visitor
from workflow.engine.records import Draft
from workflow.people.sign_ins import form_link


@dataclass
class Step:
    """One step as it was drawn: its address, what it shows, and the mark of each field."""

    path: str
    shown: Shown

    @property
    def keys(self) -> list[str]:
        """The questions that it asks."""
        return re.findall(r'data-key="([^"]+)"', self.shown.text)

    @property
    def wrong(self) -> dict[str, str]:
        """What stands beside a field that did not fit."""
        found = re.findall(r'id="wrong-([^"]+)">([^<]+)<', self.shown.text)
        return {key: unescape(words) for key, words in found}

    def value(self, key: str) -> str:
        """What stands in a field of one line or several, or which option is chosen."""
        escaped = re.escape(key)
        lines = re.search(rf'<textarea id="{escaped}"[^>]*>([^<]*)<', self.shown.text)
        chosen = re.search(rf'name="value.{escaped}" value="([^"]*)"[^>]* checked', self.shown.text)
        typed = re.search(
            rf'<input id="{escaped}" type="(?:text|date|tel|email)"[^>]*? value="([^"]*)"', self.shown.text
        )
        found = lines or chosen or typed
        return unescape(found.group(1)) if found else ""

    def fields(self, act: str = "save", /, **typed: str) -> dict[str, str]:
        """What a browser sends: all fields as they stand, with what was typed anew."""
        sent = {"page": self.shown.hidden("page"), "do": act}
        for key in self.keys:
            sent[f"seen.{key}"] = self.shown.hidden(re.escape(f"seen.{key}"))
            sent[f"value.{key}"] = self.value(key)
        return sent | {f"value.{key}": words for key, words in typed.items()}


class Filler:
    """A browser that fills in one form."""

    def __init__(self, browser: Visitor, draft: int) -> None:
        self.browser = browser
        self.draft = draft

    async def open(self, step: int | str = 1) -> Step:
        """Draw a step."""
        path = f"/forms/{self.draft}/{step}"
        return Step(path, await self.browser.get(path))

    async def save(self, step: Step, act: str = "save", /, *files: tuple[str, str, bytes], **typed: str) -> Step:
        """Send a step as it was drawn, with what was typed and the files (key, name, content)."""
        return Step(step.path, await self.send(step.path, step.fields(act, **typed), *files))

    async def send(self, path: str, fields: dict[str, str], *files: tuple[str, str, bytes]) -> Shown:
        """Send a form."""
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        for name, value in fields.items():
            form.add_field(name, value)
        for key, name, content in files:
            form.add_field(f"file.{key}", BytesIO(content), filename=name, content_type="application/octet-stream")
        async with self.browser.http.post(self.browser.url + path, data=form) as response:
            return Shown(response.status, await response.text(), response.headers)


async def begin(browser: Visitor, what: str, query: str = "") -> Filler:
    """Begin a form from its page."""
    page = await browser.get(f"/forms/new/{what}{query}")
    sent = {name: page.hidden(name) for name in ("page", "notice", "agree") if f'name="{name}"' in page.text}
    async with browser.http.post(browser.url + f"/forms/new/{what}", data=sent) as response:
        assert response.status == 200, await response.text()
        return Filler(browser, int(response.url.path.split("/")[2]))


async def draft_of(town: Bureau, filler: Filler) -> Draft:
    """The draft as it is stored."""
    async with town.served.site.store.work() as work:
        found = await work.drafts.get(filler.draft)
    assert found is not None
    return found


async def answers(town: Bureau, filler: Filler) -> dict[str, Any]:
    """What is kept."""
    async with town.served.site.store.work() as work:
        return await work.drafts.answers(filler.draft)


@asynccontextmanager
async def by_link(town: Bureau, filler: Filler) -> AsyncIterator[Filler]:
    """Another machine of the same person, which came by a one-time link from their chat."""
    async with town.served.site.store.work() as work:
        draft = await work.drafts.get(filler.draft)
        assert draft is not None
        [channel] = await work.channels.of(draft.person_id)
        person = await work.people.get(draft.person_id)
        assert person is not None
        desk = town.at(work, person, channel, await work.calendar.load())
        link = (await form_link(desk, f"/forms/{draft.id}")).removeprefix(town.served.site.public_url)
        await work.commit()
    async with visitor(town.url) as browser:
        assert (await enter(browser, link)).status == 200
        yield Filler(browser, filler.draft)


async def enter(browser: Visitor, link: str) -> Shown:
    """Come by the link and press the button."""
    door = await browser.get(link)
    if 'name="key"' not in door.text:
        return door
    return await browser.post("/forms/sign-in", {"page": door.hidden("page"), "key": door.hidden("key")})
