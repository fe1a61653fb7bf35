"""The same form through this service: receiver, form engine and SQLite with synchronous=FULL, all durable."""

import asyncio
import gc
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, Update

from benchmarks.peers.aiogram_memory import NullSession
from benchmarks.peers.talk import talk
from benchmarks.result import Result
from handlers.engine import forms
from handlers.engine.filling import begin
from handlers.engine.finding import Dispatcher
from handlers.engine.floods import Gate
from handlers.engine.guides import Filling, Guide, Guides
from handlers.engine.holding import Call, HoldingSession
from handlers.engine.resuming import resume_with
from handlers.updates import Office, Receiver
from rules.engine.forms import Form, Kind, Question
from rules.engine.pack import load_pack
from storage.database.seals import Keys
from storage.store import Store
from storage.work import Work
from workflow.engine.desk import Desk, Places

BOT = 7
MORNING = datetime(2026, 9, 17, 1, 0, tzinfo=UTC)


class Straight:
    """An outlet that sends each call at once, as the other sides do."""

    channel = "telegram"

    async def keep(self, work: Work, bot: Bot, chat_id: int, calls: Sequence[Call]) -> Any:
        return bot, calls

    async def release(self, kept: Any) -> None:
        bot, calls = kept
        for call in calls:
            await bot(call)


async def run(people: int, steps: int) -> Result:
    """Let all of `people` fill in the form at once; each sends an answer once the last is committed and replied to."""
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), Path(folder), create=True)
        try:
            return await _talked(store, people, steps)
        finally:
            await store.close()


async def _talked(store: Store, people: int, steps: int) -> Result:
    async with store.work() as work:
        await work.calendar.seed(MORNING)
        await work.commit()
    session = NullSession()
    bot = Bot(f"{BOT}:benchmark", session=HoldingSession(session))
    receiver = _receiver(store, steps)
    talks = [
        [Update.model_validate(update, context={"bot": bot}) for update in talk(person, steps)]
        for person in range(1, people + 1)
    ]

    async def one(updates: list[Update]) -> None:
        for update in updates:
            await receiver(bot, update)

    gc.collect()  # so that the garbage of setting up is not counted either
    began = perf_counter()
    await asyncio.gather(*map(one, talks))
    seconds = perf_counter() - began
    await _check(store, people, steps)
    if session.sent != people * (steps + 1):
        raise RuntimeError(f"{people * (steps + 1)} replies were owed and {session.sent} were sent")
    return Result(people * (steps + 1), seconds)


def _receiver(store: Store, steps: int) -> Receiver:
    questions = tuple(
        Question(key=f"q{number}", kind=Kind.TEXT, section="organisation", text="apply.name", most=200)
        for number in range(1, steps + 1)
    )
    guides = {"ten": Guide(form=lambda _pack, _facts: Form("ten", questions), subject="apply", ending=_nothing)}
    dispatcher = Dispatcher((_start(guides), forms.router(guides)))
    office = Office(store, load_pack(), Places("http://127.0.0.1"), lambda: MORNING)
    gate = Gate(burst=1_000_000)
    return Receiver(office, dispatcher, outlets={BOT: Straight()}, resume=resume_with(guides), gate=gate)


def _start(guides: Guides) -> Router:
    here = Router()

    @here.message(CommandStart())
    async def began(_message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await begin(bot, desk, state, guides, "ten")

    return here


async def _nothing(_bot: Bot, _desk: Desk, _filling: Filling) -> None:
    return None


async def _check(store: Store, people: int, steps: int) -> None:
    """Check that every answer is on the disk."""
    async with store.work() as work:
        for draft in range(1, people + 1):
            kept = await work.drafts.answers(draft)
            if len(kept) != steps:
                raise RuntimeError(f"{len(kept)} of {steps} answers were kept")
