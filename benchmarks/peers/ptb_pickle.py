"""The form as python-telegram-bot's documentation writes one, kept in its pickle after each update.

Meanwhile, a thousand other people have half-filled forms. The library handles updates one after another.
"""

import json
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from time import perf_counter
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, RequestData

from benchmarks.peers.talk import TOKEN, talk
from benchmarks.result import Result

OTHERS = 1_000
NAME = "form"
Context = ContextTypes.DEFAULT_TYPE


class NullRequest(BaseRequest):
    """A Bot API that answers at once, with who the bot is or an empty message; it counts what was sent."""

    def __init__(self) -> None:
        self.sent = 0

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        return None

    async def shutdown(self) -> None:
        return None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        me = {"id": 1, "is_bot": True, "first_name": "bot", "username": "bot"}
        said = {"message_id": 1, "date": 1_790_000_000, "chat": {"id": 1, "type": "private"}, "text": "?"}
        asked_who = url.endswith("/getMe")
        self.sent += not asked_who
        return 200, json.dumps({"ok": True, "result": me if asked_who else said}).encode()


async def run(people: int, steps: int) -> Result:
    """Send everybody's first message, then everybody's second, and so on; the pickle is written after each."""
    with tempfile.TemporaryDirectory() as folder:
        pickle = Path(folder) / "forms.pickle"
        await open_forms(pickle, steps)
        request = NullRequest()
        application = assembled(pickle, request, steps)
        await application.initialize()
        bot = application.bot
        talks = [talk(person, steps) for person in range(1, people + 1)]
        updates = [Update.de_json(said, bot) for turn in zip(*talks, strict=True) for said in turn]
        began = perf_counter()
        for update in updates:
            await application.process_update(update)
            await application.update_persistence()
        seconds = perf_counter() - began
        await application.shutdown()
    if request.sent != len(updates):
        raise RuntimeError(f"{len(updates)} replies were owed and {request.sent} were sent")
    return Result(len(updates), seconds)


def assembled(pickle: Path, request: BaseRequest, steps: int) -> Any:
    """Return the application: one persistent conversation over one pickle."""
    kept = PersistenceInput(bot_data=False, chat_data=False, callback_data=False)
    persistence: PicklePersistence[Any, Any, Any] = PicklePersistence(pickle, store_data=kept)
    builder = Application.builder().token(TOKEN).request(request).get_updates_request(NullRequest())
    application = builder.persistence(persistence).build()
    text = filters.TEXT & ~filters.COMMAND
    states: dict[object, Any] = {
        number: [MessageHandler(text, question(number, steps))] for number in range(1, steps + 1)
    }
    application.add_handler(
        ConversationHandler([CommandHandler("start", began)], states, fallbacks=[], name=NAME, persistent=True)
    )
    return application


async def open_forms(pickle: Path, steps: int) -> None:
    """Write other people's half-filled forms, once."""
    persistence: PicklePersistence[Any, Any, Any] = PicklePersistence(pickle, on_flush=True)
    for person in range(1_000_001, 1_000_001 + OTHERS):
        half = {f"question_{number}": f"第{number}项的答案" for number in range(1, steps // 2 + 1)}
        await persistence.update_user_data(person, half)
        await persistence.update_conversation(NAME, (person, person), steps // 2 + 1)
    await persistence.flush()


async def began(update: Update, _context: Context) -> int:
    """Ask the first question."""
    await say(update, "第1项？")
    return 1


def question(number: int, steps: int) -> Callable[[Update, Context], Coroutine[None, None, int]]:
    """Return the handler of one question, which checks and keeps the answer and asks the next question."""

    async def answered(update: Update, context: Context) -> int:
        answer = (update.message.text or "").strip() if update.message else ""
        if not answer:
            await say(update, "请写几个字。")
            return number
        if context.user_data is not None:
            context.user_data[f"question_{number}"] = answer
        await say(update, "都答完了。" if number == steps else f"第{number + 1}项？")
        return ConversationHandler.END if number == steps else number + 1

    return answered


async def say(update: Update, text: str) -> None:
    """Send a sentence with the buttons of a question."""
    words = (("上一题", "form:back"), ("帮助", "form:help"), ("稍后再填", "form:later"))
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data) for text, data in words]])
    if update.message:
        await update.message.reply_text(text, reply_markup=keyboard)
