"""Handles groups: nothing is done or shown there, only a pointer to the private chat, at most once a minute."""

from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import BaseFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from texts import say
from workflow.engine.desk import Desk

QUIET = timedelta(minutes=1)
_POINTED_AT = "pointed_at"


class InGroup(BaseFilter):
    """Lets through what did not come from a private chat."""

    async def __call__(self, _event: TelegramObject, desk: Desk, **_data: Any) -> bool:
        """Say whether the chat is a group or a channel."""
        return in_group(desk)


def in_group(desk: Desk) -> bool:
    """Say whether the chat at the desk is a group or a channel: their ids are negative, those of people are not."""
    return desk.channel.chat_id < 0


def router() -> Router:
    """Build the router, which must be the first of all."""
    here = Router(name="groups")

    @here.message(InGroup())
    async def wrote(_message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await point(bot, desk, state)

    @here.callback_query(InGroup())
    async def pressed(query: CallbackQuery, bot: Bot, desk: Desk) -> None:
        await bot.answer_callback_query(query.id, text=_privately(desk), show_alert=True)

    return here


async def point(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Say where to write, unless that was said within the last minute."""
    pointed_at = (await state.get_data()).get(_POINTED_AT)
    if isinstance(pointed_at, datetime) and desk.now - pointed_at < QUIET:
        return
    await state.set_data({_POINTED_AT: desk.now})
    await bot.send_message(desk.channel.chat_id, _privately(desk), parse_mode=None)


def _privately(desk: Desk) -> str:
    """Return where to write: the bot's private chat, or the web chat while Telegram has not told the bot's name."""
    bot = desk.places.telegram
    return say(desk.person.language, "talk.privately", link=f"https://t.me/{bot}" if bot else desk.places.url)
