"""Lets typed numbers and words press buttons, for channels that have none.

A number chooses among the numbered answers of a form and does nothing else: what binds, and every other button, is
pressed or named by its words, so that no message sent twice becomes an act. The buttons last offered are remembered
with the conversation, unless the step takes free text, where a number is an answer.
"""

import re
from collections.abc import Iterable

from aiogram.fsm.context import FSMContext
from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, Update

from handlers.engine.holding import Call

FREE_TEXT = "free_text"
NUMBER = 3
"""A number of more digits is not meant for an answer."""
_OFFERS = "offers"
_ANSWER = re.compile(r"f:\d+:a:\d+:\d+")
"""The callback data of a form's numbered answer, which is kept and can be changed until the form is sent."""
_SIGNS = re.compile(r"^\W+|\W+$")


async def put_down(state: FSMContext) -> None:
    """Stop waiting for an answer, so that typed numbers press buttons; an open form keeps its place."""
    await state.set_state(None)
    await state.update_data({FREE_TEXT: False})


async def remember(calls: Iterable[Call], state: FSMContext) -> None:
    """Remember the buttons of the last message sent or edited; forget the old ones if free text is awaited."""
    shown = (call for call in reversed(list(calls)) if isinstance(call, SendMessage | EditMessageText))
    last = next(shown, None)
    if last is None:
        return
    data = await state.get_data()
    offers = [] if data.get(FREE_TEXT) else _offers(last)
    if offers != data.get(_OFFERS, []):
        await state.set_data({**data, _OFFERS: offers})


async def pressed(update: Update, state: FSMContext) -> Update:
    """Return the update; if its text names an offered button or the number of an answer, return the press of that."""
    message = update.message
    if message is None or message.text is None or message.text.startswith("/"):
        return update
    offers = (await state.get_data()).get(_OFFERS) or []
    press = _meant(message.text.strip(), offers)
    return as_press(update, message, press) if press else update


def _offers(said: SendMessage | EditMessageText) -> list[list[str]]:
    markup = said.reply_markup
    rows = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else []
    return [[button.text, button.callback_data] for row in rows for button in row if button.callback_data]


def _meant(text: str, offers: list[list[str]]) -> str | None:
    if text.isdecimal() and len(text) <= NUMBER:
        answers = [press for _, press in offers if _ANSWER.fullmatch(press)]
        return answers[int(text) - 1] if 1 <= int(text) <= len(answers) else None
    said = _word(text)
    named = {press for label, press in offers if said and _word(label) == said}
    return named.pop() if len(named) == 1 else None


def _word(label: str) -> str:
    """Return what is written on a button, without the signs around it."""
    return _SIGNS.sub("", label).casefold()


def as_press(update: Update, message: Message, press: str) -> Update:
    """Return the update as if its sender had pressed the button instead of writing."""
    query = press_of(message, press)
    return Update(update_id=update.update_id, callback_query=query).as_(update.bot) if query else update


def press_of(message: Message, press: str) -> CallbackQuery | None:
    """Return the press of a button by whoever wrote the message; None for a message of nobody's."""
    if message.from_user is None:
        return None
    return CallbackQuery(id="", from_user=message.from_user, chat_instance="", message=message, data=press)
