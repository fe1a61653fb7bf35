"""The webhook over real HTTP: closed to strangers, patient with Telegram, and 200 only after an update was served."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import Update
from aiohttp import web
from structlog.testing import capture_logs

from bot.logs import redacted
from bot.telegram import telegram_bot
from tests.standin import StandIn, until
from web.engine.webhook import SECRET_HEADER, Webhook, WebhookSecretMissing, make_webhook

TOKEN = "700000001:a-token-nobody-may-read"
SECRET = "a-long-secret_that-nobody-guesses"


@dataclass
class Desk:
    """Receives updates; `fails` decides what raises."""

    fails: Callable[[Update], Exception | None] = lambda _: None
    done: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    tries: int = 0
    aside: list[tuple[int, int, str]] = field(default_factory=list)
    disk_is_full: bool = False
    arrived: list[dict[str, Any]] = field(default_factory=list)

    async def receive(self, bot: Bot, update: Update) -> None:
        self.tries += 1
        await asyncio.sleep(0.01)
        if error := self.fails(update):
            raise error
        self.done.append(update.update_id)
        if update.message:
            self.texts.append(update.message.text or "")

    async def quarantine(self, bot_id: int, update_id: int, error: str) -> None:
        if self.disk_is_full:
            raise OSError
        self.aside.append((bot_id, update_id, error))


@dataclass
class Served:
    """A webhook that is being served, and a client to knock with."""

    desk: Desk
    hook: Webhook
    url: str
    client: aiohttp.ClientSession

    async def push(self, body: Any, *, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.client.post(self.url, data=io.BytesIO(data), headers=headers) as answer:
            return answer.status

    async def counts(self) -> tuple[int, int]:
        return self.desk.tries, len(self.desk.aside)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    desk = Desk()
    async with telegram_bot(TOKEN, "http://127.0.0.1:9") as bot, aiohttp.ClientSession() as client:
        hook = make_webhook(
            bot,
            desk.receive,
            SECRET,
            quarantine=desk.quarantine,
            arrived=desk.arrived.append,
            outages=(BlockingIOError,),
        )
        app = web.Application()
        app.router.add_post("/telegram", hook.answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield Served(desk, hook, f"http://127.0.0.1:{runner.addresses[0][1]}/telegram", client)
        await runner.cleanup()


def message(number: int, text: str = "你好", chat: int = 7) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "x"}
    body = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person, "text": text}
    return {"update_id": number, "message": body}


async def test_an_update_with_the_secret_is_served(served: Served) -> None:
    assert await served.push(message(1)) == 200
    assert served.desk.texts == ["你好"]


async def test_an_update_is_told_of_as_it_arrives_whatever_becomes_of_it(served: Served) -> None:
    served.desk.fails = lambda _: ValueError("no")
    assert await served.push(message(1)) == 500
    assert served.desk.arrived == [message(1)]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "密钥", "ключ\u00e9"])
async def test_whoever_does_not_have_the_secret_is_turned_away_unread(served: Served, secret: str | None) -> None:
    assert await served.push(message(1), secret=secret) == 401
    assert await served.push(b"{", secret=secret) == 401
    assert (served.hook.turned_away, served.desk.tries) == (2, 0)


async def test_a_secret_in_bytes_that_are_no_text_is_turned_away(served: Served) -> None:
    def knock() -> bytes:
        port = int(served.url.rsplit(":", 1)[1].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
            head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n{SECRET_HEADER}: ".encode()
            line.sendall(head + b"\xff\xfe\r\n\r\n{}")
            return line.recv(100)

    assert (await asyncio.to_thread(knock)).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("secret", ["", " ", "has space", "密钥", "x" * 257, "line\n"])
async def test_a_webhook_without_a_proper_secret_is_refused(secret: str) -> None:
    desk = Desk()
    async with telegram_bot(TOKEN) as bot:
        with pytest.raises(WebhookSecretMissing):
            make_webhook(bot, desk.receive, secret, quarantine=desk.quarantine)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"7", b'"text"', b"\xff", b"[" * 100_000, b'{"update_id": 1' + b"0" * 5_000 + b"}"],
    ids=["empty", "brace", "list", "null", "number", "text", "bytes", "deep", "long number"],
)
async def test_what_is_no_update_at_all_is_a_bad_request(served: Served, body: bytes) -> None:
    assert await served.push(body) == 400
    assert await served.counts() == (0, 0)


async def test_a_body_is_read_up_to_a_megabyte(served: Served) -> None:
    frame = len(json.dumps(message(1, "")).encode())
    assert await served.push(message(1, "x" * (1024 * 1024 - frame))) == 200
    assert await served.push(message(2, "x" * (1024 * 1024 - frame + 1))) == 413
    assert served.desk.done == [1]


async def test_a_body_that_does_not_say_its_length_is_read_up_to_a_megabyte(served: Served) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b" " * 1024 * 1024

    async with served.client.post(served.url, data=pieces(), headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 413
    assert await served.push(message(3)) == 200


async def test_fifty_megabytes_are_refused_unread(served: Served) -> None:
    assert await served.push(b"x" * 50 * 1024 * 1024) == 413


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ({"update_id": 5, "message": {"text": ["?"]}}, 5),
        ({"update_id": 5, "message": "text"}, 5),
        ({"update_id": "5"}, 0),
        ({"update_id": True}, 0),
        ({"update_id": 2**63}, 0),
        ({"update_id": -1}, 0),
        ({}, 0),
    ],
)
async def test_an_update_of_the_wrong_shape_is_set_aside(served: Served, body: dict[str, Any], number: int) -> None:
    assert await served.push(body) == 200
    assert served.desk.aside == [(700000001, number, "ValidationError")]
    assert served.desk.tries == 0


async def test_an_update_of_an_unknown_kind_is_ignored(served: Served) -> None:
    assert await served.push({"update_id": 5, "novelty": {"id": 1}}) == 200
    assert await served.counts() == (0, 0)


async def test_a_poison_update_is_set_aside_at_its_third_failure(served: Served) -> None:
    served.desk.fails = lambda update: LookupError("张三") if update.update_id == 5 else None
    with capture_logs() as log:
        assert [await served.push(message(5)) for _ in range(3)] == [500, 500, 200]
    assert served.desk.aside == [(700000001, 5, "LookupError")]
    assert await served.push(message(6)) == 200
    failed = {
        "event": "update not served",
        "log_level": "warning",
        "update_id": 5,
        "error": "LookupError",
        "causes": None,
    }
    aside = {"event": "update set aside", "log_level": "error", "update_id": 5, "error": "LookupError", "causes": None}
    assert [{**redacted(None, "", entry), "causes": None} for entry in log] == [failed, failed, failed, aside]


async def test_an_outage_is_never_counted(served: Served) -> None:
    served.desk.fails = lambda _: BlockingIOError()
    assert [await served.push(message(5)) for _ in range(5)] == [503] * 5
    served.desk.fails = lambda _: None
    assert await served.push(message(5)) == 200
    assert (served.desk.done, served.desk.aside) == ([5], [])


async def test_what_cannot_be_set_aside_comes_again(served: Served) -> None:
    served.desk.fails = lambda _: LookupError()
    served.desk.disk_is_full = True
    assert [await served.push(message(5)) for _ in range(4)] == [500, 500, 503, 503]
    served.desk.disk_is_full = False
    assert await served.push(message(5)) == 200
    assert served.desk.aside == [(700000001, 5, "LookupError")]


async def test_a_repeated_update_reaches_the_receiver_each_time_which_knows_it(served: Served) -> None:
    assert [await served.push(message(5)) for _ in range(5)] == [200] * 5
    assert served.desk.done == [5] * 5


async def test_telegram_repeats_until_an_update_was_served_and_keeps_a_chats_order(served: Served) -> None:
    stumbles = iter([LookupError(), None, None, LookupError(), LookupError()])
    served.desk.fails = lambda _: next(stumbles, None)
    async with StandIn(token=TOKEN) as standin, telegram_bot(TOKEN, standin.url) as bot:
        await bot.set_webhook(served.url, secret_token=SECRET)
        for number in range(5):
            await standin.user(1).says(f"{number}")
        await until(lambda: not standin.updates.pending)
        info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.last_error_message) == (served.url, 0, None)
    assert (served.desk.texts, served.desk.tries) == (["0", "1", "2", "3", "4"], 8)


async def test_telegram_with_an_old_secret_is_turned_away_and_keeps_the_update(served: Served) -> None:
    async with StandIn(token=TOKEN) as standin, telegram_bot(TOKEN, standin.url) as bot:
        await bot.set_webhook(served.url, secret_token="an-older-secret")
        await standin.user(1).says("application")
        await until(lambda: served.hook.turned_away)
        await until(lambda: standin.pusher and standin.pusher.last_error)
        info = await bot.get_webhook_info()
        assert info.last_error_message == "Wrong response from the webhook: 401 Unauthorized"
        assert (info.pending_update_count, served.desk.tries) == (1, 0)
        await bot.set_webhook(served.url, secret_token=SECRET)
        await until(lambda: served.desk.texts == ["application"])
