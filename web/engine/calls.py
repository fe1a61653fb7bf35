"""Turns the bot's calls into inbox messages; it allows only what every channel has, within every channel's limits."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    Chat,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    Message,
    MessageEntity,
)

from rules.engine.pictures import dimensions
from web.engine.frames import Frame, frame_of
from workflow.engine.chats import Entry, Work, keep_file, post, repost
from workflow.engine.sending import check_message

Call = TelegramMethod[Any]

# What a call may carry besides its content without any effect here.
QUIET = {
    "chat_id",
    "message_id",
    "disable_notification",
    "protect_content",
    "link_preview_options",
    "reply_parameters",
    "disable_content_type_detection",
    "show_caption_above_media",
}
CONTENT = {"text", "entities", "caption", "caption_entities", "reply_markup", "document", "photo"}


class Foreign(TypeError):
    """A method, or a part of one, that the web chat lacks. Since not every channel has it, handlers must do without."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the web chat has no {what}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A frame for the open pages of a chat. With a `change` it is in the inbox too; without one it is momentary."""

    chat: int
    frame: Frame
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The result of one call: its answer, as the channel would give it, and the frames for open pages."""

    answer: object = True
    pushes: tuple[Push, ...] = field(default=())


async def write(work: Work, bot: Bot, call: Call, *, at: datetime, chat: int | None = None) -> Written:
    """Write a call into the inbox. `chat` is the chat being answered, for a press by a typed number, which names none.

    Raises Foreign, TooLarge, and TelegramBadRequest for a message that does not exist.
    """
    match call:
        case SendMessage() | SendDocument() | SendPhoto():
            return await _send(work, bot, call, at)
        case EditMessageText() | EditMessageCaption() | EditMessageReplyMarkup():
            return await _edit(work, bot, call)
        case DeleteMessage():
            return await _delete(work, call)
        case AnswerCallbackQuery():
            return _answer(call, chat)
        case SendChatAction():
            return Written(True, (Push(chat=_chat(call), frame={"typing": True}),))
        case SetMyCommands(scope=BotCommandScopeChat(chat_id=int(to))):
            return Written(True, (Push(chat=to, frame=commands_frame(call.commands)),))
        case SetMyCommands():
            return Written()  # a page gets everybody's commands when it opens
    raise Foreign(f"method {type(call).__name__}")


async def _send(work: Work, bot: Bot, call: SendMessage | SendDocument | SendPhoto, at: datetime) -> Written:
    _check(bot, call)
    chat, number = _chat(call), None
    content = _said_in(call) | {"buttons": _buttons(call.reply_markup), "days": _days(getattr(call, "days", None))}
    file = call.document if isinstance(call, SendDocument) else call.photo if isinstance(call, SendPhoto) else None
    if file is not None:
        number, content["file"] = await _keep_file(work, bot, chat, file)
    entry = await post(work, chat, _packed(content), at, message=number)
    return Written(said(bot, entry), (Push(chat=chat, frame=frame_of(entry), change=entry.change),))


async def _edit(work: Work, bot: Bot, call: EditMessageText | EditMessageCaption | EditMessageReplyMarkup) -> Written:
    _check(bot, call)
    old = await work.inbox.get(_chat(call), call.message_id or 0)
    if old is None or old.mine:
        raise TelegramBadRequest(method=call, message="Bad Request: message to edit not found")
    fresh = {} if isinstance(call, EditMessageReplyMarkup) else _said_in(call)
    content = _packed(json.loads(old.content or "{}") | fresh | {"buttons": _buttons(call.reply_markup)})
    if content == old.content:
        return Written(said(bot, old))
    entry = await repost(work, old.chat, old.message, content)
    return Written(said(bot, entry or old), _told(entry))


async def _delete(work: Work, call: DeleteMessage) -> Written:
    entry = await repost(work, _chat(call), call.message_id, None)
    if entry is None:
        raise TelegramBadRequest(method=call, message="Bad Request: message to delete not found")
    return Written(True, _told(entry))


def _told(entry: Entry | None) -> tuple[Push, ...]:
    if entry is None:
        return ()
    return (Push(chat=entry.chat, frame=frame_of(entry, edited=True), change=entry.change),)


def _answer(call: AnswerCallbackQuery, chat: int | None) -> Written:
    named = call.callback_query_id.partition(":")[0]
    to = int(named) if named.isdecimal() else chat
    if not call.text or to is None:
        return Written()
    return Written(True, (Push(chat=to, frame={"toast": call.text}),))


def commands_frame(commands: Iterable[BotCommand]) -> Frame:
    """Return the frame of the command menu."""
    return {"commands": [{"command": one.command, "description": one.description} for one in commands]}


def said(bot: Bot, entry: Entry) -> Message:
    """Return an inbox message as aiogram's type."""
    content = json.loads(entry.content or "{}")
    file = content.get("file")
    text = "caption" if file else "text"
    buttons = [
        [InlineKeyboardButton(text=one["text"], callback_data=one.get("press"), url=one.get("url")) for one in row]
        for row in content.get("buttons", [])
    ]
    return Message(
        message_id=entry.message,
        date=entry.sent_at,
        chat=Chat(id=entry.chat, type="private"),
        document=_document(file) if file else None,
        reply_markup=InlineKeyboardMarkup(inline_keyboard=buttons) if buttons else None,
        **{text: content.get("text")},
    ).as_(bot)


def _document(file: dict[str, Any]) -> Document:
    file_id = str(file.get("url", "")).rpartition("/")[2]
    return Document(file_id=file_id, file_unique_id=file_id, file_name=file["name"], file_size=file["size"])


async def _keep_file(work: Work, bot: Bot, chat: int, file: InputFile | str) -> tuple[int, Frame]:
    if isinstance(file, str):
        raise Foreign("file by its id: send its content")
    content = b"".join([piece async for piece in file.read(bot)])
    name = file.filename or "file"
    copies = getattr(file, "origins", ())
    number, file_id = await keep_file(work, chat, name=name, content=content, copies=copies)
    width, height = dimensions(content) or (0, 0)
    measured = {"width": width, "height": height} if width and height else {}
    return number, {"name": name, "size": len(content), "url": f"/chat/files/{file_id}", **measured}


def _check(bot: Bot, call: Call) -> None:
    for name, value in call:
        meant = bot.default[value.name] if isinstance(value, Default) else value
        if meant and name not in QUIET | CONTENT:
            raise Foreign(f"{name} in {type(call).__name__}")
    keyboard = getattr(call, "reply_markup", None)
    rows = keyboard.inline_keyboard if isinstance(keyboard, InlineKeyboardMarkup) else []
    presses = [one.callback_data for row in rows for one in row]
    check_message(text=getattr(call, "text", None), caption=getattr(call, "caption", None), presses=presses)


def _chat(call: Any) -> int:
    if not isinstance(call.chat_id, int):
        raise Foreign("chat by name")
    return call.chat_id


def _said_in(call: Call) -> Frame:
    if isinstance(call, SendMessage | EditMessageText):
        return {"text": call.text, "entities": _entities(call.entities)}
    return {"text": getattr(call, "caption", None), "entities": _entities(getattr(call, "caption_entities", None))}


def _entities(entities: Sequence[MessageEntity] | None) -> list[Frame]:
    return [
        {"type": one.type, "offset": one.offset, "length": one.length} | ({"url": one.url} if one.url else {})
        for one in entities or ()
    ]


def _buttons(markup: Any) -> list[list[Frame]]:
    if markup is None:
        return []
    if not isinstance(markup, InlineKeyboardMarkup):
        raise Foreign(type(markup).__name__)
    return [[_button(one) for one in row] for row in markup.inline_keyboard]


def _days(days: Any) -> Frame | None:
    """Return the first and last day of a message that asks for a day; None for others."""
    if days is None:
        return None
    return {end: day and day.isoformat() for end, day in (("first", days.first), ("last", days.last))}


def _button(button: InlineKeyboardButton) -> Frame:
    foreign = [name for name, value in button if value is not None and name not in ("text", "url", "callback_data")]
    if foreign or (button.url is None) == (button.callback_data is None):
        raise Foreign(f"button with {', '.join(foreign) or 'neither an address nor data'}")
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    return {"text": button.text, "press": button.callback_data}


def _packed(content: Frame) -> str:
    return json.dumps({name: value for name, value in content.items() if value}, ensure_ascii=False)
