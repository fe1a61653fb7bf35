"""Finds the handler of an update: the first one, in the order of the conversations, whose filters let it through.

Most handlers are ruled out beforehand by a button's first word, by a leading slash in the text, and by the step the
chat is in. These are read from aiogram's own filters, so that a conversation states them only once.
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
    """The handlers of all routers in their order, indexed by button word, slash and step."""

    def __init__(self, routers: Iterable[Router]) -> None:
        self.routers = tuple(part for router in routers for part in router.chain_tail)
        self._presses = _by_word([handler for router in self.routers for handler in router.callback_query.handlers])
        self._messages = _by_step([handler for router in self.routers for handler in router.message.handlers])
        self._edits = [handler for router in self.routers for handler in router.edited_message.handlers]
        self._members = [handler for router in self.routers for handler in router.my_chat_member.handlers]

    async def serve(self, event: Event, *, raw_state: str | None, edited: bool = False, **data: Any) -> None:
        """Call the first handler whose filters accept the event, if any does; `edited` is a message said before.

        Handlers and filters get the values of `data` that their parameters name.
        """
        data["raw_state"] = raw_state
        for handler in self._edits if edited else self._meant(event, raw_state):
            taken, found = await handler.check(event, **data)
            if taken:
                await handler.call(event, **found)
                return

    def _meant(self, event: Event, step: str | None) -> Handlers:
        if isinstance(event, CallbackQuery):
            word = (event.data or "").partition(":")[0]
            return self._presses.get(word, self._presses[None])
        if isinstance(event, Message):
            slash = (event.text or "").lstrip().startswith("/")
            return self._messages.get((slash, step), self._messages[slash, None])
        return self._members


def _by_word(handlers: Handlers) -> dict[str | None, Handlers]:
    """Return the handlers that can take a button by its first word; those under None take any other button."""
    words = [press.conversation if (press := _filter(handler, Press)) else None for handler in handlers]
    return {
        word: [handler for handler, wanted in zip(handlers, words, strict=True) if wanted in (None, word)]
        for word in {None, *words}
    }


def _by_step(handlers: Handlers) -> dict[tuple[bool, str | None], Handlers]:
    """Return the handlers that can take a message by (has a slash, step); step None stands for any step not listed."""
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
    """Return the only steps in which the handler takes a message; empty if it must be asked in every step."""
    asked = _filter(handler, StateFilter)
    names = [step for step in asked.states if isinstance(step, str) and step != "*"] if asked else []
    return names if asked and len(names) == len(asked.states) else ()


def _filter(handler: HandlerObject, kind: type[_Kind]) -> _Kind | None:
    found = (each.callback for each in handler.filters or ())
    return next((each for each in found if isinstance(each, kind)), None)
