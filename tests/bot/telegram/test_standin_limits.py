"""What the stand-in takes and refuses in a message: Telegram's limits, in Telegram's words."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.bot.telegram.clients import Client, keyboard
from tests.standin import StandIn


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(seed=1) as standin:
        yield standin


@pytest.fixture
async def call(standin: StandIn) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(standin, session)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "评" * 4097}, "message is too long"),
        ({"text": "𠮷" * 2049}, "message is too long"),
        ({"text": "x", "chat_id": 404}, "chat not found"),
        ({"text": "x", "chat_id": 2}, "chat not found"),
        ({"text": "x", "reply_markup": keyboard(callback_data="评" * 21 + "xx")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(text="", callback_data="x")}, "inline keyboard button text is empty"),
        ({"text": "x", "reply_markup": keyboard(url="javascript:1")}, "inline keyboard button URL is invalid"),
        ({"text": "x", "reply_markup": keyboard()}, "inline keyboard button must have exactly one action"),
        ({"text": "x", "reply_markup": "{"}, "can't parse JSON object"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}},
            "REPLY_MARKUP_TOO_LONG",
        ),
        (
            {"text": "x", "entities": [{"type": "shout", "offset": 0, "length": 1}]},
            "can't parse entities: unsupported entity type shout",
        ),
        ({"text": "𠮷", "entities": [{"type": "bold", "offset": 0, "length": 3}]}, "ENTITY_BOUNDS_INVALID"),
        ({"text": "<x>", "parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "x"'),
        (
            {"text": "<b>", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to b",
        ),
        ({"text": "x", "parse_mode": "Shout"}, "unsupported parse_mode"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ],
)
async def test_a_message_that_telegram_refuses_is_refused(
    standin: StandIn, call: Client, values: dict[str, Any], why: str
) -> None:
    standin.user(1, started=True)
    standin.user(2)
    assert await call("sendMessage", **({"chat_id": 1} | values)) == (400, f"Bad Request: {why}")
    assert standin.user(1).chat.messages == []


async def test_a_message_at_the_edge_of_every_limit_is_taken(standin: StandIn, call: Client) -> None:
    standin.user(1, started=True)
    markup = keyboard(callback_data="评" * 21 + "x")
    entities = [{"type": "bold", "offset": 0, "length": 4096}]
    answer = await call("sendMessage", chat_id=1, text="𠮷" * 2048, reply_markup=markup, entities=entities)
    assert (answer["text"], answer["reply_markup"], answer["entities"]) == ("𠮷" * 2048, markup, entities)


async def test_html_becomes_text_and_entities(standin: StandIn, call: Client) -> None:
    standin.user(1, started=True)
    answer = await call("sendMessage", chat_id=1, text="𠮷<b>a &lt;b</b>", parse_mode="HTML")
    assert (answer["text"], answer["entities"]) == ("𠮷a <b", [{"type": "bold", "offset": 2, "length": 4}])
