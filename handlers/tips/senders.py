"""The door for tips in the chat: it leads to the page that knows nobody, and takes no tip itself (Art. 24, 6).

A chat knows who writes when. So nothing that only a sender does may leave a trace in it: the buttons are addresses,
which no channel reports, and an answer to those of earlier versions is shown in passing and kept nowhere.
"""

from functools import partial

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.engine.guides import Guides, Opener
from handlers.engine.offers import put_down
from handlers.engine.presses import TIP, Press, Presses
from handlers.engine.speech import Page, key_button, show, tip_address, tip_door
from handlers.objections.objectors import began as began_objection
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.records import Link
from workflow.tips.senders import hand_over


def router() -> Router:
    """Build the router of the command, which the web chat does not even pass on."""
    here = Router(name="tips")

    @here.message(Command("tip"))
    async def asked(_message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await put_down(state)
        rows = [
            [tip_door(desk, "tip.door_web")],
            [tip_door(desk, "tip.door_fee", fee=True)],
            [key_button(desk, "menu.open", "menu:home")],
        ]
        text = say(desk.person.language, "tip.page", address=tip_address(desk))
        await show(bot, desk, Page(text, [row for row in rows if row[0].url or row[0].press == "menu:home"]))

    return here


async def pointed(query: CallbackQuery, bot: Bot, desk: Desk, words: list[str], *, fee: bool = False) -> None:
    """Show the address of the page in passing, so that nothing of it stays in the chat.

    Buttons of earlier versions carry words of their own, of which the last may be the fee.
    """
    if query.id:
        told = say(desk.person.language, "tip.at_page", address=tip_address(desk, fee=fee or words[-1:] == ["fee"]))
        await bot.answer_callback_query(query.id, text=told, show_alert=True)


def opener(guides: Guides) -> Opener:
    """Return the opener of the link by which a sender becomes an objector, their words in the form (Art. 22)."""

    async def opened(bot: Bot, desk: Desk, state: FSMContext, _link: Link, token: str) -> None:
        await hand_over(desk, token)
        await began_objection(bot, desk, state, guides)

    return opened


PRESSES = Presses(
    TIP, {"ask": Press(pointed), "fee": Press(partial(pointed, fee=True), article=6)}, article=24, puts_down=False
)
