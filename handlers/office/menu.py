"""The office's menu (Art. 9)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.offers import put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import in_rows, key_button, tell
from handlers.engine.starts import show_pages_link
from rules.people.roles import Role
from workflow.engine.desk import Desk, require, serves_as

BOTH = (
    ("menu.tasks", "task:list"),
    ("office.editions", "edition:list"),
    ("office.reviews", "result:edition"),
    ("office.notice", "notice:new"),
    ("office.objections", "objection:list"),
    ("entry.menu", "paper_case:new"),
    ("dispatches.menu", "dispatch:list:all:0"),
    ("office.sanctions", "sanction:list"),
    ("office.holders", "register:menu"),
    ("office.july", "assessment:year"),
    ("office.reevaluations", "reevaluation:list"),
    ("affairs.menu_button", "affair:office"),
    ("office.people", "person:list"),
    ("provisions.list", "provision:list:0"),
    ("office.calendar", "calendar:home"),
    ("office.messages", "message:list"),
    ("pages.title", "office:pages"),
)


async def show_menu(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Show a button for each of the office's tasks; the lead has more of them. Lead and office only (Art. 9)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    await put_down(state)
    leads = (("office.new_edition", "edition:new"),) if serves_as(desk, Role.LEAD) else ()
    buttons = (key_button(desk, key, press) for key, press in (*BOTH, *leads, ("menu.open", "menu:home")))
    await tell(bot, desk, "office.menu", rows=in_rows(buttons, width=2))


PRESSES = Presses("office", {"menu": Press(show_menu, command="office"), "pages": Press(show_pages_link)}, article=9)
