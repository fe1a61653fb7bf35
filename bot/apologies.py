"""Tells people once that they get no answer for no fault of theirs, unless their chat's own page shows it."""

from collections import OrderedDict
from collections.abc import Collection

import aiohttp
from aiogram import Bot
from aiogram.methods import SendMessage
from aiogram.types import Update

from bot.pacing import Gate
from bot.telegram import send_in_turn
from handlers.engine.senders import Sender, sender_of
from storage.database.failures import OUTAGES
from texts import say

TURN = 5.0
MOST = 1_000
"""The most failed updates remembered; most of them are served at the next try."""


class Regrets:
    """Remembers who was told, and whom a failed update came from.

    An update that met an outage comes again and is answered then. One that is set aside is lost: its sender is told
    once, and again only after something of theirs has been served. `shown` are the bots whose own page shows it.
    """

    def __init__(self, gate: Gate, language: str, *, shown: Collection[int] = ()) -> None:
        self._gate = gate
        self._shown = shown
        self._language = language
        self._told: set[int] = set()
        self._sorry: set[int] = set()
        self._failed: OrderedDict[int, Sender] = OrderedDict()

    async def tell(self, bot: Bot, update: Update, outage: Exception) -> None:
        """Tell the sender, once an outage, that nothing is kept just now, if it is the database that fails."""
        sender = self._waiting(bot, update)
        if sender is None or sender.chat_id in self._told:
            return
        if not isinstance(outage, OUTAGES) or isinstance(outage, aiohttp.ClientError):
            return
        self._told.add(sender.chat_id)
        await self._say(bot, sender, "talk.not_kept")

    def failed(self, bot: Bot, update: Update) -> None:
        """Remember the sender of an update that failed, in case it is set aside."""
        sender = self._waiting(bot, update)
        if sender is not None:
            self._failed[update.update_id] = sender
            if len(self._failed) > MOST:
                self._failed.popitem(last=False)

    async def set_aside(self, bot: Bot, update_id: int) -> None:
        """Tell the sender that this update was not kept, and what to do; nothing if its sender is unknown."""
        sender = self._failed.pop(update_id, None)
        if sender is not None and sender.chat_id not in self._sorry:
            self._sorry.add(sender.chat_id)
            await self._say(bot, sender, "talk.set_aside")

    def served(self, bot: Bot, update: Update) -> None:
        """Note that an update was served: the outage is over, and its sender has an answer."""
        self._told.clear()
        if (self._failed or self._sorry) and (sender := self._waiting(bot, update)) is not None:
            self._failed.pop(update.update_id, None)
            self._sorry.discard(sender.chat_id)

    async def _say(self, bot: Bot, sender: Sender, key: str) -> None:
        words = say(sender.language or self._language, key)
        call = SendMessage(chat_id=sender.chat_id, text=words, parse_mode=None)
        await send_in_turn(self._gate, bot, call, bulk=False, within=TURN)

    def _waiting(self, bot: Bot, update: Update) -> Sender | None:
        """Return the private sender who expects an answer, or None; somebody who just left expects none."""
        if update.my_chat_member is not None or bot.id in self._shown:
            return None
        sender = sender_of(update, bot.id)
        return sender if sender is not None and sender.private else None
