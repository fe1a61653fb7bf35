"""The form as aiogram_dialog's documentation writes one: a window for each question, answers in memory."""

import asyncio
from time import perf_counter
from typing import Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, Message, Update
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Const

from benchmarks.peers.aiogram_memory import NullSession
from benchmarks.peers.talk import TOKEN, talk
from benchmarks.result import Result


class AnsweringSession(NullSession):
    """A Bot API that answers at once with the message it took, which the library remembers; it counts messages."""

    def __init__(self) -> None:
        super().__init__()
        self._taken: dict[object, Message] = {}

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        if not isinstance(method, SendMessage):
            return True  # type: ignore[return-value]  # removing an old keyboard, confirming a press
        self.sent += 1
        chat = method.chat_id
        if chat not in self._taken:
            said = {"message_id": 1, "date": 1_790_000_000, "chat": Chat(id=int(chat), type="private"), "text": "?"}
            self._taken[chat] = Message.model_validate(said, context={"bot": bot})
        return self._taken[chat]  # type: ignore[return-value]  # it is what SendMessage returns


async def run(people: int, steps: int) -> Result:
    """Let all of `people` fill in the form at once, each sending the next answer once the last is handled."""
    session = AnsweringSession()
    bot = Bot(TOKEN, session=session)
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_routers(*routers(steps))
    setup_dialogs(dispatcher)
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


def routers(steps: int) -> tuple[Router, Dialog]:
    """Return the router that begins the form, and the dialog with its windows."""
    places = [State(f"question_{number}", group_name="Form") for number in range(1, steps + 2)]
    type("Form", (StatesGroup,), {f"question_{number}": place for number, place in enumerate(places, 1)})
    beginning = Router()

    @beginning.message(CommandStart())
    async def began(_message: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(places[0], mode=StartMode.RESET_STACK)

    asked = [window(number, place) for number, place in enumerate(places[:-1], 1)]
    return beginning, Dialog(*asked, Window(Const("都答完了。"), keyboard(), state=places[-1]))


def window(number: int, place: State) -> Window:
    """Return the window of one question, which checks and keeps the answer and asks the next question."""

    async def answered(message: Message, _input: MessageInput, manager: DialogManager) -> None:
        answer = (message.text or "").strip()
        if answer:
            manager.dialog_data[f"question_{number}"] = answer
            await manager.next()

    return Window(Const(f"第{number}项？"), MessageInput(answered, filter=F.text), keyboard(), state=place)


def keyboard() -> Any:
    """Return the buttons under a question."""
    words = (("上一题", "back"), ("帮助", "help"), ("稍后再填", "later"))
    return Row(*(Button(Const(text), id=name) for text, name in words))
