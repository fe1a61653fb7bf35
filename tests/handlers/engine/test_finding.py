"""Updates are served as aiogram serves them: leaving filters out beforehand changes nothing but the time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import aiogram
import pytest
from aiogram import Bot, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, StateFilter
from aiogram.methods import Response, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from handlers.engine.finding import Dispatcher
from handlers.engine.holding import HoldingSession, holding
from handlers.engine.presses import Known, Topic
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
    here.callback_query(F.data.startswith("a:x"))(named("one"))
    here.callback_query(Topic("a"))(named("any"))
    here.callback_query(Topic("b"))(named("other"))
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
    (known,) = [one for one in filters if isinstance(one, Known)]
    buttons = [f"{topic}:{word}:1" for topic, word in known.presses]
    buttons += ["", "nobody:1", "f", ":", "f\x00:1"]
    asyncio.run(missed_nothing(dispatcher, messages, [wrote(text) for text in texts], {*steps, None, "elsewhere"}))
    asyncio.run(missed_nothing(dispatcher, presses, [pressed(data) for data in buttons], {None}))


def whoever(heard: list[str], name: str) -> Callable[..., Awaitable[object]]:
    async def handler(_event: object, **known: object) -> object:
        heard.append(f"{name}{known.get('found', '')}")
        if name.startswith("skips"):
            raise SkipHandler
        return SendMessage(chat_id=5, text=name) if name.startswith("returns") else None

    return handler


def routers(heard: list[str]) -> list[Router]:
    """Two routers, one inside another, with filters of their own, skipping and returning handlers."""
    outer, inner, last = Router(), Router(), Router()
    outer.message.filter(F.text != "nobody's")
    inner.message.filter(F.text.startswith("in").as_("found"))
    outer.include_router(inner)
    outer.message(F.text == "skip")(whoever(heard, "skips"))
    outer.message(Command("go"))(whoever(heard, "skips a command"))
    inner.message(StateFilter("form"))(whoever(heard, "skips the form"))
    inner.message()(whoever(heard, "inner"))
    outer.callback_query(F.data.startswith("a:x"))(whoever(heard, "skips x"))
    last.callback_query(Topic("a"))(whoever(heard, "returns a"))
    last.message(Command("go"), StateFilter("form"))(whoever(heard, "goes"))
    last.message()(whoever(heard, "returns"))
    last.edited_message()(whoever(heard, "edited"))
    return [outer, last]


class Sent(HoldingSession):
    def __init__(self) -> None:
        super().__init__(AiohttpSession())


@pytest.mark.parametrize("step", [None, "form", "check"])
@pytest.mark.parametrize(
    ("make", "text"),
    [(wrote, text) for text in ("hello", "skip", "inside", "in", "nobody's", "/go", "/go in", "/in")]
    + [(pressed, data) for data in ("a:x", "a:y", "b")],
)
def test_the_same_handlers_are_called_as_by_aiogram_and_the_same_is_said(
    make: Callable[[str], Message | CallbackQuery], text: str, step: str | None
) -> None:
    event = make(text)

    async def by_us(heard: list[str]) -> None:
        await Dispatcher(routers(heard)).serve(event, bot=Bot("42:TEST", session=Sent()), raw_state=step)

    async def by_aiogram(heard: list[str]) -> None:
        dispatcher = aiogram.Dispatcher(disable_fsm=True)
        dispatcher.include_routers(*routers(heard))
        said, press = (event, None) if isinstance(event, Message) else (None, event)
        bot = Bot("42:TEST", session=Sent())
        answer = await dispatcher.feed_update(
            bot, Update(update_id=1, message=said, callback_query=press), raw_state=step
        )
        if isinstance(answer, TelegramMethod):  # as aiogram does with it where it polls
            await bot(answer)

    def told(serve: Callable[[list[str]], Awaitable[None]]) -> tuple[list[str], list[str]]:
        heard: list[str] = []

        async def run() -> list[str]:
            with holding() as calls:
                await serve(heard)
            return [call.text for call in calls if isinstance(call, SendMessage)]

        return heard, asyncio.run(run())

    assert told(by_us) == told(by_aiogram)
    assert told(by_us)[0] or isinstance(event, CallbackQuery)


def middleware() -> Callable[..., Awaitable[object]]:
    async def through(handler: Callable[..., Awaitable[object]], event: object, data: object) -> object:
        return await handler(event, data)

    return through


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda router: router.message.middleware(middleware()), "middlewares of message"),
        (lambda router: router.callback_query.outer_middleware(middleware()), "middlewares of callback_query"),
        (lambda router: router.errors()(middleware()), "handlers of error"),
        (lambda router: router.inline_query()(middleware()), "handlers of inline_query"),
        (lambda router: router.startup()(middleware()), "handlers of startup"),
    ],
)
def test_what_nobody_would_call_is_refused_when_the_service_is_assembled(
    ask: Callable[[Router], object], why: str
) -> None:
    outer, inner = Router(), Router()
    outer.include_router(inner)
    Dispatcher([outer])
    ask(inner)
    with pytest.raises(ValueError, match=why):
        Dispatcher([outer])


async def test_a_session_that_holds_calls_back_asks_its_middlewares() -> None:
    session = Sent()
    heard: list[str] = []

    class Listener(BaseRequestMiddleware):
        async def __call__(
            self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
        ) -> Response[TelegramType]:
            heard.append(type(method).__name__)
            return await make_request(bot, method)

    session.middleware(Listener())
    with holding() as calls:
        await Bot("42:TEST", session=session).send_message(5, "hello")
    assert (heard, len(calls)) == (["SendMessage"], 1)


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
    known = [each for each in handler.filters or () if isinstance(each.callback, Command | StateFilter)]
    return all([await each.call(event, bot=BOT, raw_state=step) for each in known])
