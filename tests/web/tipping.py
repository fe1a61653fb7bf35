"""A county with handlers of tips, a sender who has nothing but a browser without script, and a handler at the page."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path

import aiohttp

from rules.engine.calendar import office_day
from rules.engine.pack import load_pack
from rules.people.roles import Role
from storage.engine import boxes
from storage.store import Store
from tests.web.sites import NOON, Served, Timed, served
from workflow.engine.planning import Planning
from workflow.tips.handlers import LINK_VALID, PURPOSE
from workflow.tips.keeping import enter_letters
from workflow.tips.senders import Thread, stretch, thread_of

PACK = load_pack()
PASSPHRASE = "correct horse battery"
POSTS: dict[str, tuple[Role, str | None]] = {
    "lead": (Role.LEAD, None),
    "officer": (Role.OFFICE, None),
    "clerk": (Role.CLERK, "industry"),
    "reviewer": (Role.REVIEWER, None),
    "chair": (Role.COMMITTEE, "chair"),
    "deputy": (Role.COMMITTEE, "deputy_chair"),
    "inspector": (Role.INSPECTOR, None),
}
KEYED = ("lead", "officer", "chair", "deputy", "inspector")
WORDS = "三月二日，某公司的人在县城给评审人员送了礼，我在场。"

Part = tuple[str, bytes]


async def settle(
    store: Store, *, keyed: Sequence[str] = KEYED, channel: str = "web", chat: int = 100
) -> dict[str, int]:
    """People in every post, in chats from `chat` on, those named with a key; their ids."""
    people = {}
    salt = bytes(boxes.SALT_BYTES)
    typed = boxes.stretched("".join(PASSPHRASE.split()), salt)
    async with store.work() as work:
        for place, (name, (role, unit)) in enumerate(POSTS.items()):
            seat = await work.people.meet(channel, chat + place, NOON, "zh")
            await work.people.set_name(seat.person.id, name)
            await work.roles.grant(seat.person.id, role, unit=unit)
            if name in keyed:
                day = office_day(NOON)
                await work.tip_handlers.make(seat.person.id, boxes.pair(), salt=salt, key=typed.key, on=day)
            people[name] = seat.person.id
        await work.commit()
    return people


async def entered(store: Store, now: datetime = NOON + timedelta(days=1)) -> None:
    """The night after: what was handed in on the days before is in the tables, and its handlers are told."""
    for _ in range(2):  # the second time what is there is taken off the disk
        async with store.work() as work:
            calendar = await work.calendar.load()
            await enter_letters(Planning(work=work, pack=PACK, calendar=calendar, now=now, said_at=now))
            await work.commit()


async def link_for(store: Store, person_id: int, now: datetime = NOON) -> str:
    """The token of a link to the page, as the chat gives it."""
    async with store.work() as work:
        until = now + LINK_VALID
        token = await work.links.make(PURPOSE, f"person:{person_id}", now=now, expires_at=until, made_by=person_id)
        await work.commit()
    return token


@dataclass
class Shown:
    """A page as it came."""

    status: int
    text: str
    headers: "aiohttp.typedefs.LooseHeaders" = field(repr=False)

    @property
    def words(self) -> str:
        """What a reader sees of it, on one line."""
        main = self.text.partition("<main")[2] or self.text
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))

    @property
    def notice(self) -> str:
        """What it says first and in colour."""
        found = re.search(r'class="notice[^>]*>(.*?)</p>', self.text, re.DOTALL)
        return unescape(found.group(1)).strip() if found else ""

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', self.text)
        assert found is not None, f"no field {name}"
        return found.group(1)

    @property
    def code(self) -> str:
        """The receipt code that it shows."""
        found = re.search(r'class="code"[^>]*>([0-9 ]+)<', self.text)
        assert found is not None, self.words
        return found.group(1)


class Visitor:
    """A browser: `cookies` are what the site gave it."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.cookies: list[str] = []

    async def get(self, path: str, **more: str) -> Shown:
        async with self.http.get(self.url + path, headers=more) as response:
            return await self._shown(response)

    async def post(self, path: str, fields: dict[str, str], *files: Part, **headers: str) -> Shown:
        """Send a form as a page of the door does."""
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        for name, value in fields.items():
            form.add_field(name, value)
        for name, content in files:
            form.add_field("files", BytesIO(content), filename=name, content_type="application/octet-stream")
        async with self.http.post(self.url + path, data=form, headers=headers) as response:
            return await self._shown(response)

    async def tell(self, about: str = "applicant", words: str = WORDS, *files: Part, **more: str) -> Shown:
        """Open the door, fill the form in and send it."""
        form = (await self.get("/tip")).hidden("form")
        return await self.post("/tip", {"form": form, "about": about, "words": words, **more}, *files)

    async def look(self, code: str) -> Shown:
        """Come back with a code."""
        return await self.post("/tip/code", {"code": code})

    async def _shown(self, response: aiohttp.ClientResponse) -> Shown:
        self.cookies += response.headers.getall("Set-Cookie", [])
        return Shown(response.status, await response.text(errors="replace"), response.headers)


@asynccontextmanager
async def visitor(url: str, *, origin: str = "null", **headers: str) -> AsyncIterator[Visitor]:
    """A browser that keeps cookies, if it is given any."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Origin": origin, **headers}) as http:
        yield Visitor(http, url)


class Reader(Visitor):
    """A handler's browser."""

    async def sit(self, store: Store, person_id: int, passphrase: str = PASSPHRASE) -> Shown:
        """Come by a link and open the page."""
        key = await link_for(store, person_id)
        return await self.send("/tips/open", {"key": key, "passphrase": passphrase})

    async def send(self, path: str, fields: dict[str, str]) -> Shown:
        """Send a form of the page."""
        async with self.http.post(self.url + path, data=fields) as response:
            return await self._shown(response)

    async def every(self) -> list[str]:
        """The addresses of the tips in the list."""
        return re.findall(r'href="(/tips/[0-9a-f]{32})"', (await self.get("/tips")).text)

    async def first(self) -> str:
        """The address of the first tip in the list."""
        return (await self.every())[0]

    async def act(self, path: str, act: str, words: str = "") -> Shown:
        """Do something with a tip."""
        page = (await self.get(path)).hidden("page")
        return await self.send(f"{path}/{act}", {"page": page, "words": words})


@asynccontextmanager
async def reader(url: str) -> AsyncIterator[Reader]:
    """A handler's browser, before it has opened anything."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Origin": "null"}) as http:
        yield Reader(http, url)


@dataclass
class County(Timed):
    """The site, its people, and the moment."""

    served: Served
    people: dict[str, int]

    async def thread(self, code: str) -> Thread:
        """The tip of a code."""
        store = self.served.site.store
        stretched = await stretch(store.seal, code.replace(" ", ""))
        async with store.work() as work:
            found = await thread_of(work, stretched)
        assert found is not None
        return found


@asynccontextmanager
async def county(folder: Path) -> AsyncIterator[County]:
    """A county in which everybody who handles tips has a key."""
    async with served(folder) as site:
        town = County(site, await settle(site.site.store))
        yield town
