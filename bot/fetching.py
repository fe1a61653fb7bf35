"""How updates are asked for: what is wanted of them, and whose each is."""

from collections.abc import Collection, Sequence
from typing import Protocol

from aiogram.methods import TelegramMethod

from bot.attempts import Raw
from storage.store import Store

WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
FILES = {"document", "photo"}
LIMIT = 100
"""So many updates Telegram shows at once, from the first that is not confirmed."""


class RawUpdates(TelegramMethod[list[Raw]]):
    """getUpdates without types: one update of a shape unknown here must not hide the others."""

    __returning__ = list[Raw]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = LIMIT
    timeout: int = 0
    allowed_updates: list[str] = WANTED


class Register(Protocol):
    """What a polling loop writes down, so that the next one knows."""

    async def kept(self, bot_id: int) -> Sequence[Raw]:
        """The updates that were confirmed and have not been served."""

    async def keep(self, bot_id: int, updates: Sequence[Raw]) -> None:
        """Keep updates that are in hand: after this they may be confirmed."""

    async def note(self, bot_id: int, numbers: Collection[int]) -> None:
        """These were served, and what was said to them has left: one of them that comes again is not answered again."""


class StoredRegister:
    """In the database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def kept(self, bot_id: int) -> Sequence[Raw]:
        """The updates that were confirmed and have not been served."""
        async with self._store.work() as work:
            return await work.updates_in_hand.of(bot_id)

    async def keep(self, bot_id: int, updates: Sequence[Raw]) -> None:
        """Keep updates that are in hand."""
        async with self._store.work() as work:
            await work.updates_in_hand.keep(bot_id, {raw["update_id"]: raw for raw in updates})
            await work.commit()

    async def note(self, bot_id: int, numbers: Collection[int]) -> None:
        """These were served."""
        async with self._store.work() as work:
            await work.updates.note_answered(bot_id, numbers)
            await work.updates_in_hand.drop(bot_id, numbers)
            await work.commit()


def lane_of(raw: Raw) -> int:
    """The chat whose updates go one after another. Where none can be read it is 0: one lane for all of those."""
    for kind in WANTED:
        body = raw.get(kind)
        if isinstance(body, dict):
            inner = body.get("message") if kind == "callback_query" else body
            chat = (inner.get("chat") if isinstance(inner, dict) else None) or body.get("from")
            number = chat.get("id") if isinstance(chat, dict) else None
            return number if isinstance(number, int) else 0
    return 0


def is_file(raw: Raw) -> bool:
    """Whether a file came with it."""
    body = raw.get("message")
    return isinstance(body, dict) and not FILES.isdisjoint(body)
