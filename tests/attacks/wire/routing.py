"""Every route that the service has, practice's, Telegram's and Prometheus' among them; and requests as bytes."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.practice import FIRST_CHAT, invent
from bot.service import Service, opened
from bot.serving import _add_metrics, _site, _webhook
from bot.settings import Settings
from reminders.clock import MovableClock
from tests.faults.talk import SECRET, TOKEN
from tests.standin import StandIn
from tests.web.sites import NOON
from web.app import make_app, make_runner
from web.engine.connections import Connections
from web.engine.forms import page_token
from web.engine.practice import Practice
from workflow.engine.desk import Desk, Places
from workflow.people.sign_ins import pages_link, sign_in

METRICS = "a-token-of-prometheus"
ADDRESS = "http://127.0.0.1:8080"
PROTECTED = (
    "content-security-policy",
    "cross-origin-opener-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
)


@dataclass(frozen=True, slots=True)
class Route:
    """A method and its address; `places` are the parts of it that a client chooses."""

    method: str
    address: str

    @property
    def places(self) -> bool:
        return "{" in self.address

    def at(self, value: str) -> str:
        """The address with this in its places."""
        return re.sub(r"\{[^}]*\}", value, self.address)

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: 0 where the connection was ended without a word."""

    status: int
    headers: dict[str, str]
    body: bytes

    @classmethod
    def read(cls, data: bytes) -> "Answered":
        if not data:
            return cls(0, {}, b"")
        head, _, body = data.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in rest)
        return cls(int(first.split(" ")[1]), {name.lower(): value for name, value in headers.items()}, body)

    @property
    def unprotected(self) -> list[str]:
        """The headers that every answer has, and this one lacks."""
        return [name for name in PROTECTED if name not in self.headers]


@dataclass(slots=True)
class Site:
    """The site as it is served, with all its routes and the cookie of the lead."""

    service: Service
    port: int
    routes: list[Route]
    office: str
    chat: str
    connections: Connections

    @property
    def token(self) -> str:
        """What the forms of the lead's pages carry."""
        return page_token(self.office)

    def request(self, method: str, address: str, headers: dict[str, str], body: bytes = b"") -> bytes:
        """A request of the lead's browser, with these headers besides or instead."""
        usual = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": f"office={self.office}; chat={self.chat}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-Telegram-Bot-Api-Secret-Token": SECRET,
            "Authorization": f"Bearer {METRICS}",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in {**usual, **headers}.items())
        return f"{method} {address} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + body

    async def sends(self, data: bytes, within: float = 5.0) -> Answered:
        """Send these bytes and read to the end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(data)
            return Answered.read(await asyncio.wait_for(_whole(reader, bodiless=data.startswith(b"HEAD ")), within))
        finally:
            writer.close()


async def _whole(reader: asyncio.StreamReader, *, bodiless: bool) -> bytes:
    """The head, and as much of a body as it says."""
    head = await _until(reader)
    length = None if bodiless else re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    return head + await reader.read(int(length[1]) if length else 0)


async def _until(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as broken:
        return broken.partial
    except ConnectionError:
        return b""


@asynccontextmanager
async def everything(folder: Path, url: str = "", **measures: float) -> AsyncIterator[Site]:
    """All routes over the invented people of practice; `measures` are the site's patience."""
    async with StandIn(token=TOKEN) as standin:
        settings = Settings(
            data_dir=folder / "data",
            database_url=url,
            practice=True,
            telegram_token=TOKEN,  # type: ignore[arg-type]  # pydantic makes a secret of it
            telegram_api=standin.url,
            telegram_webhook=ADDRESS,
            webhook_secret=SECRET,  # type: ignore[arg-type]  # pydantic makes a secret of it
            metrics_token=METRICS,  # type: ignore[arg-type]  # pydantic makes a secret of it
        )
        async with opened(settings, MovableClock(NOON), address=ADDRESS, create=True) as service:
            site = _site(service)
            for name, value in measures.items():
                object.__setattr__(site.measures, name, value)
            app = make_app(site)
            _add_metrics(service, app, _webhook(service, app))
            app.add_routes(Practice(await invent(service), _set_clock).routes())
            runner = make_runner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            try:
                assert isinstance(runner.server, Connections)
                office, chat = await _lead(service)
                yield Site(service, runner.addresses[0][1], _routes(app), office, chat, runner.server)
            finally:
                await runner.cleanup()


async def _set_clock(_now: datetime) -> int:
    return 0


def _routes(app: web.Application) -> list[Route]:
    found = set()
    for route in app.router.routes():
        assert route.resource is not None
        info = route.resource.get_info()
        path = info.get("path") or info.get("formatter") or f"{info['prefix']}/{{file}}"
        found.add(Route(route.method, str(path)))
    return sorted(found, key=str)


async def _lead(service: Service) -> tuple[str, str]:
    """The secrets of a browser in which the lead is signed in, and of one that has the lead's chat."""
    async with service.office.store.work() as work:
        seat = await work.people.meet("web", FIRST_CHAT, NOON, "zh")
        pack, calendar = service.office.pack, await work.calendar.load()
        link = await pages_link(
            Desk(seat.person, seat.channel, seat.roles, NOON, work, pack, calendar, Places(ADDRESS))
        )
        token = await sign_in(work, link.partition("key=")[2], "", NOON)
        chat = await work.visitors.admit(FIRST_CHAT, at=NOON)
        await work.commit()
    return token, chat
