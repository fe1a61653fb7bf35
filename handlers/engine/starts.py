"""`/start`, with or without a one-time link: its payload is an opaque key that may open something."""

from aiogram import Bot, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, Update

from handlers.engine.guides import Guides, Openers
from handlers.engine.menus import show_home
from handlers.engine.offers import as_press
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, key_button, tell
from rules.engine.refusals import Forbidden
from texts import say
from workflow.engine.chats import count_wrong_link
from workflow.engine.desk import Desk, opens
from workflow.engine.records import Link, LinkState
from workflow.people.sign_ins import pages_link, pressed_by

LONGEST = 30
"""The most characters of a printed code behind its prefix."""


def router(guides: Guides, openers: Openers) -> Router:
    """Build the router of `/start` and `/menu`."""
    here = Router(name="starts")

    @here.message(CommandStart())
    async def started(_message: Message, command: CommandObject, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if command.args:
            await follow(bot, desk, state, command.args.strip(), guides, openers)
        else:
            await show_home(bot, desk, state, guides)

    return here


async def follow(bot: Bot, desk: Desk, state: FSMContext, token: str, guides: Guides, openers: Openers) -> None:
    """Open what the token was made for, or what a printed code names: a notice, a waiting form, a certificate.

    Wrong tokens are counted; after five in an hour no more are looked at. A wrong one is answered and not raised,
    because a refusal would undo the counting.
    """
    for prefix, open_code in openers.codes.items():
        if token.startswith(prefix) and await open_code(bot, desk, state, guides, token.removeprefix(prefix)[:LONGEST]):
            return
    chat = f"channel:{desk.channel.id}"
    if await desk.work.attempts.locked(chat, desk.now):
        await show_home(bot, desk, state, guides, notice=say(desk.person.language, "links.locked"))
        return
    found = await desk.work.links.look(token, desk.now)
    opener = openers.links.get(found.link.purpose) if found.link is not None else None
    if found.state is LinkState.GOOD and found.link is not None and opener is not None:
        await opener(bot, desk, state, found.link, token)
        return
    if found.state is LinkState.UNKNOWN:
        await count_wrong_link(desk.work, chat, desk.now)
    await show_home(bot, desk, state, guides, notice=say(desk.person.language, f"links.{found.state.value}"))


PRESSES = Presses("menu", {"home": Press(show_home, command="menu")}, puts_down=False)


# Takes a person from the office's pages into the chat: their own link there presses a button.


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
