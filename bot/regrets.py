"""Whoever writes on Telegram while nothing can be kept is told so, once; the web chat says it by itself."""

import aiohttp
from aiogram import Bot
from aiogram.methods import SendMessage
from aiogram.types import Update

from bot.pacing import Gate
from bot.telegram import send_in_turn
from handlers.senders import sender_of
from storage.failures import OUTAGES
from texts import say

TURN = 5.0


class Regrets:
    """The chats that were told in the outage that goes on. The update itself comes again and is answered then."""

    def __init__(self, gate: Gate, language: str) -> None:
        self._gate = gate
        self._language = language
        self._told: set[int] = set()

    async def tell(self, bot: Bot, update: Update, outage: Exception) -> None:
        """Tell the sender that this is not kept yet, if it is the memory that fails and they were not told before."""
        sender = sender_of(update, bot.id)
        if sender is None or not sender.private or sender.channel != "telegram" or sender.chat_id in self._told:
            return
        if not isinstance(outage, OUTAGES) or isinstance(outage, aiohttp.ClientError):
            return
        self._told.add(sender.chat_id)
        words = say(sender.language or self._language, "talk.not_kept")
        call = SendMessage(chat_id=sender.chat_id, text=words, parse_mode=None)
        await send_in_turn(self._gate, bot, call, bulk=False, within=TURN)

    def over(self) -> None:
        """Something was kept: the outage is over."""
        self._told.clear()
