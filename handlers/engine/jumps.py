"""Takes a person from the office's pages into the chat: their own link there presses a button."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import Update

from handlers.engine.offers import as_press
from handlers.engine.speech import Button, key_button, tell
from rules.engine.refusals import Forbidden
from texts import say
from workflow.engine.desk import Desk, opens
from workflow.engine.records import Link
from workflow.people.sign_ins import pages_link, pressed_by

_START = "/start "


async def jumped(desk: Desk, update: Update) -> Update:
    """Return the update; if its link is the sender's own, return the press that the link stands for."""
    message = update.message
    if message is None or message.text is None or not message.text.startswith(_START):
        return update
    press = await pressed_by(desk, message.text.removeprefix(_START).strip())
    return as_press(update, message, press) if press else update


async def refused(_bot: Bot, _desk: Desk, _state: FSMContext, _link: Link, _token: str) -> None:
    """Refuse somebody else's link. `jumped` has already dealt with the sender's own. Raises Forbidden (Art. 9)."""
    raise Forbidden("pages.not_your_link", article=9)


async def show_pages_link(bot: Bot, desk: Desk) -> None:
    """Show the address that signs this person in to the office's pages once."""
    link = await pages_link(desk)
    rows = [[key_button(desk, "menu.open", "menu:home")]]
    if opens(desk):
        rows.insert(0, [Button(say(desk.person.language, "pages.open"), url=link)])
    await tell(bot, desk, "pages.link", rows=rows, link=link)
