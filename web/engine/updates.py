"""Turns a frame of the web chat into an aiogram update, so that it reaches the same handlers as on any channel."""

import hashlib
from datetime import datetime

from aiogram.types import CallbackQuery, Chat, Document, Message, Update, User

from texts import say
from web.engine.calls import said
from web.engine.frames import Pressed, Said, Sent
from web.engine.site import Site
from workflow.engine.inbox import Entry, Upload


def update_id(chat: int, key: str) -> int:
    """Return a frame's update number: the same for the same chat and key, below 2**63."""
    return int.from_bytes(hashlib.sha256(f"{chat}:{key}".encode()).digest()[:8], "big") >> 1


def text_update(spoken: Said, *, chat: int, language: str, message: int, at: datetime) -> Update:
    """Return the update for a text."""
    return _message(_user(chat, language), spoken.key, message=message, at=at, text=spoken.text)


def file_update(spoken: Sent, upload: Upload, *, language: str, message: int, at: datetime) -> Update:
    """Return the update for a file, without a type, since the browser's word on it is not trusted."""
    document = Document(file_id=upload.id, file_unique_id=upload.id, file_name=upload.name, file_size=upload.size)
    user = _user(upload.chat, language)
    caption = spoken.caption or None
    return _message(user, spoken.key, message=message, at=at, document=document, caption=caption)


def press_update(spoken: Pressed, entry: Entry, site: Site, *, language: str) -> Update:
    """Return the update for a pressed button, with the message that it belongs to."""
    query = CallbackQuery(
        id=f"{entry.chat}:{spoken.key}",
        from_user=_user(entry.chat, language),
        chat_instance=str(entry.chat),
        data=spoken.data,
        message=said(site.bot, entry),
    )
    return Update(update_id=update_id(entry.chat, spoken.key), callback_query=query)


def _message(user: User, key: str, *, message: int, at: datetime, **content: object) -> Update:
    chat = Chat(id=user.id, type="private", first_name=user.first_name)
    made = Message.model_validate({"message_id": message, "date": at, "chat": chat, "from_user": user, **content})
    return Update(update_id=update_id(user.id, key), message=made)


def _user(chat: int, language: str) -> User:
    return User(id=chat, is_bot=False, first_name=say(language, "web.visitor"), language_code=language)
