"""Leads handlers of tips to the page on which tips are read, by a link that works once (Art. 24)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.offers import put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, key_button, tell
from rules.tips.cases import handles_tips
from texts import say
from workflow.engine.desk import Desk, opens
from workflow.tips.handlers import page_link


async def show_link(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Show this handler the address of the page, which works once."""
    await put_down(state)
    link = await page_link(desk)
    rows = [[key_button(desk, "menu.open", "menu:home")]]
    if opens(desk):
        rows.insert(0, [Button(say(desk.person.language, "tips.open"), url=link)])
    await tell(bot, desk, "tips.link", rows=rows, link=link)


async def offer_key(bot: Bot, desk: Desk) -> None:
    """Offer somebody who now handles tips to set the passphrase at once: before that nothing can be sealed to them."""
    if handles_tips(desk.roles) and await desk.work.tip_handlers.of(desk.person.id) is None:
        await tell(bot, desk, "tips.new_handler", rows=[[key_button(desk, "tips.open", "tip_case:open")]])


PRESSES = Presses("tip_case", {"open": Press(show_link, command="tips")}, article=24)
