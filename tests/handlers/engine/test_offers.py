"""A number chooses among the numbered answers of a form and presses nothing else, whatever a button does."""

from datetime import UTC, datetime

import pytest
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import SendMessage
from aiogram.types import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update, User

from handlers.engine.offers import pressed, remember
from tests.attacks.interests.verbs import verbs

EVERY = sorted(f"{prefix}:{verb}" if verb else prefix for prefix, known in verbs().items() for verb in known)


async def offered(*buttons: tuple[str, str]) -> FSMContext:
    """A conversation to which these labels with their data were shown last."""
    state = FSMContext(MemoryStorage(), StorageKey(bot_id=42, chat_id=1, user_id=1))
    rows = [[InlineKeyboardButton(text=label, callback_data=data)] for label, data in buttons]
    await remember([SendMessage(chat_id=1, text="?", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))], state)
    return state


async def typed(text: str, state: FSMContext) -> str | None:
    """The data of the button that the words press."""
    user, chat = User(id=1, is_bot=False, first_name="某"), Chat(id=1, type="private")
    said = Message(message_id=1, date=datetime(2026, 9, 1, tzinfo=UTC), chat=chat, from_user=user, text=text)
    query = (await pressed(Update(update_id=1, message=said), state)).callback_query
    return query.data if query is not None else None


@pytest.mark.parametrize("data", EVERY)
async def test_no_button_of_the_service_is_pressed_by_a_number_though_its_label_bears_one(data: str) -> None:
    press = f"{data}:7:1"
    state = await offered(("1. 🗳 同意", press), ("2. 回到菜单", "menu:home"))
    assert [await typed(number, state) for number in ("1", "2", "01", "１", "1.", "1、")] == [None] * 6
    assert [await typed(words, state) for words in ("1. 🗳 同意", "1. 🗳 同意。")] == [press] * 2


async def test_a_number_chooses_among_the_answers_wherever_they_stand() -> None:
    state = await offered(
        ("📖 通知", "notice:see:1"), ("1. 是", "f:7:a:3:0"), ("2. 否", "f:7:a:3:1"), ("⬅ 上一项", "f:7:b")
    )
    assert [await typed(number, state) for number in ("0", "1", "２", "3")] == [None, "f:7:a:3:0", "f:7:a:3:1", None]


async def test_words_press_without_the_sign_and_not_where_two_buttons_bear_them() -> None:
    state = await offered(("📨 Send it", "f:7:z"), ("打开", "x:1"), ("打开", "x:2"), ("Next ➡", "x:3"))
    tried = ("📨 Send it", "send it", "SEND IT.", "send", "打开", "next", "📨", "")
    assert [await typed(words, state) for words in tried] == ["f:7:z"] * 3 + [None] * 2 + ["x:3"] + [None] * 2
