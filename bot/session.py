"""How calls travel to Telegram: aiogram's session, with a short way for what is said most often."""

from collections.abc import AsyncGenerator
from functools import cache
from typing import Any, Literal, cast

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import AnswerCallbackQuery, GetFile, Response, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message
from aiohttp import BytesPayload, ClientError, FormData
from pydantic import BaseModel, ValidationError


class Acknowledgement(BaseModel):
    """What is read of a message that was sent: its number. The rest of it is what we have said ourselves."""

    message_id: int


class _Acknowledged(BaseModel):
    ok: Literal[True]
    result: Acknowledgement


class TelegramSession(AiohttpSession):
    """aiogram's session whose errors name no address, because the address contains the token.

    What is said most often travels the short way: as JSON, and of the answer only the number is read.
    """

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> FormData | BytesPayload:  # type: ignore[override]  # aiohttp sends either
        """Return the body of a call: JSON for words, an eighth of a form's work; a form for all else."""
        if isinstance(method, SendMessage | AnswerCallbackQuery):
            unsaid = {name for name, value in method if isinstance(value, Default)}  # the bot sets no defaults
            said = method.model_dump_json(exclude=unsaid, exclude_none=True, warnings=False)
            return BytesPayload(said.encode(), content_type="application/json")
        return super().build_form_data(bot, method)

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Return the answer, of a message its Acknowledgement. Raises TelegramServerError for a gateway's page too."""
        if status_code >= 500:
            raise TelegramServerError(method=method, message=str(status_code))
        if status_code == 200 and type(method).__returning__ is Message:
            try:
                return cast("Response[TelegramType]", _Acknowledged.model_validate_json(content))
            except ValidationError:
                pass  # aiogram says what is wrong with it
        _shape(type(method))
        try:
            return super().check_response(bot, method, status_code, content)
        except TelegramRetryAfter:
            raise
        except (ClientDecodeError, TelegramAPIError):
            if status_code != 429:
                raise
        raise TelegramRetryAfter(method=method, message="429", retry_after=1)

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """Make the call. Raises TelegramNetworkError with nothing but the error's class name."""
        try:
            return await super().make_request(bot, method, timeout)
        except TelegramEntityTooLarge:
            raise
        except (TelegramNetworkError, OSError) as error:
            kind = type(error.__cause__ or error).__name__
        raise TelegramNetworkError(method=method, message=kind)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Yield the content of a file in pieces.

        Raises TelegramNotFound for a missing file, else TelegramNetworkError.
        """
        failed, status = "", 0
        try:
            async for chunk in super().stream_content(url, headers, timeout, chunk_size, raise_for_status):
                yield chunk
        except (ClientError, OSError) as error:
            failed, status = type(error).__name__, getattr(error, "status", 0)
        if 400 <= status < 500 and status != 429:
            raise TelegramNotFound(method=GetFile(file_id=""), message=str(status))
        if failed:
            raise TelegramNetworkError(method=GetFile(file_id=""), message=failed)


@cache
def _shape(kind: type[TelegramMethod[Any]]) -> type[Response[Any]]:
    """Return the type of a method's answers, cached here because pydantic would build it anew each time."""
    return Response[kind.__returning__]  # type: ignore[name-defined]  # known only at run time
