"""How the service speaks in a chat: catalogue sentences with buttons, split to fit what a message can hold."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from aiogram import Bot
from aiogram.methods import SendMessage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity

from rules.engine.answers import Days
from rules.engine.forms import Names
from rules.engine.refusals import Refusal
from texts import say
from workflow.engine.desk import Desk, opens, traits
from workflow.engine.replies import Button, Page, Rows
from workflow.engine.sending import BUTTONS, PRESS, TEXT, units

__all__ = [
    "Button",
    "Dated",
    "Page",
    "Rows",
    "forget",
    "in_language",
    "in_rows",
    "key_button",
    "keyboard",
    "show",
    "spoken",
    "tell",
    "tip_address",
    "tip_door",
    "told",
]


class Dated(SendMessage):
    """A message that asks for a day. The days are for the channel alone and are not sent to Telegram."""

    _days: Days = Days()

    @property
    def days(self) -> Days:
        """Return the days that fit."""
        return self._days

    @classmethod
    def about(cls, days: Days, **said: Any) -> "Dated":
        """Build the message with its days."""
        made = cls(**said)
        made._days = days
        return made


# aiogram validates whatever it makes, which takes twice as long as a copy; what is put into these is checked here
_MESSAGE = SendMessage(chat_id=0, text="…", parse_mode=None)
_KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[])
_PRESSED = InlineKeyboardButton(text="…", callback_data="…")


def key_button(desk: Desk, key: str, press: str, **values: object) -> Button:
    """Return a button whose label is a catalogue sentence."""
    return Button(say(desk.person.language, key, **values), press=press)


def tip_address(desk: Desk, *, fee: bool = False) -> str:
    """Return the address of the page for tips; `fee` for somebody who was asked for one (Art. 6, 24)."""
    return f"{desk.places.url}/tip{'?fee=1' if fee else ''}"


def tip_door(desk: Desk, key: str, *, fee: bool = False) -> Button:
    """Return the button that opens the page for tips: one press, of which the chat learns nothing."""
    label = say(desk.person.language, key)
    if not opens(desk):
        return Button(label, "tip:fee" if fee else "tip:ask")
    return Button(label, url=tip_address(desk, fee=fee))


def spoken(desk: Desk, refusal: Refusal) -> str:
    """Return the sentence of a refusal in the person's language."""
    return say(desk.person.language, refusal.key, **{"article": refusal.article, **refusal.values})


def in_language(places: Any, language: str) -> dict[str, object]:
    """Return the values of a sentence's placeholders, with names in the language."""
    return {key: v.in_language(language) if isinstance(v, Names) else v for key, v in places.items()}


def told(desk: Desk, key: str, *, rows: Rows = (), **values: object) -> Page:
    """Return one catalogue sentence with its buttons, to be shown to the person at the desk."""
    return Page(say(desk.person.language, key, **values), rows)


async def tell(bot: Bot, desk: Desk, key: str, *, rows: Rows = (), **values: object) -> None:
    """Say one catalogue sentence to the person at the desk."""
    await show(bot, desk, told(desk, key, rows=rows, **values))


async def forget(bot: Bot, desk: Desk, message: Message) -> None:
    """Delete what the person has just written, where the channel can."""
    if traits(desk).forgets:
        await bot.delete_message(desk.channel.chat_id, message.message_id)


async def show(bot: Bot, desk: Desk, page: Page) -> None:
    """Show a page to the person at the desk. Text too long for one message is split; the buttons come with the last."""
    body = f"{page.title}\n\n{page.text}" if page.title else page.text
    body += f"\n{page.block}" if page.block else ""
    parts = list(_parts(body))
    for place, part in enumerate(parts):
        marks = [MessageEntity(type="bold", offset=0, length=units(page.title))] if page.title and place == 0 else []
        markup = keyboard(page.rows) if place == len(parts) - 1 else None
        if page.block and part.endswith(page.block):
            length = units(page.block)
            marks.append(MessageEntity(type="pre", offset=units(part) - length, length=length))
        said = {"chat_id": desk.channel.chat_id, "text": part, "entities": marks or None, "reply_markup": markup}
        if page.days is not None and place == len(parts) - 1:
            await bot(Dated.about(page.days, **said, parse_mode=None))
        else:
            await bot(_MESSAGE.model_copy(update=said))


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return the buttons as a keyboard, None if there are none. Raises ValueError for more than any channel takes."""
    shown = [[_inline(button) for button in row] for row in rows if row]
    if sum(len(row) for row in shown) > BUTTONS:
        raise ValueError(f"more than {BUTTONS} buttons under one message: page the list")
    return _KEYBOARD.model_copy(update={"inline_keyboard": shown}) if shown else None


def in_rows(buttons: Iterable[Button], *, width: int) -> list[list[Button]]:
    """Return the buttons in rows of `width`."""
    every = list(buttons)
    return [every[place : place + width] for place in range(0, len(every), width)]


@lru_cache(maxsize=1024)  # aiogram validates each button, and a form shows the same ones under every question
def _inline(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(text=button.label, url=button.url)
    if not 0 < len(button.press.encode()) <= PRESS:
        raise ValueError(f"callback data of {len(button.press.encode())} bytes: {PRESS} at most, 1 at least")
    return _PRESSED.model_copy(update={"text": button.label, "callback_data": button.press})


def _parts(text: str) -> Iterable[str]:
    while units(text) > TEXT:
        cut = text.rfind("\n", 0, TEXT // 2) if "\n" in text[: TEXT // 2] else TEXT // 2
        yield text[:cut].rstrip() or "…"
        text = text[cut:].lstrip("\n")
    yield text
