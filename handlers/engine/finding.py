"""Finds the handler of an update: the first one, in the order of the conversations, whose filters let it through.

Most handlers of messages are ruled out beforehand by a leading slash in the text and by the step the chat is in. These
are read from aiogram's own filters, so that a conversation states them only once. The rest is as in aiogram: filters of
routers, `SkipHandler`, and a method that a handler returns. What is not (middlewares and error handlers of routers,
other kinds of updates) is refused when the service is assembled.
"""

from collections.abc import AsyncIterator, Collection, Iterable
from typing import Any, TypeVar

from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, StateFilter
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

Event = Message | CallbackQuery | ChatMemberUpdated
Handlers = Collection[HandlerObject]
_Kind = TypeVar("_Kind")
_SERVED = ("message", "edited_message", "callback_query", "my_chat_member")


class Dispatcher:
    """The handlers of all routers in their order, indexed by slash and step."""

    def __init__(self, routers: Iterable[Router]) -> None:
        """Raises ValueError for what a router asks for that would be ignored here."""
        self.routers = tuple(part for router in routers for part in router.chain_tail)
        for known in {above for router in self.routers for above in router.chain_head}:
            _refuse_ignored(known)
        messages, self._edits, self._presses, self._members = (self._handlers(kind) for kind in _SERVED)
        self._messages = _by_step(messages)
        self._guards = {
            id(handler): tuple(above.observers[kind] for above in reversed(tuple(router.chain_head)))
            for router in self.routers
            for kind in _SERVED
            for handler in router.observers[kind].handlers
        }

    async def serve(self, event: Event, *, bot: Bot, raw_state: str | None, edited: bool = False, **data: Any) -> None:
        """Call the first handler whose filters accept the event, if any does; `edited` is a message said before.

        Handlers and filters get the values of `data` that their parameters name.
        """
        async for handler, known in self.accepting(event, bot=bot, raw_state=raw_state, edited=edited, **data):
            try:
                answer = await handler.call(event, **known)
            except SkipHandler:
                continue
            if isinstance(answer, TelegramMethod):
                await bot(answer)
            if answer is not UNHANDLED:
                return

    async def accepting(
        self, event: Event, *, raw_state: str | None, edited: bool = False, **data: Any
    ) -> AsyncIterator[tuple[HandlerObject, dict[str, Any]]]:
        """Yield the handlers that accept the event, in their order, with what their filters have added to `data`."""
        data["raw_state"] = raw_state
        for handler in self._edits if edited else self._meant(event, raw_state):
            known = data
            for guard in (*self._guards[id(handler)], None):
                check = handler.check if guard is None else guard.check_root_filters
                taken, known = await check(event, **known)
                if not taken:
                    break
            else:
                yield handler, known

    def _handlers(self, kind: str) -> list[HandlerObject]:
        return [handler for router in self.routers for handler in router.observers[kind].handlers]

    def _meant(self, event: Event, step: str | None) -> Handlers:
        if isinstance(event, CallbackQuery):
            return self._presses
        if isinstance(event, Message):
            slash = (event.text or "").lstrip().startswith("/")
            return self._messages.get((slash, step), self._messages[slash, None])
        return self._members


def _refuse_ignored(router: Router) -> None:
    """Raise ValueError where a router has what `serve` would not honour."""
    for name, observer in router.observers.items():
        if name not in _SERVED and observer.handlers:
            raise ValueError(f"{router}: nobody calls handlers of {name}")
        if len(observer.middleware) or len(observer.outer_middleware):
            raise ValueError(f"{router}: nobody calls middlewares of {name}")
    if router.startup.handlers or router.shutdown.handlers:
        raise ValueError(f"{router}: nobody calls handlers of startup and shutdown")


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
