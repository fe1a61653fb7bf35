"""Whoever is not asked would not have taken the update: leaving filters out changes nothing but the time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiogram import Bot, Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Chat, Message, User

from handlers.finding import Dispatcher
from handlers.presses import Press
from tests.talking import conversations

BOT = Bot("42:TEST")
USER = User(id=5, is_bot=False, first_name="某")


def wrote(text: str) -> Message:
    chat = Chat(id=5, type="private")
    return Message(message_id=1, date=datetime(2026, 9, 1, tzinfo=UTC), chat=chat, from_user=USER, text=text)


def pressed(data: str) -> CallbackQuery:
    return CallbackQuery(id="q", from_user=USER, chat_instance="1", data=data)


def served(dispatcher: Dispatcher, event: Message | CallbackQuery, step: str | None = None) -> list[str]:
    heard: list[str] = []
    asyncio.run(dispatcher.serve(event, raw_state=step, bot=BOT, heard=heard))
    return heard


def test_the_first_that_is_meant_serves_and_no_other() -> None:
    here = Router()

    def named(name: str) -> Callable[..., Awaitable[None]]:
        async def handler(_event: object, heard: list[str]) -> None:
            heard.append(name)

        return handler

    here.message(Command("help"))(named("help"))
    here.message(StateFilter("form"))(named("form"))
    here.message(StateFilter("form", "check"))(named("both"))
    here.message(StateFilter(None))(named("at rest"))
    here.message(StateFilter("*"))(named("last"))
    here.callback_query(Press("a", "x"))(named("one"))
    here.callback_query(Press("a"))(named("any"))
    here.callback_query(Press("b"))(named("other"))
    here.callback_query()(named("stray"))
    dispatcher = Dispatcher([here])
    said = [(" /help me", "form"), ("/other", "form"), ("help", "check"), ("hello", None), ("hello", "elsewhere")]
    assert [served(dispatcher, wrote(text), step) for text, step in said] == [
        ["help"], ["form"], ["both"], ["at rest"], ["last"],
    ]  # fmt: skip
    assert [served(dispatcher, pressed(data)) for data in ("a:x", "a:y", "a", "b:x", "c:x", "", "a\n:x")] == [
        ["one"], ["any"], ["any"], ["other"], ["stray"], ["stray"], ["stray"],
    ]  # fmt: skip


def test_no_conversation_of_the_service_misses_what_it_would_take() -> None:
    _, dispatcher, _ = conversations()
    messages = [handler for router in dispatcher.routers for handler in router.message.handlers]
    presses = [handler for router in dispatcher.routers for handler in router.callback_query.handlers]
    filters = [each.callback for handler in (*messages, *presses) for each in handler.filters or ()]
    steps = {step for one in filters if isinstance(one, StateFilter) for step in one.states}
    commands = {str(command) for one in filters if isinstance(one, Command) for command in one.commands}
    texts = ["你好", "1", "", *(f"/{command}" for command in commands), "/elsewhere", " /start join-1"]
    named = [one for one in filters if isinstance(one, Press)]
    buttons = [f"{one.conversation}:{act}:1" for one in named for act in (*one.acts, "")]
    buttons += ["", "nobody:1", "f", ":", "f\x00:1"]
    asyncio.run(missed_nothing(dispatcher, messages, [wrote(text) for text in texts], {*steps, None, "elsewhere"}))
    asyncio.run(missed_nothing(dispatcher, presses, [pressed(data) for data in buttons], {None}))


async def missed_nothing(
    dispatcher: Dispatcher,
    handlers: list[HandlerObject],
    events: list[Message] | list[CallbackQuery],
    steps: set[object],
) -> None:
    for event in events:
        for step in map(str, steps):
            asked = [id(handler) for handler in dispatcher._meant(event, step)]
            assert asked == [id(handler) for handler in handlers if id(handler) in asked], "in another order"
            for handler in handlers:
                if id(handler) not in asked:
                    assert not await narrowed(handler, event, step), f"{handler.callback} is not asked"


async def narrowed(handler: HandlerObject, event: Message | CallbackQuery, step: str) -> bool:
    """Whether those of its filters would let the event through by which it was left out."""
    known = [each for each in handler.filters or () if isinstance(each.callback, Command | StateFilter | Press)]
    return all([await each.call(event, bot=BOT, raw_state=step) for each in known])
