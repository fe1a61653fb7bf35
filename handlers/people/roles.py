"""People and roles: who serves, and ending a role at once, for the lead (Art. 9, 41)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.commands import announce_to_person
from handlers.engine.guides import Guides
from handlers.engine.lists import PAGE, turns
from handlers.engine.menus import show_home
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell
from papers.engine.lists import worded
from rules.people.roles import Role
from texts import say
from workflow.engine.desk import Desk, serves_as
from workflow.office.people_register import role_named
from workflow.people.roles import Served, one_of_staff, staff
from workflow.sanctions.role_endings import end_role


async def show_staff(bot: Bot, desk: Desk, page: int = 0) -> None:
    """Show a page of everybody with a role; the lead can change it, the office can only look."""
    everybody = await staff(desk)
    here = everybody[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(f"{_name(desk, one)} · {_role(desk, one)}", f"person:role:{one.membership.id}")] for one in here]
    rows += turns(desk, "person:list", page, len(everybody))
    leads = [key_button(desk, "people.invite", "invitation:role")] if serves_as(desk, Role.LEAD) else []
    rows.append([*leads, key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page(say(desk.person.language, "people.everybody", count=len(everybody)), rows))


async def show_role(bot: Bot, desk: Desk, served: Served) -> None:
    """Show one role, which the lead can end."""
    rows = [
        [key_button(desk, "people.end", f"person:sure:{served.membership.id}")],
        [key_button(desk, "people.list", "person:list")],
    ]
    await tell(bot, desk, "people.one", rows=rows, name=_name(desk, served), role=_role(desk, served))


async def asked_end(bot: Bot, desk: Desk, served: Served) -> None:
    """Ask for confirmation before the role ends."""
    rows = [
        [key_button(desk, "people.end_yes", f"person:end:{served.membership.id}")],
        [key_button(desk, "people.end_no", "person:list")],
    ]
    await tell(bot, desk, "people.end_sure", rows=rows, name=_name(desk, served), role=_role(desk, served))


async def ended(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, membership_id: int) -> None:
    """End the role at once; the person's commands change."""
    membership = await end_role(desk, membership_id)
    await announce_to_person(bot, desk, membership.person_id)
    await show_home(bot, desk, state, guides, notice=say(desk.person.language, "people.ended"))


def _name(desk: Desk, served: Served) -> str:
    return served.name or say(desk.person.language, "people.unnamed")


def _role(desk: Desk, served: Served) -> str:
    return role_shown(desk, served.membership.role, served.membership.unit)


def role_shown(desk: Desk, role: Role, unit: str | None) -> str:
    """Return the name of the role, with its unit if it belongs to one."""
    return worded(desk.person.language, role_named(desk, role, unit))


PRESSES = Presses(
    "person",
    {
        "list": Press(show_staff, article=9, command="people"),
        "role": Press(show_role, of=one_of_staff, roles=(Role.LEAD,)),
        "sure": Press(asked_end, of=one_of_staff, roles=(Role.LEAD,)),
        "end": Press(ended),
    },
    article=41,
    puts_down=False,
)
