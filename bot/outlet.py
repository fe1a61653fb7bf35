"""How the Telegram channel lets go of what was said: in order, paced, tried again, and otherwise parked."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, SendChatAction

from bot.pacing import Chat, Gate
from bot.telegram import PAUSE, chat_of, send_in_turn
from handlers.holding import Call
from workflow.outcomes import Moved, Outcome, Refused, Retry, Unreachable

FLEETING = (AnswerCallbackQuery, SendChatAction)  # worth nothing a few seconds later
FLEETING_SECONDS = 2.0

Park = Callable[[Sequence[Call]], Awaitable[None]]
Lost = Callable[[Chat, Unreachable | Moved], Awaitable[None]]


class TelegramOutlet:
    """Sends what was said to one chat, after the commit.

    `park` gets, in order, the calls that could not be sent within `patience` seconds, and keeps them durably: the
    update is confirmed after it returns. `lost` is told that a chat cannot be reached any more, or has moved.
    """

    durable = False

    def __init__(
        self,
        bot: Bot,
        gate: Gate,
        *,
        park: Park,
        lost: Lost,
        patience: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._gate = gate
        self._park = park
        self._lost = lost
        self._patience = patience
        self._clock = clock
        self._log = structlog.get_logger()

    async def keep(self, work: object, bot: Bot, chat_id: int, calls: Sequence[Call]) -> Sequence[Call]:
        """Nothing to write down: an update not yet confirmed comes again."""
        return tuple(calls)

    async def release(self, kept: Sequence[Call]) -> None:
        """Send the calls. Returns when each was sent, parked, or has nobody to go to."""
        deadline = self._clock() + self._patience
        for index, call in enumerate(kept):
            outcome = await self._deliver(call, deadline)
            match outcome:
                case Unreachable() | Moved():
                    await self._lose(call, outcome)
                    return
                case Refused(code):
                    self._log.error("reply refused", method=call.__api_method__, code=code)
                case Retry(code=code) if not isinstance(call, FLEETING):
                    await self._set_down(kept[index:], code)
                    return

    async def _deliver(self, call: Call, deadline: float) -> Outcome:
        """Try until it is sent, or until the deadline would pass before the next try."""
        if isinstance(call, FLEETING):
            deadline = min(deadline, self._clock() + FLEETING_SECONDS)
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
            await self._lost(chat, outcome)

    async def _set_down(self, calls: Sequence[Call], code: str) -> None:
        lasting = [call for call in calls if not isinstance(call, FLEETING)]
        self._log.warning("reply parked", calls=len(lasting), code=code)
        await self._park(lasting)
