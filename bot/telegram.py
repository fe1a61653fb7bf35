"""Telegram as a channel: the bot, and the one place that turns the API's errors into outcomes."""

from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendChatAction
from aiogram.types import InputFile

from bot.paces import Chat, Wish
from bot.pacing import Gate
from bot.session import Acknowledgement, TelegramSession
from bot.settings import USUAL
from handlers.engine.holding import Call, HoldingSession
from reminders.letters import Ready, always
from workflow.engine.sending import Moved, Outcome, Overtaken, Refused, Retry, Sent, Unreachable

SECONDS = 6  # short, because a call without a file is simply made again
SECONDS_WITH_FILE = 60
PAUSE = 0.5

OUTAGES = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)
"""Telegram's own failures: a read that raises one is worth repeating for as long as they last."""

SO_ALREADY = (
    "query is too old",
    "query id is invalid",
    "message is not modified",
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message can't be deleted",
    "message_id_invalid",
)
NOBODY_THERE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
)
OUR_FAULT = (
    "message text is empty",
    "message is too long",
    "message caption is too long",
    "button_data_invalid",
    "can't parse entities",
    "entity_bounds_invalid",
    "reply_markup_too_long",
    "message to be replied not found",
    "wrong file identifier",
    "file must be non-empty",
)


def telegram_bot(token: str, api: str | None = None) -> Bot:
    """Make the bot of this token, at the Bot API server `api` or else the public one; it holds its calls for a Work."""
    server = TelegramAPIServer.from_base(api) if api else PRODUCTION
    return Bot(token, session=HoldingSession(TelegramSession(api=server)))


def host_of(bot: Bot) -> str:
    """Return the host and port of the bot's server, as an operator is told them: never the token in its addresses."""
    parts = urlsplit(bot.session.api.base)
    return f"{parts.hostname}:{parts.port or USUAL[parts.scheme]}"


async def send(bot: Bot, call: Call) -> Outcome:
    """Make one call at once, without a turn. Returns the outcome."""
    try:
        result = await bot(call, request_timeout=SECONDS_WITH_FILE if has_file(call) else SECONDS)
    except AiogramError as error:
        return _outcome(error)
    return Sent(result.message_id if isinstance(result, Acknowledgement) else None)


async def send_in_turn(
    gate: Gate, bot: Bot, call: Call, *, bulk: bool = True, within: float | None = 60.0, ready: Ready = always
) -> Outcome:
    """Make one call through the gate. Without a turn within `within` seconds nothing is sent, and it returns Retry.

    When the turn has come and `ready` says no, nothing is sent either, and it returns Overtaken.
    """
    wish = wish_of(call, bulk=bulk)
    turn = await gate.enter(wish, within=within)
    if turn is None:
        return Retry(after=gate.held(wish.chat) or 1.0, code="paced", limited=True)
    refused_for = None
    try:
        outcome = await send(bot, call) if await ready() else Overtaken()
        if isinstance(outcome, Retry) and outcome.limited:
            refused_for = outcome.after
    finally:
        turn.leave(refused_for=refused_for)
    return outcome


def wish_of(call: Call, *, bulk: bool) -> Wish:
    """Return what the call asks of the gate."""
    return Wish(chat_of(call), speaks=_speaks(call), bulk=bulk)


def chat_of(call: Call) -> Chat | None:
    """Return the chat that the call goes to, or None."""
    chat: Chat | None = getattr(call, "chat_id", None)
    return chat


def _speaks(call: Call) -> bool:
    chat = chat_of(call)
    if chat is None or isinstance(call, SendChatAction):
        return False
    in_group = isinstance(chat, str) or chat < 0  # where Telegram counts edits too
    return in_group or call.__api_method__.startswith(("send", "copy", "forward"))


def has_file(call: Call) -> bool:
    """Whether the call uploads a file."""
    return any(isinstance(value, InputFile) for _, value in call)


def _outcome(error: AiogramError) -> Outcome:
    match error:
        case TelegramRetryAfter():
            return Retry(after=float(error.retry_after), code="429", limited=True)
        case TelegramMigrateToChat():
            return Moved(to=error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return Unreachable(code="403")
        case TelegramEntityTooLarge():
            return Refused(code="413")
        case TelegramNetworkError() | TelegramServerError():
            return Retry(after=PAUSE, code=error.message)
        case TelegramUnauthorizedError() | TelegramNotFound():
            return Retry(after=60.0, code="token")  # what is owed is still owed when the token is right again
        case ClientDecodeError() if isinstance(error.data, dict) and error.data.get("ok"):
            return Sent()  # it arrived; only its description is newer than this code
        case TelegramAPIError():
            return _refusal(error)
    return Retry(after=PAUSE, code=type(error).__name__)


def _refusal(error: TelegramAPIError) -> Outcome:
    """Return the outcome of a refusal. Only known phrases become its code, since descriptions may quote the text."""
    said = error.message.lower()
    if any(phrase in said for phrase in SO_ALREADY):
        return Sent()
    for phrase in NOBODY_THERE:
        if phrase in said:
            return Unreachable(code=phrase)
    for phrase in OUR_FAULT:
        if phrase in said:
            return Refused(code=phrase)
    return Refused(code=type(error).__name__)
