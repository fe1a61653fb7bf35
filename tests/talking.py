"""Someone says, clicks, reads: the real dispatcher, receiver and database under a channel that is a list in memory."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, DeleteMessage, GetFile, SendDocument, SendMessage, TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    Chat,
    Document,
    File,
    InlineKeyboardMarkup,
    Message,
    Update,
    User,
    Voice,
)

from handlers.dispatching import all_guides, make_dispatcher
from handlers.engine.finding import Dispatcher
from handlers.engine.guides import Guides
from handlers.engine.holding import HoldingSession
from handlers.engine.resuming import Resume
from handlers.updates import Office, Receiver
from rules.engine.pack import Pack, load_pack
from storage.store import Store
from workflow.engine.desk import Places
from workflow.engine.files import announced


class ListSession(BaseSession):
    """A channel that keeps what is said, and serves the files that people sent."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[TelegramMethod[Any]] = []
        self.uploads: dict[str, bytes] = {}

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        if isinstance(method, GetFile):
            return File(file_id=method.file_id, file_unique_id=method.file_id, file_path=method.file_id)
        self.said.append(method)
        return True

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        yield self.uploads[url.rpartition("/")[2]]

    async def close(self) -> None:
        pass


@dataclass
class ListOutlet:
    """Lets calls go into the list once they are committed."""

    session: ListSession
    durable: bool = False
    channel: str = "telegram"

    async def keep(self, work: Any, bot: Bot, chat_id: int, calls: Sequence[TelegramMethod[Any]]) -> Any:
        return list(calls)

    async def release(self, kept: Any) -> None:
        self.session.said.extend(kept)


@dataclass
class Clock:
    """The moment, moved by the test."""

    now: datetime = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@cache
def conversations() -> tuple[Guides, Dispatcher, Resume]:
    """All forms and all conversations; they remember nothing, so that one set of them serves every test."""
    guides = all_guides()
    return guides, *make_dispatcher(guides)


class Town:
    """The service and the people around it."""

    def __init__(self, store: Store, *, guides: Guides | None = None, pack: Pack | None = None) -> None:
        self.store = store
        self.clock = Clock()
        self.session = ListSession()
        self.bot = Bot("42:TEST", session=HoldingSession(self.session))
        self.guides, dispatcher, resume = conversations() if guides is None else (guides, *make_dispatcher(guides))
        self.places = Places(url="http://127.0.0.1:8080")
        self.office = Office(store, pack or load_pack(), self.places, self.clock)
        self.receive = Receiver(self.office, dispatcher, outlets={42: ListOutlet(self.session)}, resume=resume)
        self.updates = count(1)

    def person(self, chat_id: int, language: str = "zh") -> "Someone":
        return Someone(self, chat_id, language)


@dataclass
class Someone:
    """A person in a chat."""

    town: Town
    chat_id: int
    language: str = "zh"
    read_until: int = field(default=0)
    messages: count = field(default_factory=lambda: count(1))  # type: ignore[type-arg]

    def _user(self) -> User:
        return User(id=self.chat_id, is_bot=False, first_name="某", language_code=self.language)

    def _message(self, **content: Any) -> Message:
        chat = Chat(id=self.chat_id, type="private")
        return Message(
            message_id=next(self.messages), date=self.town.clock.now, chat=chat, from_user=self._user(), **content
        )

    async def _send(self, **content: Any) -> list[str]:
        update_id = content.pop("update_id", None) or next(self.town.updates)
        update = Update(update_id=update_id, **content)
        await self.town.receive(
            self.town.bot, update.model_validate(update.model_dump(), context={"bot": self.town.bot})
        )
        return self.reads()

    async def says(self, text: str, *, update_id: int | None = None) -> list[str]:
        """Write a message; returns what is read in answer."""
        return await self._send(message=self._message(text=text), update_id=update_id)

    async def edits(self, number: int, text: str) -> list[str]:
        """Change a message of one's own; returns what is read in answer."""
        changed = self._message(text=text).model_copy(update={"message_id": number})
        return await self._send(edited_message=changed)

    async def sends_voice(self) -> list[str]:
        """Send a voice message; returns what is read in answer."""
        return await self._send(message=self._message(voice=Voice(file_id="v", file_unique_id="v", duration=1)))

    async def sends_file(
        self, name: str, content: bytes, *, followed: bool = False, caption: str | None = None
    ) -> list[str]:
        """Send a file, with another behind it or not; returns what is read in answer."""

        async def known() -> bool:
            return followed

        file_id = f"file{len(self.town.session.uploads)}"
        self.town.session.uploads[file_id] = content
        document = Document(file_id=file_id, file_unique_id=file_id, file_name=name, file_size=len(content))
        with announced(known):
            return await self._send(message=self._message(document=document, caption=caption or None))

    async def presses(self, label: str) -> list[str]:
        """Press a button of the last message that has it, by a part of its label or by its data."""
        data = self._data(label)
        query = CallbackQuery(
            id=f"q{next(self.messages)}", from_user=self._user(), chat_instance="1", data=data, message=self._message()
        )
        return await self._send(callback_query=query)

    async def presses_data(self, data: str) -> list[str]:
        """Press a button by its data, wherever it came from."""
        query = CallbackQuery(
            id=f"q{next(self.messages)}", from_user=self._user(), chat_instance="1", data=data, message=self._message()
        )
        return await self._send(callback_query=query)

    def _data(self, label: str) -> str:
        for call in reversed(self._mine()):
            for text, data in buttons(call):
                if label in text or label == data:
                    return data
        raise AssertionError(f"no button {label!r}; the last message has {self.buttons()}")

    def _mine(self) -> list[TelegramMethod[Any]]:
        return [call for call in self.town.session.said if getattr(call, "chat_id", None) == self.chat_id]

    def buttons(self) -> list[str]:
        """The labels of the last message's buttons."""
        last = next((call for call in reversed(self._mine()) if isinstance(call, SendMessage)), None)
        return [text for text, _ in buttons(last)] if last is not None else []

    def reads(self) -> list[str]:
        """What has come since the last reading."""
        mine = self._mine()
        new, self.read_until = mine[self.read_until :], len(mine)
        return [text_of(call) for call in new if not isinstance(call, DeleteMessage | AnswerCallbackQuery)]


def buttons(call: Any) -> list[tuple[str, str]]:
    """The labels and data of a message's buttons."""
    markup = getattr(call, "reply_markup", None)
    rows = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else []
    return [(button.text, button.callback_data or button.url or "") for row in rows for button in row]


def text_of(call: Any) -> str:
    """What a message says: its text, or the name of its file and the words below it."""
    if isinstance(call, SendDocument):
        name = call.document.filename if isinstance(call.document, BufferedInputFile) else str(call.document)
        return f"[{name}] {call.caption or ''}"
    return getattr(call, "text", "") or ""
