"""The receiver with all conversations of the service over a given store; what it says is only counted."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count

from aiogram import Bot
from aiogram.types import Update

from benchmarks.applying import TEXTS, update
from benchmarks.peers.aiogram_memory import NullSession
from benchmarks.service import BOT, Straight
from handlers.dispatching import all_guides, make_dispatcher
from handlers.engine.holding import HoldingSession
from handlers.updates import Office, Receiver
from rules.engine.pack import load_pack
from storage.store import Store
from tests.stories.towns import settle
from workflow.engine.desk import Places

MORNING = datetime(2026, 9, 17, 1, 0, tzinfo=UTC)
BEGINNING, ANSWERING = range(5), range(5, len(TEXTS))
"""The first words lead to the form, the others answer it."""


class Hall:
    """Where applicants write their forms. `first` keeps the update numbers of several processes apart."""

    def __init__(self, store: Store, *, first: int = 1, clock: Callable[[], datetime] = lambda: MORNING) -> None:
        self.store = store
        self.session = NullSession()
        self._bot = Bot(f"{BOT}:benchmark", session=HoldingSession(self.session))
        self._numbers = count(first)
        office = Office(store, load_pack(), Places("http://127.0.0.1"), clock)
        dispatcher, resume = make_dispatcher(all_guides())
        self._receive = Receiver(office, dispatcher, outlets={BOT: Straight()}, resume=resume)

    async def apply(self, people: Sequence[int], steps: Sequence[int] = range(len(TEXTS))) -> int:
        """Let all of them write at once, each as soon as the last word is answered; return the number of words."""
        await asyncio.gather(*(self._apply(person, steps) for person in people))
        return len(people) * len(steps)

    async def _apply(self, person: int, steps: Iterable[int]) -> None:
        for step in steps:
            said = update(next(self._numbers), person, step)
            await self._receive(self._bot, Update.model_validate(said, context={"bot": self._bot}))


async def prepare(store: Store) -> None:
    """Set up an edition that takes applications."""
    async with store.work() as work:
        await settle(work, MORNING)


async def check(store: Store, people: int) -> None:
    """Raise RuntimeError unless every answer of so many applicants is kept."""
    async with store.work() as work:
        for draft in range(1, people + 1):
            kept = len(await work.drafts.answers(draft))
            if kept != len(ANSWERING):
                raise RuntimeError(f"{kept} of {len(ANSWERING)} answers of form {draft} were kept")
