"""The stand-in without a wire in between, for whom the wire is not what is tried: the same methods, the same log."""

import json
from collections.abc import AsyncGenerator
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import File, InputFile, Message

from tests.standin.params import Params, Upload
from tests.standin.server import StandIn

KINDS = (Response[Message], Response[bool], Response[File])
"""Kept: pydantic makes a generic type anew, in ten milliseconds, whenever nobody holds it."""


class AtHand(BaseSession):
    """A bot's session whose every call is answered at once; nothing goes wrong between."""

    def __init__(self, standin: StandIn) -> None:
        super().__init__()
        self._standin = standin

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """Answer the call."""
        files: dict[str, InputFile] = {}
        said = {key: self.prepare_value(value, bot, files) for key, value in method.model_dump(warnings=False).items()}
        uploads = {key: Upload(file.filename or key, await _content(bot, file)) for key, file in files.items()}
        params = Params({key: value for key, value in said.items() if value}, uploads)
        status, body = await self._standin.answer(method.__api_method__, params)
        response = self.check_response(bot, method, status, json.dumps(body))
        return response.result  # type: ignore[return-value]  # what is not ok was raised

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """The content of a file that somebody sent."""
        yield next(file.content for file in self._standin.files.values() if url.endswith(f"/{file.path}"))

    async def close(self) -> None:
        """Nothing is open."""


async def _content(bot: Bot, file: InputFile) -> bytes:
    return b"".join([chunk async for chunk in file.read(bot)])
