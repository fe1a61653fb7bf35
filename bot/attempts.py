"""Tries one update until it is served or set aside, so that a fault in one does not stop the others."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import Bot
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

Raw = dict[str, Any]
Receive = Callable[[Bot, Update], Awaitable[None]]
Quarantine = Callable[[int, int, str], Awaitable[None]]


class TookTooLong(Exception):
    """One try exceeded its time. It is no TimeoutError, since that is an OSError and could pass for an outage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """The way an update is tried: up to `tries` times, with growing pauses, each try at most `seconds` long.

    `receive` returns once the update's transaction is committed and its replies are sent or parked. `quarantine` gets
    the bot id, the update id and the error's class name; if it raises, the update is not set aside but tried again.
    Errors in `outages` are the machine's fault and do not count as tries; exceeding the time counts.
    """

    bot: Bot
    receive: Receive
    quarantine: Quarantine
    outages: tuple[type[Exception], ...] = ()
    tries: int = 3
    pause: float = 0.5
    pause_most: float = 15.0
    seconds: float = 120.0

    async def serve(self, raw: Raw) -> None:
        """Return once the update has been served or set aside."""
        failed = 0
        while (error := await self._try(raw)) is not None:
            if not isinstance(error, self.outages):
                failed += 1
                hopeless = failed >= self.tries or isinstance(error, ValidationError)
                if hopeless and await self._set_aside(raw["update_id"], error):
                    return
            await asyncio.sleep(min(self.pause * 2**failed, self.pause_most))

    async def _try(self, raw: Raw) -> Exception | None:
        try:
            update = Update.model_validate(raw, context={"bot": self.bot})
            _ = update.event_type
            await self._receive(update)
        except UpdateTypeLookupError:
            return None
        except Exception as error:  # noqa: BLE001  # whatever one update does must not stop the others
            structlog.get_logger().warning("update not served", update_id=raw["update_id"], fault=error)
            return error
        return None

    async def _receive(self, update: Update) -> None:
        limit = asyncio.timeout(self.seconds)
        try:
            async with limit:
                await self.receive(self.bot, update)
        except TimeoutError as error:
            raise TookTooLong if limit.expired() else error from None

    async def _set_aside(self, number: int, error: Exception) -> bool:
        kind = type(error).__name__
        try:
            await self.quarantine(self.bot.id, number, kind)
        except Exception as failure:  # noqa: BLE001  # the update is tried again, so nothing is lost
            structlog.get_logger().warning("update not set aside", update_id=number, error=type(failure).__name__)
            return False
        structlog.get_logger().error("update set aside", update_id=number, error=kind)
        return True
