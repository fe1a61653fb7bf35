"""The service in a process of its own, as `award serve` runs it, but on one core and without Telegram's pace.

Telegram accepts thirty calls a second from a bot, and with that pace a benchmark would measure the limit, not the
service. Messages to many recipients keep it.
"""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import uvloop
from aiohttp import web
from pydantic import SecretStr

from benchmarks.usage import cores
from bot.channels import Parking
from bot.outlet import TelegramOutlet
from bot.paces import Limits
from bot.pacing import Gate
from bot.service import Service
from bot.serving import serve
from bot.settings import Settings
from tests.faults.talk import SECRET, TOKEN
from tests.processes import free_port
from tests.stories.towns import settle
from web.engine.webhook import SECRET_HEADER
from workflow.engine.planning import MOST

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
"""Nobody is written to at night, so each run begins at noon."""
LIFTED = Limits(total=1_000_000, burst=1_000_000)
HOOK_HEADERS = {SECRET_HEADER: SECRET}
PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the process is started with. `recipients` are the chats from `first` on that get a message to many."""

    folder: str
    api: str
    core: int
    port: int
    database: str = ""
    first: int = 0
    recipients: int = 0

    @property
    def url(self) -> str:
        """Return the service's address."""
        return f"http://127.0.0.1:{self.port}"


def asked_for(folder: Path, api: str, *, recipients: int = 0, first: int = 0) -> Asked:
    """Return what starts the service on the last core, with a database and files in `folder`."""
    return Asked(folder=str(folder), api=api, core=cores()[-1], port=free_port(), recipients=recipients, first=first)


@asynccontextmanager
async def served(asked: Asked) -> AsyncIterator[int]:
    """Run the service, and yield the id of its process once it answers; stop it when the block is left."""
    command = (sys.executable, "-m", "benchmarks.serving", json.dumps(asdict(asked)))
    process = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL)
    try:
        await _answers(asked, process)
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _answers(asked: Asked, process: Process) -> None:
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as http:
        while process.returncode is None:
            try:
                async with http.get(f"{asked.url}/health") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
    raise RuntimeError(f"the service ended with {process.returncode}")


def main() -> None:
    """Run the service in this process."""
    asked = Asked(**json.loads(sys.argv[1]))
    os.sched_setaffinity(0, {asked.core})
    begun = time.monotonic()

    def clock() -> datetime:
        return NOON + timedelta(seconds=time.monotonic() - begun)

    async def ready(service: Service, _app: web.Application) -> None:
        _lift(service)
        async with service.office.store.work() as work:
            if not await work.editions.all():
                await settle(work, clock())
        await _owe(service, range(asked.first, asked.first + asked.recipients), clock())

    settings = Settings(
        data_dir=Path(asked.folder),
        database_url=asked.database,
        port=asked.port,
        telegram_token=SecretStr(TOKEN),
        telegram_api=asked.api,
        telegram_webhook=asked.url,
        webhook_secret=SecretStr(SECRET),
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings, clock, ready=ready))


def _lift(service: Service) -> None:
    bot, store = service.telegram, service.office.store
    if bot is None:
        raise RuntimeError("there is no Telegram to be quick on")
    outlet = TelegramOutlet(bot, Gate(LIFTED), Parking(store, service.office.clock, service.wake.set))
    service.receiver.outlets = {**service.receiver.outlets, bot.id: outlet}


async def _owe(service: Service, chats: range, now: datetime) -> None:
    for begin in range(0, len(chats), MOST):
        async with service.office.store.work() as work:
            for chat in chats[begin : begin + MOST]:
                seat = await work.people.meet("telegram", chat, now, "zh")
                await work.outbox.owe(f"broadcast:{chat}", seat.person.id, "menu.open", now=now)
            await work.commit()


if __name__ == "__main__":
    main()
