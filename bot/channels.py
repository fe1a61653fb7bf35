"""The web chat and Telegram as delivery uses them: letters become calls, and failed calls are parked in the outbox."""

import base64
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiogram import Bot, methods
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from bot.paces import Chat
from bot.pacing import Gate
from bot.telegram import send_in_turn
from handlers.engine.holding import Call
from handlers.engine.prints import Copied
from reminders.letters import Letter, Parked, Ready, always
from rules.people.roles import Channel
from storage.store import Store
from storage.work import Work
from web.engine.session import WebSession
from workflow.engine.records import REPLY, Urgency
from workflow.engine.sending import Moved, Outcome, Sent, Unreachable

CAPTION = 1024
PICTURE = ".png"
"""The suffix of a drawn picture's name."""
TURN = 5.0
"""Seconds a delivery waits for its turn, so that a chat which Telegram holds back delays no other."""
APART = timedelta(seconds=1)
"""The interval between parked replies for the same chat."""
_FILE = "$file"


def calls_of(channel: Channel, letter: Letter | Parked) -> list[Call]:
    """Return the calls for a letter: one message, or a file with a caption, or text and file if the text is long."""
    if isinstance(letter, Parked):
        return [_unparked(letter)]
    chat, markup = channel.chat_id, _keyboard(letter)
    if letter.file is None:
        return [methods.SendMessage(chat_id=chat, text=letter.text, parse_mode=None, reply_markup=markup)]
    if len(letter.text) > CAPTION:
        text = methods.SendMessage(chat_id=chat, text=letter.text, parse_mode=None)
        return [text, _file(letter, chat_id=chat, reply_markup=markup)]
    return [_file(letter, chat_id=chat, caption=letter.text, parse_mode=None, reply_markup=markup)]


def _file(letter: Letter, **rest: Any) -> Call:
    """Return the call for the letter's file: a drawn picture as a photo, anything else as a document."""
    name, content = letter.file or ("", b"")
    if name.endswith(PICTURE) and not letter.origins:
        return methods.SendPhoto(photo=BufferedInputFile(content, filename=name), **rest)
    return methods.SendDocument(document=Copied(content, filename=name, origins=letter.origins), **rest)


class WebKeeper:
    """Delivers to the web chat, where a message has arrived once it is kept in the inbox."""

    def __init__(self, bot: Bot, session: WebSession) -> None:
        self._bot = bot
        self._session = session

    async def keep(self, work: Work, channel: Channel, letter: Letter | Parked) -> Any:
        """Write the letter into the inbox within the Work."""
        return await self._session.keep(work, self._bot, channel.chat_id, calls_of(channel, letter))

    async def release(self, kept: Any) -> None:
        """Tell the open pages what is new."""
        await self._session.release(kept)


class TelegramSender:
    """Delivers to Telegram, each letter in its turn."""

    def __init__(self, bot: Bot, gate: Gate) -> None:
        self._bot = bot
        self._gate = gate

    async def send(self, channel: Channel, letter: Letter | Parked, ready: Ready = always) -> Outcome:
        """Send the letter. Returns the outcome of the last call, or of the first that was not sent."""
        bulk = not (isinstance(letter, Parked) or letter.answers)
        outcome: Outcome
        for call in calls_of(channel, letter):
            outcome = await send_in_turn(self._gate, self._bot, call, bulk=bulk, within=TURN, ready=ready)
            if not isinstance(outcome, Sent):
                return outcome
        return outcome


class Parking:
    """Parks in the outbox replies that Telegram did not take, for later delivery."""

    def __init__(self, store: Store, clock: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake

    async def chats(self) -> set[int]:
        """Return the chats with parked replies."""
        async with self._store.work() as work:
            return await work.channels.awaiting(REPLY)

    async def park(self, calls: Sequence[Call], after: float = 0.0) -> None:
        """Keep the calls durably, in order; the first is due after `after` seconds."""
        async with self._store.work() as work:
            await self._owe(work, calls, self._clock() + timedelta(seconds=after))
            await work.commit()
        self._wake()

    async def queue(self, work: Work, chat: Chat, calls: Sequence[Call]) -> bool:
        """Queue the calls, within this Work, behind those already waiting for the chat. Returns False if none wait."""
        channel = await work.channels.find("telegram", chat) if isinstance(chat, int) else None
        last = await work.messages.last_due(channel.person_id, REPLY) if channel is not None else None
        if last is None:
            return False
        await self._owe(work, calls, max(last + APART, self._clock()))
        return True

    async def _owe(self, work: Work, calls: Sequence[Call], due: datetime) -> None:
        """Owe the calls a second apart: a chat takes no more, and other people's messages need not wait behind them."""
        for place, call in enumerate(calls):
            channel = await work.channels.find("telegram", getattr(call, "chat_id", 0))
            if channel is not None:
                await work.outbox.owe(
                    f"{REPLY}:{secrets.token_hex(12)}",
                    channel.person_id,
                    REPLY,
                    now=self._clock(),
                    due_at=due + place * APART,
                    values={"method": call.__api_method__, "call": _dumped(call)},
                    kind=REPLY,
                    urgency=Urgency.ANSWER,
                    channel_id=channel.id,
                )

    async def lose(self, chat: Chat, outcome: Unreachable | Moved) -> None:
        """Record that a chat has moved to another number or can no longer be reached."""
        async with self._store.work() as work:
            channel = await work.channels.find("telegram", chat) if isinstance(chat, int) else None
            if channel is not None and isinstance(outcome, Moved):
                await work.channels.migrate(channel.id, outcome.to)
            elif channel is not None:
                await work.channels.mark_dead(channel.id)
            await work.commit()
        structlog.get_logger().info("channel closed", outcome=type(outcome).__name__)


def _keyboard(letter: Letter) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(text=b.label, url=b.url or None, callback_data=b.press or None) for b in row]
        for row in letter.rows
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _dumped(call: Call) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in call:
        if isinstance(value, BufferedInputFile):
            kept[name] = {_FILE: value.filename, "data": base64.b64encode(value.data).decode()}
    return {**call.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude=set(kept)), **kept}


def _unparked(parked: Parked) -> Call:
    name = str(parked.call["method"])
    kind: type[Call] = getattr(methods, name[0].upper() + name[1:])
    values = dict(parked.call["call"])
    for key, value in values.items():
        if isinstance(value, dict) and _FILE in value:
            values[key] = BufferedInputFile(base64.b64decode(value["data"]), filename=value[_FILE])
    return kind.model_validate({"parse_mode": None, **values} if "parse_mode" in kind.model_fields else values)
