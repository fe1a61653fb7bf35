"""People and roles: who serves, and ending a role at once, for the lead (Art. 9, 41)."""

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.engine.commands import announce_to_person
from handlers.engine.guides import Guides
from handlers.engine.lists import PAGE, turns
from handlers.engine.menus import show_home
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, Page, key_button, show, tell
from papers.engine.lists import worded
from rules.people import Role
from texts import say
from workflow.engine.desk import Desk, require, serves_as
from workflow.office.people_register import role_named
from workflow.people.roles import Served, one_of_staff, staff
from workflow.sanctions.role_endings import end_role


def router(guides: Guides) -> Router:
    """Build the router of the lead's conversation about people."""
    here = Router(name="people")

    @here.message(Command("people"))
    async def asked_list(_message: Message, bot: Bot, desk: Desk) -> None:
        await show_staff(bot, desk, 0)

    @here.callback_query(Topic("pe", "list"))
    async def pressed_list(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        await show_staff(bot, desk, max(0, number(words, 1)))

    @here.callback_query(Topic("pe", "role"))
    async def chose_one(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        require(desk, Role.LEAD, article=41)
        served = await one_of_staff(desk, number(words, 1))
        rows = [
            [key_button(desk, "people.end", f"pe:sure:{served.membership.id}")],
            [key_button(desk, "people.list", "pe:list")],
        ]
        await tell(bot, desk, "people.one", rows=rows, name=_name(desk, served), role=_role(desk, served))

    @here.callback_query(Topic("pe", "sure"))
    async def asked_end(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        require(desk, Role.LEAD, article=41)
        served = await one_of_staff(desk, number(words, 1))
        rows = [
            [key_button(desk, "people.end_yes", f"pe:end:{served.membership.id}")],
            [key_button(desk, "people.end_no", "pe:list")],
        ]
        await tell(bot, desk, "people.end_sure", rows=rows, name=_name(desk, served), role=_role(desk, served))

    @here.callback_query(Topic("pe", "end"))
    async def confirmed_end(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        ended = await end_role(desk, number(words, 1))
        await announce_to_person(bot, desk, ended.person_id)
        await show_home(bot, desk, state, guides, notice=say(desk.person.language, "people.ended"))

    return here


async def show_staff(bot: Bot, desk: Desk, page: int) -> None:
    """Show a page of everybody with a role; the lead can change it, the office can only look."""
    everybody = await staff(desk)
    here = everybody[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(f"{_name(desk, one)} · {_role(desk, one)}", f"pe:role:{one.membership.id}")] for one in here]
    rows += turns(desk, "pe:list", page, len(everybody))
    leads = [key_button(desk, "people.invite", "pe:invite")] if serves_as(desk, Role.LEAD) else []
    rows.append([*leads, key_button(desk, "menu.open", "m:home")])
    await show(bot, desk, Page(say(desk.person.language, "people.everybody", count=len(everybody)), rows))


def _name(desk: Desk, served: Served) -> str:
    return served.name or say(desk.person.language, "people.unnamed")


def _role(desk: Desk, served: Served) -> str:
    return role_shown(desk, served.membership.role, served.membership.unit)


def role_shown(desk: Desk, role: Role, unit: str | None) -> str:
    """Return the name of the role, with its unit if it belongs to one."""
    return worded(desk.person.language, role_named(desk, role, unit))
