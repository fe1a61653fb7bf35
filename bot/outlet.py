"""Sends replies on Telegram: in order, paced and retried; those that cannot go in time are parked."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import structlog
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, SendChatAction

from bot.fetching import press_in
from bot.paces import Chat
from bot.pacing import Gate
from bot.queues import Raw
from bot.telegram import PAUSE, chat_of, has_file, send_in_turn, wish_of
from handlers.engine.holding import Call
from handlers.engine.senders import crowded
from workflow.engine.records import Work
from workflow.engine.sending import Moved, Outcome, Refused, Retry, Unreachable

FLEETING = (AnswerCallbackQuery, SendChatAction)  # worth nothing a few seconds later
FLEETING_SECONDS = 2.0


class Parking(Protocol):
    """A durable, ordered place for replies that cannot be sent now."""

    async def park(self, calls: Sequence[Call], after: float = 0.0) -> None:
        """Keep the calls; the first is due after `after` seconds. The update is confirmed once this returns."""

    async def queue(self, work: Work, chat: Chat, calls: Sequence[Call]) -> bool:
        """Queue the calls, within this Work, behind those already waiting for the chat. Returns False if none wait."""

    async def lose(self, chat: Chat, outcome: Unreachable | Moved) -> None:
        """Record that a chat has moved or can no longer be reached."""


class TelegramOutlet:
    """Sends replies after the commit, and parks those not sent within `patience` seconds.

    While more updates of the same chat wait to be served, its replies are parked at once rather than paced, and later
    ones queue behind them until all have gone: a flood is read quickly and delays nobody else's updates. Calls that
    upload a file are never parked for that reason, since a flood of them would fill the outbox. `behind` are the chats
    that have parked replies at the start.
    """

    channel = "telegram"

    def __init__(
        self,
        bot: Bot,
        gate: Gate,
        parking: Parking,
        *,
        behind: Iterable[Chat] = (),
        patience: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._gate = gate
        self._parking = parking
        self._patience = patience
        self._clock = clock
        self._behind = set(behind)
        self._answering: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger()

    def arrived(self, raw: Raw) -> None:
        """Answer the press in an update as it comes in: before its chat's turn, and whatever becomes of its reply."""
        query = press_in(raw)
        if query is not None:
            answering = asyncio.create_task(self._answer(query))
            self._answering.add(answering)
            answering.add_done_callback(self._answering.discard)

    async def close(self) -> None:
        """Give up the answers that are still on their way."""
        for answering in self._answering:
            answering.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    async def _answer(self, query: str) -> None:
        call = AnswerCallbackQuery(callback_query_id=query)
        if isinstance(await self._until(call, self._clock() + self._patience), Retry):
            self._log.warning("press not answered")

    async def keep(self, work: Work, bot: Bot, chat_id: int, calls: Sequence[Call]) -> Sequence[Call]:
        """Return the calls to send after the commit; where replies of the chat are parked, queue them behind those.

        Nothing else need be stored: Telegram sends an unconfirmed update again.
        """
        if chat_id in self._behind and not any(map(has_file, calls)):
            lasting = [call for call in calls if not isinstance(call, FLEETING)]
            if await self._parking.queue(work, chat_id, lasting):
                return [call for call in calls if isinstance(call, FLEETING)]
            self._behind.discard(chat_id)
        return tuple(calls)

    async def release(self, kept: Sequence[Call]) -> None:
        """Send the calls in order. Returns once each was sent, refused or parked, or its chat was lost."""
        deadline = self._clock() + self._patience
        for index, call in enumerate(kept):
            outcome = await self._deliver(call, deadline)
            match outcome:
                case Unreachable() | Moved():
                    await self._lose(call, outcome)
                    return
                case Refused(code):
                    self._log.error("reply refused", method=call.__api_method__, code=code)
                case Retry() if not isinstance(call, FLEETING):
                    await self._set_down(kept[index:], outcome)
                    return

    async def _deliver(self, call: Call, deadline: float) -> Outcome:
        """Send the call, retrying until it succeeds or the next try would miss the deadline."""
        if isinstance(call, FLEETING):
            deadline = min(deadline, self._clock() + FLEETING_SECONDS)
        elif crowded.get() and not has_file(call) and (wait := self._gate.due_in(wish_of(call, bulk=False))) > 0:
            return Retry(after=min(wait, 1.0), code="crowded", limited=True)
        return await self._until(call, deadline)

    async def _until(self, call: Call, deadline: float) -> Outcome:
        pause = PAUSE
        while True:
            within = max(0.0, deadline - self._clock())
            outcome = await send_in_turn(self._gate, self._bot, call, bulk=False, within=within)
            if not isinstance(outcome, Retry):
                return outcome
            wait = outcome.after if outcome.limited else pause
            if self._clock() + wait >= deadline:
                return outcome
            await asyncio.sleep(wait)
            pause *= 2

    async def _lose(self, call: Call, outcome: Unreachable | Moved) -> None:
        chat = chat_of(call)
        self._log.info("chat lost", method=call.__api_method__, outcome=type(outcome).__name__)
        if chat is not None:
            await self._parking.lose(chat, outcome)

    async def _set_down(self, calls: Sequence[Call], why: Retry) -> None:
        lasting = [call for call in calls if not isinstance(call, FLEETING)]
        self._log.warning("reply parked", calls=len(lasting), code=why.code)
        await self._parking.park(lasting, why.after if why.limited else 0.0)
        self._behind |= {chat for call in lasting if (chat := chat_of(call)) is not None}
