"""The webhook to which Telegram pushes updates: closed to strangers, and 200 only once an update was served."""

import asyncio
import hmac
import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import Bot
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from aiohttp import web
from pydantic import ValidationError

from workflow.engine.files import announced, next_behind

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # its name, no secret
LARGEST_BODY = 1024 * 1024
LARGEST_NUMBER = 2**63 - 1
SECONDS_TO_READ = 30.0
COUNTED_AT_ONCE = 1_000

Receive = Callable[[Bot, Update], Awaitable[None]]
Quarantine = Callable[[int, int, str], Awaitable[None]]
Arrived = Callable[[dict[str, Any]], None]


class WebhookSecretMissing(ValueError):
    """The webhook's secret is missing or malformed; without it anybody could speak for any person."""

    key = "trouble.webhook_secret"


class Webhook:
    """Answers Telegram's requests. `turned_away` counts those without the right secret.

    `receive` returns when the update's transaction is committed and its replies are sent or parked; it keeps the
    updates of one chat in order itself. If it raises, the answer is 500 and Telegram delivers the update again; at the
    third failure the update is set aside: `quarantine` gets the bot's id, the update's id and the error's class. Errors
    in `outages` are the machine's and not the update's: they are answered 503 and never counted. An update without a
    valid id is set aside as 0.
    """

    def __init__(
        self,
        bot: Bot,
        receive: Receive,
        secret: str,
        *,
        quarantine: Quarantine,
        arrived: Arrived,
        outages: tuple[type[Exception], ...] = (),
        tries: int = 3,
    ) -> None:
        self.turned_away = 0
        self._bot = bot
        self._receive = receive
        self._secret = secret.encode()
        self._quarantine = quarantine
        self._arrived = arrived
        self._outages = outages
        self._tries = tries
        self._failed: OrderedDict[int, int] = OrderedDict()
        self._in_hand: dict[int, list[Update]] = {}
        self._log = structlog.get_logger()

    async def answer(self, request: web.Request) -> web.Response:
        """Handle a POST of an update as JSON."""
        if not hmac.compare_digest(_header(request), self._secret):
            self.turned_away += 1
            return web.Response(status=401)
        raw = _parsed(await _body(request))
        number = _number(raw)
        if number is None:
            return await self._set_aside(0, "ValidationError")
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            _ = update.event_type
        except UpdateTypeLookupError:
            return web.Response()
        except (ValidationError, RecursionError) as error:
            return await self._set_aside(number, type(error).__name__)
        self._arrived(raw)
        return await self._serve(update)

    async def _serve(self, update: Update) -> web.Response:
        number = update.update_id
        try:
            await self._received(update)
        except self._outages as error:
            self._log.warning("update not served", update_id=number, fault=error)
            return web.Response(status=503)
        except Exception as error:  # noqa: BLE001  # one bad update must not stop the others
            self._log.warning("update not served", update_id=number, fault=error)
            return await self._count(number, type(error).__name__)
        self._failed.pop(number, None)
        return web.Response()

    async def _received(self, update: Update) -> None:
        chat = _chat_of(update)
        waiting = self._in_hand.setdefault(chat, [])
        waiting.append(update)
        try:
            with announced(lambda: _followed(waiting, update)):
                await self._receive(self._bot, update)
        finally:
            waiting.remove(update)
            if not waiting:
                self._in_hand.pop(chat, None)

    async def _count(self, number: int, error: str) -> web.Response:
        failed = self._failed[number] = self._failed.get(number, 0) + 1
        self._failed.move_to_end(number)
        if len(self._failed) > COUNTED_AT_ONCE:
            self._failed.popitem(last=False)
        return web.Response(status=500) if failed < self._tries else await self._set_aside(number, error)

    async def _set_aside(self, number: int, error: str) -> web.Response:
        try:
            await self._quarantine(self._bot.id, number, error)
        except Exception as failure:  # noqa: BLE001  # nothing is lost: Telegram delivers the update again
            self._log.warning("update not set aside", update_id=number, fault=failure)
            return web.Response(status=503)
        self._failed.pop(number, None)
        self._log.error("update set aside", update_id=number, error=error)
        return web.Response()


def make_webhook(
    bot: Bot,
    receive: Receive,
    secret: str,
    *,
    quarantine: Quarantine,
    arrived: Arrived = lambda _raw: None,
    outages: tuple[type[Exception], ...] = (),
) -> Webhook:
    """Build a webhook whose `answer` handles POST; `arrived` is told of each update before its chat's turn.

    Raises WebhookSecretMissing for a missing or malformed secret.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise WebhookSecretMissing
    return Webhook(bot, receive, secret, quarantine=quarantine, arrived=arrived, outages=outages)


def _chat_of(update: Update) -> int:
    """Return the chat in whose order the update is served; 0 if it has no private one."""
    message = update.message or update.edited_message
    if message is not None:
        return message.chat.id
    return update.callback_query.from_user.id if update.callback_query is not None else 0


async def _followed(waiting: list[Update], update: Update) -> bool:
    """Say whether the next update of this chat is another file."""
    if not _is_file(update):
        return False

    def behind() -> bool | None:
        later = waiting[waiting.index(update) + 1 :]
        return _is_file(later[0]) if later else None

    return await next_behind(behind)


def _is_file(update: Update) -> bool:
    return update.message is not None and bool(update.message.document or update.message.photo)


def _header(request: web.Request) -> bytes:
    return request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")


async def _body(request: web.Request) -> bytes:
    """Return the body. Raises 413, without reading on, if it is too large, and 408 if it is too slow."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, request.content_length or 0)
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS_TO_READ):
            async for piece in request.content.iter_any():
                body += piece
                if len(body) > LARGEST_BODY:
                    raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, len(body))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(raw, dict):
        raise web.HTTPBadRequest
    return raw


def _number(raw: dict[str, Any]) -> int | None:
    number = raw.get("update_id")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LARGEST_NUMBER:
        return None
    return number
