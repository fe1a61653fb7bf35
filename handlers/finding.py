"""Finds who serves an update: the first handler, in the order of the conversations, whose filters let it through.

Most handlers cannot be meant, and are not asked: a button's first word, a slash in front of a text and the step in
which the chat is rule them out. That goes by aiogram's own filters, so that a conversation says it only once.
"""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.presses import Press

Event = Message | CallbackQuery | ChatMemberUpdated
Handlers = Collection[HandlerObject]
_Kind = TypeVar("_Kind")


class Dispatcher:
    """The handlers of all routers in their order, laid out by what can lead to each."""

    def __init__(self, routers: Iterable[Router]) -> None:
        self.routers = tuple(part for router in routers for part in router.chain_tail)
        self._presses = _by_word([handler for router in self.routers for handler in router.callback_query.handlers])
        self._messages = _by_step([handler for router in self.routers for handler in router.message.handlers])
        self._members = [handler for router in self.routers for handler in router.my_chat_member.handlers]

    async def serve(self, event: Event, *, raw_state: str | None, **data: Any) -> None:
        """Let the first handler that is meant serve the event; it takes of `data` what it names, and so do filters."""
        data["raw_state"] = raw_state
        for handler in self._meant(event, raw_state):
            taken, found = await handler.check(event, **data)
            if taken:
                await handler.call(event, **found)
                return

    def _meant(self, event: Event, step: str | None) -> Handlers:
        if isinstance(event, CallbackQuery):
            word = (event.data or "").partition(":")[0]
            return self._presses.get(word, self._presses[None])
        if isinstance(event, Message):
            slash = (event.text or event.caption or "").lstrip().startswith("/")
            return self._messages.get((slash, step), self._messages[slash, None])
        return self._members


def _by_word(handlers: Handlers) -> dict[str | None, Handlers]:
    """For each first word of a button the handlers that can take it; under None those for any other button."""
    words = [press.conversation if (press := _filter(handler, Press)) else None for handler in handlers]
    return {
        word: [handler for handler, wanted in zip(handlers, words, strict=True) if wanted in (None, word)]
        for word in {None, *words}
    }


def _by_step(handlers: Handlers) -> dict[tuple[bool, str | None], Handlers]:
    """For a text with a slash and one without, in each step, the handlers that can take it; None is any other step."""
    steps = {None, *(step for handler in handlers for step in _steps(handler))}
    return {
        (slash, step): [
            handler
            for handler in handlers
            if (slash or _filter(handler, Command) is None) and (not _steps(handler) or step in _steps(handler))
        ]
        for slash in (True, False)
        for step in steps
    }


def _steps(handler: HandlerObject) -> Collection[str]:
    """The steps in which alone the handler takes a message; none where it has to be asked in each."""
    asked = _filter(handler, StateFilter)
    names = [step for step in asked.states if isinstance(step, str) and step != "*"] if asked else []
    return names if asked and len(names) == len(asked.states) else ()


def _filter(handler: HandlerObject, kind: type[_Kind]) -> _Kind | None:
    found = (each.callback for each in handler.filters or ())
    return next((each for each in found if isinstance(each, kind)), None)
