"""Conversations while the storage fails: each method of each repository and each commit, one call in a hundred.

    python -m tests.faults.storms --conversations 200 --rounds 25 [--seed 4711] [--rate 0.01]

People begin forms, fill them in, send them, take them back, and the office examines some. Whoever is not answered says
it again. In the end the storage is whole again, what is owed is delivered, the service ends, and the database and the
log of the Bot API's stand-in are looked through.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.outlet import TelegramOutlet
from bot.pacing import Gate
from bot.queues import Attempts
from bot.service import OUTAGES, Service, opened
from bot.settings import Settings
from handlers.engine.floods import Gate as Floods
from handlers.engine.holding import HoldingSession
from reminders.clock import MovableClock
from rules.people.roles import Role
from storage.database.seals import Keys
from storage.store import Store
from storage.work import Work
from tests.faults.breaking import Breaking
from tests.faults.invariants import broken
from tests.faults.patient import STORIES, Told, examines
from tests.faults.talk import TOKEN
from tests.standin import StandIn, until
from tests.standin.at_hand import AtHand
from tests.stories.towns import employ, settle
from tests.stories.wires import SPRING, SWIFT

FIRST, OFFICE = 5001, 4001
AT_ONCE = 10
"""How many people write at the same time."""


@dataclass
class Figures:
    """What came of it: conversations, calls of the storage and how many failed, and what does not hold."""

    seed: int
    conversations: int = 0
    told: int = 0
    objections: int = 0
    calls: int = 0
    struck: int = 0
    methods: int = 0
    set_aside: int = 0
    broken: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0
    log: StandIn | None = field(default=None, repr=False)

    @property
    def passes(self) -> bool:
        """Whether everything holds, and the storage did fail."""
        return not self.broken and self.struck > 0


@dataclass
class Town:
    """The service over a storage that fails, and the people around it."""

    service: Service
    standin: StandIn
    clock: MovableClock
    attempts: Attempts

    def person(self, number: int) -> Told:
        """Somebody in their chat."""
        return Told(self.standin, number, attempts=self.attempts)

    def at_rest(self) -> bool:
        """Whether nothing is being delivered: what a tick that failed had begun goes on."""
        return not self.service.delivery._in_hand


async def trial(folder: Path, *, conversations: int, seed: int, rate: float = 0.01) -> Figures:
    """Let so many people talk while the storage fails; the figures."""
    figures, breaking, begun = Figures(seed), Breaking(seed, rate, on=False), time.monotonic()
    async with StandIn(seed=seed, token=TOKEN) as standin, _opened(folder, standin, breaking) as town:
        breaking.on = True
        await _talk(town, conversations, random.Random(seed))
        await examines(town.person(OFFICE))
        breaking.on = False
        await _end(town)
    figures.conversations, figures.told, figures.log = conversations, len(standin.updates.history), standin
    await _count(folder, figures)
    figures.broken = await looked_through(folder, standin)
    figures.calls, figures.struck = breaking.called.total(), breaking.struck.total()
    figures.methods, figures.seconds = len(breaking.struck), round(time.monotonic() - begun, 1)
    return figures


@asynccontextmanager
async def _opened(folder: Path, standin: StandIn, breaking: Breaking) -> AsyncIterator[Town]:
    clock = MovableClock(SPRING)
    settings = Settings(data_dir=folder, telegram_token=SecretStr(TOKEN), telegram_api=standin.url)
    async with opened(settings, clock, address="http://127.0.0.1:8080", create=True) as service:
        bot, store = service.telegram, service.office.store
        assert bot is not None
        assert isinstance(bot.session, HoldingSession)
        await bot.session.close()
        bot.session.channel = AtHand(standin)
        outlet = service.receiver.outlets[bot.id]
        assert isinstance(outlet, TelegramOutlet)
        outlet._gate = Gate(SWIFT)
        service.receiver.gate = Floods(burst=10**6)
        async with store.work() as work:
            await settle(work, clock())
        async with store.work() as work:
            await employ(work, Role.LEAD, OFFICE, clock(), name="马主任")
        standin.user(OFFICE, started=True)
        breaking.seize(store)
        attempts = Attempts(
            bot=bot, receive=service.receive, quarantine=service.quarantine, outages=OUTAGES, pause=0.001
        )
        yield Town(service, standin, clock, attempts)


async def _talk(town: Town, conversations: int, chance: random.Random) -> None:
    """Everybody has their conversation; now and then the service looks what is due."""
    turn = asyncio.Semaphore(AT_ONCE)
    stories = [(chance.choice(STORIES), chance.randrange(1, 5)) for _ in range(conversations)]

    async def one(place: int) -> None:
        story, steps = stories[place]
        async with turn:
            await story(town.person(FIRST + place), steps)
            if place % AT_ONCE == 0:
                await _tick(town)

    await asyncio.gather(*map(one, range(conversations)))


async def _tick(town: Town) -> None:
    town.clock.set(town.clock() + timedelta(minutes=3))  # claims that failed are over by then
    try:
        await town.service.tick()
    except Exception as failure:  # noqa: BLE001  # a tick that fails is followed by the next one
        del failure


async def _end(town: Town) -> None:
    """The storage is whole again: what is owed is delivered, and days later what nobody needs is swept away."""
    for pause in (timedelta(minutes=3), timedelta(days=2), timedelta(minutes=3)):
        town.clock.set(town.clock() + pause)
        await until(town.at_rest, 60)
        await town.service.tick()
    for person in list(town.standin.people):
        await town.person(person).served()


async def looked_through(folder: Path, log: StandIn) -> dict[str, list[str]]:
    """What does not hold in the data of this folder."""
    async with _data(folder) as work:
        return await broken(work, log)


async def _count(folder: Path, figures: Figures) -> None:
    async with _data(folder) as work:
        figures.objections = len(await work.objections.these(range(1, figures.conversations + 1)))
        figures.set_aside = len(await work.journal.of("updates"))


@asynccontextmanager
async def _data(folder: Path) -> AsyncIterator[Work]:
    store = await Store.open(f"sqlite:///{folder / 'award.db'}", Keys.load(folder / "keys.json"), folder)
    async with store.work() as work:
        yield work
    await store.close()


def main() -> None:
    """Read the command line, run, and exit with 1 where something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0.01)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = parser.parse_args()
    failed = Counter[bool]()
    for seed in range(asked.seed, asked.seed + asked.rounds):
        with tempfile.TemporaryDirectory() as folder:
            figures = asyncio.run(trial(Path(folder), conversations=asked.conversations, seed=seed, rate=asked.rate))
        print(figures, flush=True)
        failed[not figures.passes] += 1
    raise SystemExit(failed[True] > 0)


if __name__ == "__main__":
    main()
