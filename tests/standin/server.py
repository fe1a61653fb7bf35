"""The server itself: routes, the log of calls, the faults between a call and its effect."""

import asyncio
import contextlib
import itertools
import math
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.moments import now
from tests.standin.chats import Chat
from tests.standin.faults import Fault, Faults, Rule
from tests.standin.files import File
from tests.standin.limits import Bad
from tests.standin.methods import METHODS, suffix
from tests.standin.params import Params, read_params
from tests.standin.people import Person
from tests.standin.updates import Pusher, Updates

BOT_ID = 700_000_001


@dataclass(slots=True)
class Call:
    """One call as it came: when it began and ended (monotonic), what it said, how it went ("ok", "429", a fault)."""

    method: str
    at: float
    chat: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    outcome: str = ""
    ended: float = math.inf
    early: bool = False


class StandIn:
    """A Bot API server on 127.0.0.1: `async with StandIn(seed=1) as standin: ... standin.url`.

    Every token is taken for the same bot, or only `token` if one is given. A chat that was told to wait (429) is
    told so again until its time has passed, and the call is marked `early`.
    """

    def __init__(self, *, seed: int = 0, token: str | None = None, port: int = 0) -> None:
        self.token = token
        bot_id = int(token.split(":")[0]) if token else BOT_ID
        self.me = {"id": bot_id, "is_bot": True, "first_name": "Stand-in", "username": "stand_in_bot"}
        self.updates = Updates(seed)
        self.faults = Faults(seed)
        self.calls: list[Call] = []
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Person] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, int] = {}
        self.toasts: defaultdict[int, asyncio.Queue[str | None]] = defaultdict(asyncio.Queue)
        self.closed_until: dict[int, float] = {}
        self.pusher: Pusher | None = None
        self.app = web.Application(client_max_size=80 * 1024 * 1024)
        self.app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self.app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self.port = port
        self._numbers = itertools.count(1)
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """What the service under test is given as its API base."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        if self.pusher:
            await self.pusher.stop()
        if self._runner:
            await self._runner.cleanup()

    def user(self, number: int, name: str | None = None, *, started: bool = False) -> Person:
        """A person, always the same for one id. The bot can write to them once they wrote, or were `started`."""
        if number not in self.people:
            self.chats[number] = Chat(id=number, title=name or f"Person {number}")
            self.people[number] = Person(self, self.chats[number])
        self.chats[number].started |= started
        return self.people[number]

    def group(self, number: int, title: str = "Group") -> Chat:
        """A group (negative id) that the bot is in."""
        return self.chats.setdefault(number, Chat(id=number, title=title, started=True))

    def number(self) -> int:
        """A number never given before: for messages, files and queries."""
        return next(self._numbers)

    def new_message(self, chat: Chat, sender: dict[str, Any]) -> dict[str, Any]:
        """The frame of a message: number, day, chat, who speaks."""
        return {"message_id": self.number(), "date": int(now().timestamp()), "chat": chat.as_json(), "from": sender}

    def keep_file(self, name: str, content: bytes, *, folder: str, mime: str | None = None) -> File:
        """Keep a file under a new id."""
        number = self.number()
        path = f"{folder}/file_{number}{suffix(name)}"
        file = File(id=f"F{number}x{len(content)}", path=path, name=name, content=content, mime=mime)
        self.files[file.id] = file
        return file

    def made(self, *methods: str, outcome: str | None = None) -> list[Call]:
        """The calls of some methods (all if none is named), perhaps of one outcome, in order."""
        return [
            call
            for call in self.calls
            if (not methods or call.method in methods) and (outcome is None or call.outcome == outcome)
        ]

    async def answer(self, method: str, params: Params) -> tuple[int, dict[str, Any]]:
        """Make a call that came by no wire: its status and its body, and a line in the log."""
        call = Call(method=method, at=time.monotonic(), chat=params.chat, values=params.values)
        self.calls.append(call)
        try:
            result = await METHODS[method.lower()](self, params)
        except Bad as bad:
            call.outcome = str(bad.code)
            return bad.code, bad.as_json()
        else:
            call.outcome = "ok"
            return 200, {"ok": True, "result": result}
        finally:
            call.ended = time.monotonic()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        call = Call(method=request.match_info["method"], at=time.monotonic())
        self.calls.append(call)
        try:
            params = await read_params(request)
            call.chat, call.values = params.chat, params.values
            return await self._respond(request, call, params)
        except Bad as bad:
            call.outcome = str(bad.code)
            return web.json_response(bad.as_json(), status=bad.code)
        finally:
            call.ended = time.monotonic()

    async def _respond(self, request: web.Request, call: Call, params: Params) -> web.StreamResponse:
        self._check_token(request.match_info["token"])
        rule = self._struck(call)
        if rule:
            call.outcome = rule.fault.value
        if rule and rule.fault == Fault.BAD_GATEWAY:
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        if rule and rule.fault in (Fault.RESET_BEFORE, Fault.HANG):
            await self._hang(rule.seconds if rule.fault == Fault.HANG else 0)
            return _cut(request)
        if call.method.lower() not in METHODS:
            raise Bad(404, "Not Found: method not found")
        result = await METHODS[call.method.lower()](self, params)
        if rule and rule.fault == Fault.RESET_AFTER:
            return _cut(request)
        call.outcome = "ok"
        return web.json_response({"ok": True, "result": result})

    async def _hang(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()

    def _check_token(self, token: str) -> None:
        if self.token is not None and token != self.token:
            raise Bad(401, "Unauthorized")

    def _struck(self, call: Call) -> Rule | None:
        if call.chat in self.closed_until and call.at < self.closed_until[call.chat]:
            call.early = True
            _too_many(self.closed_until[call.chat] - call.at)
        rule = self.faults.pick(call.method, call.chat)
        match rule and rule.fault:
            case Fault.TOO_MANY if rule:
                if call.chat is not None:
                    self.closed_until[call.chat] = time.monotonic() + rule.seconds
                _too_many(rule.seconds)
            case Fault.BLOCKED:
                raise Bad(403, "Forbidden: bot was blocked by the user")
            case Fault.NO_CHAT:
                raise Bad(400, "Bad Request: chat not found")
            case Fault.MOVED if rule:
                text = "Bad Request: group chat was upgraded to a supergroup chat"
                raise Bad(400, text, migrate_to_chat_id=rule.to)
        return rule

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request.match_info["token"])
        for file in self.files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.content)
        raise web.HTTPNotFound


def _too_many(seconds: float) -> None:
    wait = max(1, math.ceil(seconds))
    raise Bad(429, f"Too Many Requests: retry after {wait}", retry_after=wait)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()


def busiest(moments: Iterable[float], window: float) -> int:
    """The most moments that fall into any window of this many seconds (its end not counted)."""
    ordered, most, first = sorted(moments), 0, 0
    for last, moment in enumerate(ordered):
        while ordered[first] <= moment - window:
            first += 1
        most = max(most, last - first + 1)
    return most
