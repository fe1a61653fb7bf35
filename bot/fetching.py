"""Updates as Telegram sends them: how they are asked for, which chat each belongs to, and which are in hand."""

from collections.abc import Collection, Sequence
from typing import Protocol

from aiogram.methods import TelegramMethod

from bot.queues import Raw
from handlers.updates import answered_in_words
from storage.store import Store

WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
FILES = {"document", "photo"}
LIMIT = 100
"""The most updates that Telegram returns at once, from the first unconfirmed one on."""


class RawUpdates(TelegramMethod[list[Raw]]):
    """getUpdates without types, so that one update of an unknown shape does not hide the others."""

    __returning__ = list[Raw]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = LIMIT
    timeout: int = 0
    allowed_updates: list[str] = WANTED


class Register(Protocol):
    """The record of a polling loop, for the loop that follows it after a restart."""

    async def kept(self, bot_id: int) -> Sequence[Raw]:
        """Return the updates that were confirmed to Telegram but not served."""

    async def keep(self, bot_id: int, updates: Sequence[Raw]) -> None:
        """Keep updates that are in hand, so that they may be confirmed to Telegram."""

    async def note(self, bot_id: int, numbers: Collection[int]) -> None:
        """Note updates that were served and whose replies have left; they are not answered again."""


class StoredRegister:
    """The record in the database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def kept(self, bot_id: int) -> Sequence[Raw]:
        """Return the updates that were confirmed to Telegram but not served."""
        async with self._store.work() as work:
            return await work.updates_in_hand.of(bot_id)

    async def keep(self, bot_id: int, updates: Sequence[Raw]) -> None:
        """Keep updates that are in hand, so that they may be confirmed to Telegram."""
        async with self._store.work() as work:
            await work.updates_in_hand.keep(bot_id, {raw["update_id"]: raw for raw in updates})
            await work.commit()

    async def note(self, bot_id: int, numbers: Collection[int]) -> None:
        """Note served updates and drop them from those in hand."""
        async with self._store.work() as work:
            await work.updates.note_answered(bot_id, numbers)
            await work.updates_in_hand.drop(bot_id, numbers)
            await work.commit()


def lane_of(raw: Raw) -> int:
    """Return the chat of an update, whose updates are served in order; 0 for all those without a readable one."""
    for kind in WANTED:
        body = raw.get(kind)
        if isinstance(body, dict):
            inner = body.get("message") if kind == "callback_query" else body
            chat = (inner.get("chat") if isinstance(inner, dict) else None) or body.get("from")
            number = chat.get("id") if isinstance(chat, dict) else None
            return number if isinstance(number, int) else 0
    return 0


def press_in(raw: Raw) -> str | None:
    """Return the id of the press in an update, None if it is none or its handler answers it in words."""
    query = raw.get("callback_query")
    if not isinstance(query, dict) or not isinstance(query.get("id"), str):
        return None
    message = query.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    kind = chat.get("type", "private") if isinstance(chat, dict) else "private"
    return None if answered_in_words(kind == "private", str(query.get("data"))) else query["id"]


def is_file(raw: Raw) -> bool:
    """Whether the update carries a file."""
    body = raw.get("message")
    return isinstance(body, dict) and not FILES.isdisjoint(body)
