"""One call and what became of it: every answer is a value, and no error carries the token."""

import gc
import json
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError, TelegramNotFound
from aiogram.methods import Response, SendChatAction, SendDocument, SendMessage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.pacing import Gate
from bot.telegram import send, send_in_turn, telegram_bot
from handlers.engine.holding import Call
from tests.standin import Fault, StandIn
from workflow.engine.sending import Outcome, Refused, Retry, Sent, Unreachable

TOKEN = "700000001:a-token-nobody-may-read"


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(token=TOKEN, seed=22) as standin:
        yield standin


@pytest.fixture
async def bot(standin: StandIn) -> AsyncIterator[Bot]:
    async with telegram_bot(TOKEN, standin.url) as bot:
        yield bot


@pytest.mark.parametrize(
    ("call", "status", "outcome"),
    [
        (SendMessage(chat_id=1, text="one"), "ok", Sent(1)),
        (SendChatAction(chat_id=1, action="typing"), "ok", Sent(None)),
        (SendMessage(chat_id=404, text="one"), "400", Unreachable("chat not found")),
        (SendMessage(chat_id=1, text=" "), "400", Refused("message text is empty")),
        (SendMessage(chat_id=1, text="x" * 4097), "400", Refused("message is too long")),
        (SendDocument(chat_id=1, document="nothing"), "400", Refused("wrong file identifier")),
    ],
)
async def test_an_answer_becomes_a_value(standin: StandIn, bot: Bot, call: Call, status: str, outcome: Outcome) -> None:
    standin.user(1, started=True)
    assert await send(bot, call) == outcome
    assert standin.calls[-1].outcome == status


async def test_the_shape_of_an_answer_is_made_once_for_each_method(standin: StandIn, bot: Bot) -> None:
    made = []
    standin.user(1, started=True)
    for _ in range(2):
        assert await send(bot, SendChatAction(chat_id=1, action="typing")) == Sent(None)
        gc.collect()
        made.append([shape for shape in Response.__subclasses__() if shape.__name__ == "Response[bool]"])
    assert [len(made[0]), made[0]] == [1, made[1]]


async def test_words_travel_as_json_and_say_what_a_form_would(standin: StandIn, bot: Bot) -> None:
    standin.user(1, started=True)
    bold, press = MessageEntity(type="bold", offset=0, length=2), InlineKeyboardButton(text="是", callback_data="y:1")
    rows = InlineKeyboardMarkup(inline_keyboard=[[press]])
    words = SendMessage(chat_id=1, text="标题\n\n<b>", entities=[bold], reply_markup=rows, disable_notification=False)
    assert await send(bot, words) == Sent(1)
    form = AiohttpSession().build_form_data(bot, words)
    said = {field["name"]: value for field, _, value in form._fields}
    heard = standin.calls[-1].values
    asked = {name: json.loads(value) for name, value in said.items() if name not in {"text", "parse_mode"}}
    assert heard == {"text": "标题\n\n<b>", **asked}
    assert isinstance(heard["reply_markup"], dict)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.TOO_MANY, Retry(after=3.0, code="429", limited=True)),
        (Fault.BAD_GATEWAY, Retry(after=0.5, code="502")),
        (Fault.RESET_BEFORE, Retry(after=0.5, code="ServerDisconnectedError")),
    ],
)
async def test_a_failure_becomes_a_value(standin: StandIn, bot: Bot, fault: Fault, outcome: Outcome) -> None:
    standin.user(1, started=True)
    standin.faults.add(fault, seconds=3)
    assert await send(bot, SendMessage(chat_id=1, text="one")) == outcome


async def test_a_revoked_token_loses_nothing(standin: StandIn, bot: Bot) -> None:
    standin.token = "700000001:another"
    assert await send(bot, SendMessage(chat_id=1, text="one")) == Retry(after=60.0, code="token")


async def test_a_bulk_message_to_a_chat_that_must_wait_is_not_sent_and_says_for_how_long(
    standin: StandIn, bot: Bot
) -> None:
    standin.user(1, started=True)
    standin.faults.add(Fault.TOO_MANY, chat=1, times=1, seconds=30)
    gate, call = Gate(), SendMessage(chat_id=1, text="notice")
    assert await send_in_turn(gate, bot, call) == Retry(after=30.0, code="429", limited=True)
    again = await send_in_turn(gate, bot, call, within=5.0)
    assert isinstance(again, Retry)
    assert 29.0 < again.after <= 30.0
    assert len(standin.made("sendMessage")) == 1


async def test_no_error_carries_the_token(standin: StandIn, bot: Bot) -> None:
    with pytest.raises(TelegramNotFound) as missing:
        await bot.download_file("documents/nothing.pdf")
    assert (missing.value.message, missing.value.__context__) == ("404", None)
    standin.faults.add(Fault.RESET_BEFORE, method="getFile")
    with pytest.raises(TelegramNetworkError) as cut:
        await bot.get_file("F1")
    assert (cut.value.message, cut.value.__context__) == ("ServerDisconnectedError", None)
    standin.port = 9
    async with telegram_bot(TOKEN, standin.url) as lonely:
        with pytest.raises(TelegramNetworkError) as nobody:
            await lonely.download_file("documents/nothing.pdf")
    assert (nobody.value.message, nobody.value.__context__) == ("ClientConnectorError", None)


async def test_a_file_that_a_person_sent_is_fetched(standin: StandIn, bot: Bot) -> None:
    await standin.user(1).sends_file("材料.pdf", b"%PDF-1.7", "上报材料")
    file_id = standin.updates.pending[0]["message"]["document"]["file_id"]
    content = await bot.download(file_id)
    assert content is not None
    assert content.read() == b"%PDF-1.7"
