"""The form as aiogram's documentation writes one: a state and a handler for each question, answers in memory."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from time import perf_counter
from typing import Any, cast

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.base import BaseSession
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from benchmarks.peers.talk import TOKEN, talk
from benchmarks.result import Result


class NullSession(BaseSession):
    """A Bot API that answers at once with nothing; it counts what was sent."""

    sent = 0

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        self.sent += 1
        return cast("TelegramType", None)

    async def stream_content(self, url: str, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None:
        return None


async def run(people: int, steps: int) -> Result:
    """Let all of `people` fill in the form at once, each sending the next answer once the last is handled."""
    return await dispatched(MemoryStorage(), people, steps)


async def dispatched(
    storage: BaseStorage, people: int, steps: int, around: Callable[..., Awaitable[Any]] | None = None
) -> Result:
    """The same with any storage of aiogram's; `around` is a middleware that has the whole of an update inside it."""
    session = NullSession()
    bot = Bot(TOKEN, session=session)
    dispatcher = Dispatcher(storage=storage, disable_fsm=True)
    if around is not None:
        dispatcher.update.outer_middleware(around)
    dispatcher.update.outer_middleware(dispatcher.fsm)  # after it, since it reads the storage too
    dispatcher.include_router(router(steps))
    talks = [
        [Update.model_validate(update, context={"bot": bot}) for update in talk(person, steps)]
        for person in range(1, people + 1)
    ]

    async def one(updates: list[Update]) -> None:
        for update in updates:
            await dispatcher.feed_update(bot, update)

    began = perf_counter()
    await asyncio.gather(*map(one, talks))
    seconds = perf_counter() - began
    if session.sent != people * (steps + 1):
        raise RuntimeError(f"{people * (steps + 1)} replies were owed and {session.sent} were sent")
    return Result(people * (steps + 1), seconds)


def router(steps: int) -> Router:
    """Return a router with one handler for each question, as the guide to finite state machines does it."""
    form = [State(f"question_{number}", group_name="Form") for number in range(1, steps + 1)]
    group = type("Form", (StatesGroup,), {f"question_{number}": state for number, state in enumerate(form, 1)})
    router = Router(name=group.__name__)

    @router.message(CommandStart())
    async def began(message: Message, state: FSMContext) -> None:
        await state.set_state(form[0])
        await message.answer("第1项？", reply_markup=keyboard())

    for number, state in enumerate(form, 1):
        following = form[number] if number < steps else None
        router.message(state, F.text)(question(number, following))
    return router


def question(number: int, following: State | None) -> Callable[[Message, FSMContext], Awaitable[None]]:
    """Return the handler of one question, which checks and keeps the answer and asks the next question."""

    async def answered(message: Message, state: FSMContext) -> None:
        answer = (message.text or "").strip()
        if not answer:
            await message.answer("请写几个字。", reply_markup=keyboard())
            return
        await state.update_data({f"question_{number}": answer})
        await state.set_state(following)
        await message.answer("都答完了。" if following is None else f"第{number + 1}项？", reply_markup=keyboard())

    return answered


def keyboard() -> InlineKeyboardMarkup:
    """Return the buttons under a question."""
    words = (("上一题", "form:back"), ("帮助", "form:help"), ("稍后再填", "form:later"))
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data) for text, data in words]]
    )
