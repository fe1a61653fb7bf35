"""Finds who sent an update, and whether it came from a private chat."""

from dataclasses import dataclass

from aiogram.types import Chat, Update, User

from workflow.engine.records import Talk

WEB_BOT = 1
"""The bot id of the built-in web chat; no bot of Telegram has it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The bot and chat to answer in. `language` is "en" if the client says so, otherwise None."""

    bot_id: int
    chat_id: int
    private: bool
    language: str | None = None

    @property
    def talk(self) -> Talk:
        """The conversation: a group has one, whoever speaks in it."""
        return Talk(self.bot_id, self.chat_id, self.chat_id)


def sender_of(update: Update, bot_id: int) -> Sender | None:
    """Return the sender of the update, None if nobody waits for an answer to it."""
    message = update.message or update.edited_message
    if message is not None:
        sender = _sender(bot_id, message.chat, message.from_user)
        return sender if update.message is not None or sender.private else None
    if update.callback_query is not None:
        under = update.callback_query.message
        return _sender(bot_id, under.chat, update.callback_query.from_user) if under else None
    if update.my_chat_member is not None:
        return _sender(bot_id, update.my_chat_member.chat, update.my_chat_member.from_user)
    return None


def _sender(bot_id: int, chat: Chat, user: User | None) -> Sender:
    code = (user.language_code or "") if user else ""
    return Sender(
        bot_id=bot_id,
        chat_id=chat.id,
        private=chat.type == "private",
        language="en" if code.startswith("en") else None,
    )
