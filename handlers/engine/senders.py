"""Finds who sent an update, and whether it came from a private chat."""

import asyncio
from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.types import Chat, Update, User

from workflow.engine.chats import keep_data, keep_step
from workflow.engine.records import Conversations, Talk

WEB_BOT = 1
"""The bot id of the built-in web chat; no bot of Telegram has it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The bot and chat to answer in. `language` is "en" if the client says so, otherwise None."""

    bot_id: int
    chat_id: int
    private: bool
    language: str | None = None

    @property
    def talk(self) -> Talk:
        """The conversation: a group has one, whoever speaks in it."""
        return Talk(self.bot_id, self.chat_id, self.chat_id)


def sender_of(update: Update, bot_id: int) -> Sender | None:
    """Return the sender of the update, None if nobody waits for an answer to it."""
    message = update.message or update.edited_message
    if message is not None:
        sender = _sender(bot_id, message.chat, message.from_user)
        return sender if update.message is not None or sender.private else None
    if update.callback_query is not None:
        under = update.callback_query.message
        return _sender(bot_id, under.chat, update.callback_query.from_user) if under else None
    if update.my_chat_member is not None:
        return _sender(bot_id, update.my_chat_member.chat, update.my_chat_member.from_user)
    return None


def _sender(bot_id: int, chat: Chat, user: User | None) -> Sender:
    code = (user.language_code or "") if user else ""
    return Sender(
        bot_id=bot_id,
        chat_id=chat.id,
        private=chat.type == "private",
        language="en" if code.startswith("en") else None,
    )


# Serves the updates of a chat one at a time, in the order they arrive; chats do not wait for each other.


crowded: ContextVar[bool] = ContextVar("crowded", default=False)
"""Whether more updates of the chat wait behind the one being served. Such updates were sent without reading answers."""


class Turns:
    """One lock for each chat that has an update in progress or waiting, and none for the rest."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, chat: Hashable) -> AsyncIterator[None]:
        """Wait for the chat's turn and hold it; inside, `crowded` says whether further updates of the chat wait."""
        lock, waiting = self._locks.get(chat, (asyncio.Lock(), 0))
        self._locks[chat] = (lock, waiting + 1)
        try:
            async with lock:
                if self._locks[chat][1] > 1:
                    crowded.set(True)
                yield
        finally:
            lock, waiting = self._locks[chat]
            if waiting == 1:
                del self._locks[chat]
            else:
                self._locks[chat] = (lock, waiting - 1)


# aiogram's conversation memory, kept in the Work, so that it commits with everything else that the update did.
#
# It should hold ids only: the answers themselves are in the drafts.


class Memory(BaseStorage):
    """The storage that aiogram's contexts and filters use, made for one update and its conversation alone."""

    def __init__(self, conversations: Conversations, talk: Talk, now: datetime) -> None:
        self._conversations = conversations
        self._talk = talk
        self._now = now

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Set the step, or none."""
        name = state.state if isinstance(state, State) else state
        await keep_step(self._conversations, self._talk, name, self._now)

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the current step."""
        return await self._conversations.state(self._talk)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data."""
        await keep_data(self._conversations, self._talk, data, self._now)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the data."""
        return await self._conversations.data(self._talk)

    async def close(self) -> None:
        """Do nothing: the Work writes the conversation, so there is nothing to close."""


def context(conversations: Conversations, talk: Talk, now: datetime) -> FSMContext:
    """Return one conversation's memory as the context that handlers take."""
    return FSMContext(storage=Memory(conversations, talk, now), key=StorageKey(*talk))
