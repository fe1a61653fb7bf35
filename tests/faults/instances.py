"""One process that polls, or several on one PostgreSQL behind a balancer, as killing them at random needs them."""

import random
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import aiohttp
from aiohttp import web

from storage.database.seals import Keys
from storage.engine.owed import Urgency
from storage.store import Store
from tests import moments
from tests.faults.talk import SECRET, on_telegram
from tests.processes import Serving
from tests.standin import StandIn
from texts import say


class Balancer:
    """Brings each update to one of the addresses: to another where nobody listens, and says 502 where one broke off."""

    def __init__(self, chance: random.Random) -> None:
        self.addresses: list[str] = []
        self._chance = chance
        self._client: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/{path:.*}", self._pass_on)
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._client is not None
        assert self._runner is not None
        await self._client.close()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where Telegram brings updates."""
        assert self._runner is not None
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _pass_on(self, request: web.Request) -> web.Response:
        assert self._client is not None
        body = await request.read()
        for address in self._chance.sample(self.addresses, len(self.addresses)):
            try:
                async with self._client.post(address + request.path, data=body, headers=request.headers) as answer:
                    return web.Response(status=answer.status)
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                break
        return web.Response(status=502)


class Fleet:
    """The processes of one service. `first` is the one whose folder has the data."""

    def __init__(self, folder: Path, standin: StandIn, settings: dict[str, str], *, count: int, seed: int) -> None:
        self._chance = random.Random(seed)
        self._balancer = Balancer(self._chance)
        self._stack = AsyncExitStack()
        self._settings = {**on_telegram(standin), **settings}
        self.first = Serving(folder, settings=dict(self._settings))
        shared = {**self._settings, "AWARD_DATA_DIR": str(self.first.data)}
        others = [Serving(folder / f"instance-{n}", settings=dict(shared), starts=1) for n in range(1, count)]
        self.services = [self.first, *others]  # the others are forked, for there is no time to import anew

    async def __aenter__(self) -> Self:
        if len(self.services) > 1:
            await self._stack.enter_async_context(self._balancer)
            self._balancer.addresses = [service.url for service in self.services]
            for service in self.services:
                service.settings |= {"AWARD_TELEGRAM_WEBHOOK": self._balancer.url, "AWARD_WEBHOOK_SECRET": SECRET}
        try:
            for service in self.services:
                await self._stack.enter_async_context(service)
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def kill(self) -> Serving:
        """kill -9 of one of them; which it was."""
        one = self._chance.choice(self.services)
        one.kill()
        return one

    async def stop(self) -> None:
        """SIGTERM for all of them."""
        for service in self.services:
            await service.stop()


class Letters:
    """Reminders to everybody, owed while the processes are killed; each has words of its own."""

    def __init__(self, service: Serving, chats: range) -> None:
        self._service = service
        self._chats = chats
        self.rounds = 0

    async def owe(self) -> None:
        """Owe one more to each chat, as the planner does."""
        keys, now = Keys.load(self._service.data / "keys.json"), moments.now()
        store = await Store.open(self._service.settings["AWARD_DATABASE_URL"], keys, self._service.data)
        async with store.work() as work:
            for chat in self._chats:
                seat = await work.people.meet("telegram", chat, now, "zh")
                values, key = {"count": self.rounds}, f"letter:{self.rounds}:{chat}"
                await work.outbox.owe(
                    key, seat.person.id, "unreachable.told", now=now, values=values, urgency=Urgency.ANSWER
                )
            await work.commit()
        await store.close()
        self.rounds += 1

    @property
    def texts(self) -> list[str]:
        """What each of them says."""
        return [say("zh", "unreachable.told", count=count) for count in range(self.rounds)]

    def copies(self, standin: StandIn) -> list[int]:
        """How often each one came to each chat."""
        read = [Counter(standin.user(chat).chat.texts) for chat in self._chats]
        return [texts[text] for texts in read for text in self.texts]
