"""A channel in memory: what is said to each chat can be read, and only offered buttons can be pressed."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import GetFile, TelegramMethod
from aiogram.types import BufferedInputFile, File, InlineKeyboardMarkup

from bot.channels import calls_of
from handlers.engine.holding import Call
from reminders.letters import Keeper, Letter, Parked
from rules.people.roles import Channel
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Said:
    """One message: its words, what its buttons send, the name of the file that came with it."""

    text: str
    presses: tuple[str, ...] = ()
    file: str | None = None


@dataclass(slots=True)
class Chat:
    """What was said to one person, and every button they have been offered."""

    said: list[Said] = field(default_factory=list)
    offered: dict[str, int] = field(default_factory=dict)

    def hear(self, said: Said) -> None:
        """Keep the message; its buttons can be pressed from now on."""
        self.said.append(said)
        for data in said.presses:
            self.offered[data] = len(self.said)


class Chats(BaseSession):
    """All chats: a session for what handlers say at once, an outlet for what they say after the commit."""

    channel = "web"

    def __init__(self) -> None:
        super().__init__()
        self.of: dict[int, Chat] = defaultdict(Chat)
        self.uploads: dict[str, bytes] = {}

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        """Hear the call at once; a file that was sent is found by its id."""
        if isinstance(method, GetFile):
            return File(file_id=method.file_id, file_unique_id=method.file_id, file_path=method.file_id)
        self._hear(method)
        return True

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """The content of a file that somebody sent."""
        yield self.uploads[url.rpartition("/")[2]]

    async def close(self) -> None:
        """Nothing is open."""

    async def keep(self, work: Work, bot: Bot, chat_id: int, calls: Sequence[Call]) -> list[Call]:
        """What is to be heard once the Work is committed."""
        return list(calls)

    async def release(self, kept: list[Call]) -> None:
        """The Work is committed: it is heard."""
        for call in kept:
            self._hear(call)

    def _hear(self, call: TelegramMethod[Any]) -> None:
        chat = getattr(call, "chat_id", None)
        text = getattr(call, "text", None) or getattr(call, "caption", None) or ""
        document = getattr(call, "document", None)
        if not isinstance(chat, int) or not (text or document):
            return
        markup = getattr(call, "reply_markup", None)
        rows = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else []
        presses = tuple(button.callback_data for row in rows for button in row if button.callback_data)
        file = document.filename if isinstance(document, BufferedInputFile) else None
        self.of[chat].hear(Said(text, presses, file))


def tokens_in(texts: Iterable[str]) -> list[str]:
    """The tokens of the one-time links in these texts, one for each text."""
    return [text.partition("start=")[2].split()[0] for text in texts if "start=" in text]


class Letters:
    """Delivery's way into the chats: each letter is kept in the web chat's own inbox, and heard once it is there."""

    def __init__(self, chats: Chats, inboxes: Keeper) -> None:
        self._chats = chats
        self._inboxes = inboxes

    async def keep(self, work: Work, channel: Channel, letter: Letter | Parked) -> tuple[Any, list[Call]]:
        """What is to be released and heard once the Work is committed."""
        return await self._inboxes.keep(work, channel, letter), calls_of(channel, letter)

    async def release(self, kept: tuple[Any, list[Call]]) -> None:
        """The Work is committed: it is heard."""
        await self._inboxes.release(kept[0])
        await self._chats.release(kept[1])
