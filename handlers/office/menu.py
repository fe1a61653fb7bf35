"""The office's menu (Art. 9)."""

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.engine.jumps import show_pages_link
from handlers.engine.offers import put_down
from handlers.engine.presses import Topic
from handlers.engine.speech import in_rows, key_button, tell
from rules.people import Role
from rules.refusals import Refusal
from workflow.engine.desk import Desk, require, serves_as

BOTH = (
    ("menu.tasks", "t:list"),
    ("office.editions", "edition:list"),
    ("office.reviews", "result:edition"),
    ("office.notice", "notice:new"),
    ("office.objections", "objection:list"),
    ("entry.menu", "paper_case:new"),
    ("dispatches.menu", "dp:list:all:0"),
    ("office.sanctions", "sanction:list"),
    ("office.holders", "hl:menu"),
    ("office.july", "assessment:year"),
    ("office.reevaluations", "reevaluation:list"),
    ("affairs.menu_button", "affair:office"),
    ("office.people", "pe:list"),
    ("provisions.list", "pv:list:0"),
    ("office.calendar", "ca:home"),
    ("office.messages", "ms:list"),
    ("pages.title", "of:pages"),
)


def router() -> Router:
    """Build the router of the menu."""
    here = Router(name="office")

    @here.callback_query(Topic("of"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        match words:
            case ["menu"]:
                await show_menu(bot, desk, state)
            case ["pages"]:
                await put_down(state)
                await show_pages_link(bot, desk)
            case _:
                raise Refusal("talk.old_button")

    @here.message(Command("office"))
    async def asked(_message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await show_menu(bot, desk, state)

    return here


async def show_menu(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Show a button for each of the office's tasks; the lead has more of them. Lead and office only (Art. 9)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    await put_down(state)
    leads = (("office.new_edition", "edition:new"),) if serves_as(desk, Role.LEAD) else ()
    buttons = (key_button(desk, key, press) for key, press in (*BOTH, *leads, ("menu.open", "m:home")))
    await tell(bot, desk, "office.menu", rows=in_rows(buttons, width=2))
