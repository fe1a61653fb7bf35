"""Whoever sent what a fault met is told that it was not kept, once, and what to do."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from aiogram import Bot
from aiogram.types import Update
from pydantic import SecretStr

from bot.outlet import TelegramOutlet
from bot.pacing import Gate
from bot.queues import Attempts
from bot.service import OUTAGES, Service, opened
from bot.settings import Settings
from handlers.updates import Outlet, Receiver
from reminders.clock import MovableClock
from tests.faults.talk import TOKEN
from tests.standin import StandIn
from tests.stories.chats import WireTalker
from tests.stories.wires import SPRING, SWIFT
from texts import say


@dataclass
class Brittle:
    """The real receiver, which some words break as often as is said."""

    receiver: Receiver
    breaks: int

    @property
    def outlets(self) -> Mapping[int, Outlet]:
        return self.receiver.outlets

    async def __call__(self, bot: Bot, update: Update) -> None:
        if update.message is not None and (update.message.text or "").startswith("poison") and self.breaks:
            self.breaks -= 1
            raise LookupError(update.message.text)
        await self.receiver(bot, update)


@dataclass
class Town:
    """A service on the wire, whose updates are handed over one by one."""

    standin: StandIn
    attempts: Attempts

    async def hear(self, person: int, text: str, **more: object) -> None:
        """Somebody says something, and the service has done with it."""
        await self.standin.user(person).says(text)
        raw = self.standin.updates.pending.pop()
        raw["message"]["from"] |= more
        await self.attempts.serve(raw)

    def read(self, person: int) -> list[str]:
        """What stands in somebody's chat, by the service."""
        return [page.text for page in WireTalker(self.standin, person).pages]


@asynccontextmanager
async def town(folder: Path, *, breaks: int) -> AsyncIterator[Town]:
    async with StandIn(token=TOKEN) as standin:
        settings = Settings(data_dir=folder, telegram_token=SecretStr(TOKEN), telegram_api=standin.url)
        async with opened(settings, MovableClock(SPRING), address="http://127.0.0.1:8080", create=True) as whole:
            assert whole.telegram is not None
            outlet = whole.receiver.outlets[whole.telegram.id]
            assert isinstance(outlet, TelegramOutlet)
            outlet._gate = whole.regrets._gate = Gate(SWIFT)
            service: Service = replace(whole, receiver=Brittle(whole.receiver, breaks))  # type: ignore[arg-type]
            attempts = Attempts(
                bot=whole.telegram, receive=service.receive, quarantine=service.quarantine, outages=OUTAGES, pause=0.001
            )
            yield Town(standin, attempts)


async def test_the_sender_of_what_was_set_aside_is_told_once_in_a_row_and_again_after_an_answer(tmp_path: Path) -> None:
    async with town(tmp_path, breaks=9) as here:
        await here.hear(1, "poison")
        await here.hear(1, "poison again")
        assert here.read(1) == [say("zh", "talk.set_aside")]
        await here.hear(1, "/start")
        answered = len(here.read(1))
        await here.hear(1, "poison at last")
        assert here.read(1)[answered:] == [say("zh", "talk.set_aside")]


async def test_whoever_is_served_in_the_end_is_not_told(tmp_path: Path) -> None:
    async with town(tmp_path, breaks=2) as here:
        await here.hear(1, "poison")
        assert say("zh", "talk.set_aside") not in here.read(1)
        assert len(here.read(1)) == 1


async def test_others_hear_nothing_and_the_words_are_the_senders_language(tmp_path: Path) -> None:
    async with town(tmp_path, breaks=3) as here:
        await here.hear(1, "/start")
        read = here.read(1)
        await here.hear(2, "poison", language_code="en")
        assert here.read(2) == [say("en", "talk.set_aside")]
        assert here.read(1) == read
