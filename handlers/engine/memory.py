"""aiogram's conversation memory, kept in the Work, so that it commits with everything else that the update did.

It should hold ids only: the answers themselves are in the drafts.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from workflow.engine.records import Conversations, Talk


class Memory(BaseStorage):
    """The storage that aiogram's contexts and filters use, made for one update and its conversation alone."""

    def __init__(self, conversations: Conversations, talk: Talk, now: datetime) -> None:
        self._conversations = conversations
        self._talk = talk
        self._now = now

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Set the step, or none."""
        name = state.state if isinstance(state, State) else state
        await self._conversations.set_state(self._talk, name, self._now)

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the current step."""
        return await self._conversations.state(self._talk)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data."""
        await self._conversations.set_data(self._talk, data, self._now)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the data."""
        return await self._conversations.data(self._talk)

    async def close(self) -> None:
        """Do nothing: the Work writes the conversation, so there is nothing to close."""


def context(conversations: Conversations, talk: Talk, now: datetime) -> FSMContext:
    """Return one conversation's memory as the context that handlers take."""
    return FSMContext(storage=Memory(conversations, talk, now), key=StorageKey(*talk))
