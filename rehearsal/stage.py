"""The stage: the service over a throw-away database, a clock that is moved, and players who say, press and read."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery, Document, Message, Update, User
from aiogram.types import Chat as TelegramChat

from bot.channels import WebKeeper
from handlers.dispatching import all_guides, make_dispatcher
from handlers.engine.commands import web_commands
from handlers.engine.floods import Gate
from handlers.engine.guides import Guides
from handlers.engine.holding import HoldingSession
from handlers.engine.senders import WEB_BOT
from handlers.papers import render
from handlers.updates import Office, Receiver
from rehearsal.chats import Chats, Letters, Said
from reminders.clock import MovableClock, moments
from reminders.delivery import Delivery
from reminders.planner import plan
from reminders.posting import Routes
from rules.engine.calendar import OFFICE_ZONE, office_day
from rules.engine.pack import Pack, load_pack
from storage.database.seals import Keys
from storage.engine.uploads import Uploads
from storage.store import Store
from texts import say
from web.engine.session import WebSession
from workflow.engine.desk import Desk, Places
from workflow.engine.provisions import pack_in_force

WEB = "web"
FIRST_CHAT = 5001
_MORNING, _EVENING = time(9), 18
_PATIENCE = 1_000_000
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # thrown away in the end


class NotOffered(AssertionError):
    """A player pressed a button that no message had offered them."""


class Unheard(AssertionError):
    """A player was not told what they have to be told, such as why they are refused."""


@dataclass
class Stage:
    """The service and everybody who plays on it."""

    store: Store
    pack: Pack
    clock: MovableClock
    chats: Chats
    bot: Bot
    receiver: Receiver
    delivery: Delivery
    guides: Guides
    language: str
    players: dict[str, "Player"] = field(default_factory=dict)
    updates: Any = field(default_factory=lambda: count(1))
    delivered: int = 0

    def enter(self, key: str) -> "Player":
        """Bring somebody on, whom the service does not know before they write."""
        player = self.players[key] = Player(self, key, FIRST_CHAT + len(self.players))
        return player

    async def until(self, moment: datetime) -> None:
        """Let time pass up to this moment, with everything that falls due on the way."""
        for each in moments(self.clock(), moment):
            self.clock.set(each)
            await self.tick()

    async def days(self, days: int) -> None:
        """Let so many days pass."""
        await self.until(self.clock() + timedelta(days=days))

    async def hour(self) -> None:
        """Let an office hour pass; after a day's last hour comes the morning of the next working day."""
        later = (self.clock() + timedelta(hours=1)).astimezone(OFFICE_ZONE)
        if later.hour >= _EVENING:
            async with self.store.work() as work:
                calendar = await work.calendar.load()
            morning = calendar.after(office_day(self.clock()), 1).last
            later = datetime.combine(morning, _MORNING, OFFICE_ZONE)
        await self.until(later.astimezone(UTC))

    async def tick(self) -> None:
        """Plan and deliver what is due now."""
        await plan(self.store, self.pack, self.clock())
        self.delivered += await self.delivery.deliver_once(self.clock())


@dataclass
class Player:
    """Somebody in a chat. `person_id` is known once they have written, `read` is how much they have read."""

    stage: Stage
    key: str
    chat: int
    person_id: int = 0
    read: int = 0
    messages: Any = field(default_factory=lambda: count(1))

    async def say(self, text: str) -> list[str]:
        """Type a message; what is read in answer."""
        return await self._send(message=self._message(text=text))

    async def press(self, data: str) -> list[str]:
        """Press a button that was offered. Raises NotOffered for any other."""
        if data not in self.stage.chats.of[self.chat].offered:
            raise NotOffered(f"{self.key} was never offered {data}; last: {self._last()}")
        return await self.press_anyhow(data)

    async def press_anyhow(self, data: str) -> list[str]:
        """Press a button that nobody offered, as a forger would."""
        query = CallbackQuery(
            id=f"q{next(self.messages)}", from_user=self._user(), chat_instance="1", data=data, message=self._message()
        )
        return await self._send(callback_query=query)

    async def send_file(self, name: str, content: bytes) -> list[str]:
        """Send a file."""
        file_id = f"file{len(self.stage.chats.uploads)}"
        self.stage.chats.uploads[file_id] = content
        document = Document(file_id=file_id, file_unique_id=file_id, file_name=name, file_size=len(content))
        return await self._send(message=self._message(document=document))

    async def press_for(self, data: str, key: str, **values: object) -> None:
        """Press a button, offered or not, and be told this sentence. Raises Unheard."""
        self.is_told(await self.press_anyhow(data), key, **values)

    def is_told(self, said: list[str], key: str, **values: object) -> None:
        """Check that this sentence is in what was said. Raises Unheard."""
        words = say(self.stage.language, key, **values)
        if not any(words in each for each in said):
            raise Unheard(f"{self.key} was not told {words!r}, but {said}")

    def offered(self, prefix: str) -> list[str]:
        """Return the offered buttons whose data start so, the latest message's first."""
        found = self.stage.chats.of[self.chat].offered
        return sorted((data for data in found if data.startswith(prefix)), key=lambda data: -found[data])

    def heard(self, words: str) -> list[Said]:
        """The messages with these words in them."""
        return [said for said in self.stage.chats.of[self.chat].said if words in said.text]

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Desk]:
        """Open the desk at which this person would be served, to look at things; nothing done at it is kept."""
        stage = self.stage
        async with stage.store.work() as work:
            seat = await work.people.meet(WEB, self.chat, stage.clock(), stage.language)
            yield Desk(
                person=seat.person,
                channel=seat.channel,
                roles=seat.roles,
                now=stage.clock(),
                work=work,
                pack=await pack_in_force(work, stage.pack),
                calendar=await work.calendar.load(),
                places=stage.receiver.office.places,
            )

    def _last(self) -> str:
        said = self.stage.chats.of[self.chat].said
        return f"{said[-1].text[:200]} {said[-1].presses}" if said else "nothing"

    def _user(self) -> User:
        return User(id=self.chat, is_bot=False, first_name="某", language_code=self.stage.language)

    def _message(self, **content: Any) -> Message:
        chat, now = TelegramChat(id=self.chat, type="private"), self.stage.clock()
        return Message(message_id=next(self.messages), date=now, chat=chat, from_user=self._user(), **content)

    async def _send(self, **content: Any) -> list[str]:
        update = Update(update_id=next(self.stage.updates), **content)
        bot = self.stage.bot
        await self.stage.receiver(bot, Update.model_validate(update.model_dump(), context={"bot": bot}))
        if not self.person_id:
            async with self.desk() as desk:
                self.person_id = desk.person.id
        said = self.stage.chats.of[self.chat].said
        fresh, self.read = said[self.read :], len(said)
        return [each.text for each in fresh]


@asynccontextmanager
async def raised(now: datetime, pack: Pack | None = None, language: str = "zh") -> AsyncIterator[Stage]:
    """The stage, on an empty database that is thrown away in the end.

    It goes by the rules of Linxia County unless others are given; everybody who comes to it speaks `language`.
    """
    with tempfile.TemporaryDirectory(prefix="award-rehearsal-", dir=_MEMORY) as folder:
        store = await Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), Path(folder), create=True)
        try:
            yield await _assembled(store, now, Path(folder), pack or load_pack(), language)
        finally:
            await store.close()


async def _assembled(store: Store, now: datetime, folder: Path, pack: Pack, language: str) -> Stage:
    clock, chats, guides = MovableClock(now, lambda: 0.0), Chats(), all_guides()
    async with store.work() as work:
        await work.calendar.seed(now)
        await work.commit()
    bot = Bot(f"{WEB_BOT}:web", session=HoldingSession(chats))
    dispatcher, resume = make_dispatcher(guides)
    office = Office(store, pack, Places("http://127.0.0.1:8080"), clock, language)
    receiver = Receiver(office, dispatcher, outlets={WEB_BOT: chats}, resume=resume, gate=Gate(burst=_PATIENCE))
    inboxes = WebSession(store, Uploads(folder / "uploads", store.seal), clock, partial(web_commands, pack))
    letters = Letters(chats, WebKeeper(bot, inboxes))
    routes = Routes(keepers={WEB: letters}, senders={}, papers=partial(render, store, pack))
    delivery = Delivery(store, pack, routes, clock)
    return Stage(store, pack, clock, chats, bot, receiver, delivery, guides, language)
