"""Several files at once, by polling and by webhook: which of them is the last, and is answered."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.types import Update
from aiohttp import web

from bot.telegram import telegram_bot
from tests.bot.telegram.polls import TOKEN, Desk
from tests.standin import StandIn, until
from web.engine.webhook import SECRET_HEADER, make_webhook
from workflow.engine.files import is_followed


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(token=TOKEN) as standin:
        yield standin


@dataclass
class Watching(Desk):
    """Notes of each update whether a file comes behind it; serves those of one chat one after another."""

    seen: list[tuple[str, bool]] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def receive(self, bot: Bot, update: Update) -> None:
        async with self.turn:
            message = update.message
            assert message is not None
            name = message.document.file_name if message.document else message.text
            self.seen.append((str(name), await is_followed()))


async def test_of_files_that_are_polled_the_last_before_anything_else_is_answered(standin: StandIn) -> None:
    desk = Watching(standin)
    async with desk.open():
        ada = standin.user(1)
        await ada.sends_file("1.pdf", b"1")
        await asyncio.sleep(0.1)  # the next comes with a later fetch
        await ada.sends_file("2.pdf", b"2", album="a")
        await ada.sends_file("3.pdf", b"3", album="a")
        await ada.says("文件已齐")
        await ada.sends_file("4.pdf", b"4")
        await standin.user(2).sends_file("other.pdf", b"5")
        await until(lambda: len(desk.seen) == 6)
    mine = [one for one in desk.seen if one[0] != "other.pdf"]
    assert mine == [("1.pdf", True), ("2.pdf", True), ("3.pdf", False), ("文件已齐", False), ("4.pdf", False)]
    assert ("other.pdf", False) in desk.seen


async def test_of_files_that_are_pushed_the_last_before_anything_else_is_answered(standin: StandIn) -> None:
    desk = Watching(standin)
    async with telegram_bot(TOKEN, "http://127.0.0.1:9") as bot:
        hook = make_webhook(bot, desk.receive, "a-secret", quarantine=desk.quarantine)
        pushes = [asyncio.create_task(hook.answer(_request(number, name))) for number, name in enumerate(PUSHED)]
        assert {answer.status for answer in await asyncio.gather(*pushes)} == {200}
    assert desk.seen == [("1.pdf", True), ("2.pdf", False), ("好了", False), ("3.pdf", False)]


PUSHED = ("1.pdf", "2.pdf", "好了", "3.pdf")


def _request(number: int, name: str) -> web.Request:
    """What Telegram would push, as far as it is looked at."""
    said: dict[str, Any] = {"document": {"file_id": name, "file_unique_id": name, "file_name": name}}
    if not name.endswith(".pdf"):
        said = {"text": name}
    person = {"id": 7, "is_bot": False, "first_name": "x"}
    body = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": person, **said}
    raw = json.dumps({"update_id": number, "message": body})

    async def pieces() -> AsyncIterator[bytes]:
        yield raw.encode()

    content = SimpleNamespace(iter_any=pieces)
    request = SimpleNamespace(headers={SECRET_HEADER: "a-secret"}, content_length=len(raw), content=content)
    return cast("web.Request", request)
