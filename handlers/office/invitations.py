"""Invitations: the lead offers a role through a link that works once (Art. 9)."""

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.engine.commands import Stray, announce_to
from handlers.engine.guides import Guides
from handlers.engine.lists import PAGE, turns
from handlers.engine.menus import show_home
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, Page, in_rows, key_button, show, spoken, tell
from handlers.people.roles import role_shown
from handlers.tips.handlers import offer_key
from rules.people import POSTS, Role
from rules.refusals import Refusal, Unfit
from rules.units import Unit
from texts import say
from workflow.engine.desk import Desk, addresses, require, serves_as
from workflow.engine.records import Link
from workflow.office.invitations import accept_invitation, check_seat, invitation_of, invite_person, unit_of
from workflow.people.personal_data import name_given
from workflow.people.roles import ARTICLES

OFFERED = "invitation"
"""The step in which somebody considers a role that is offered."""
OWN_NAME = "invitation:name"
"""The step in which they say their name."""
GUEST_NAME = "invitation:guest"
"""The step in which the lead says whom the link is for."""


def router(guides: Guides) -> Router:
    """Build the router for both ends of an invitation."""
    here = Router(name="invitations")
    here.include_routers(_inviter(), _invited(guides))
    return here


def _inviter() -> Router:
    here = Router(name="inviter")

    @here.callback_query(Topic("pe", "invite"))
    async def chose_role(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        require(desk, Role.LEAD, article=9)
        role = _role(words)
        if role is None:
            await ask_role(bot, desk)
        elif role is Role.CLERK:
            await ask_unit(bot, desk, max(0, number(words, 2)))
        elif role is Role.COMMITTEE and len(words) < 3:
            await ask_post(bot, desk)
        elif role is Role.COMMITTEE:
            post = words[2] if words[2] in POSTS else None
            await check_seat(desk.work, role, post, desk.now)
            await ask_guest(bot, desk, state, role, post)
        else:
            await ask_guest(bot, desk, state, role, None)

    @here.callback_query(Topic("pe", "unit", "wanted"))
    async def chose_unit(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        require(desk, Role.LEAD, article=9)
        await ask_guest(bot, desk, state, Role.CLERK, _unit(desk, words).key)

    @here.callback_query(Topic("pe", "unnamed"), StateFilter(GUEST_NAME))
    async def left_unnamed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await make(bot, desk, state, None)

    @here.message(StateFilter(GUEST_NAME), ~Stray())
    async def got_guest(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if (name := await _name(message, bot, desk, "invitations.guest_name")) is not None:
            await make(bot, desk, state, name)

    return here


def _invited(guides: Guides) -> Router:
    here = Router(name="invited")

    @here.callback_query(Topic("pe", "accept"), StateFilter(OFFERED))
    async def accepted(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        known = desk.person.name or (await state.get_data()).get("name")
        if known:
            await take(bot, desk, state, guides, known)
            return
        await state.set_state(OWN_NAME)
        await state.update_data({FREE_TEXT: True})
        await tell(bot, desk, "invitations.own_name", rows=[[key_button(desk, "invitations.not_now", "m:home")]])

    @here.message(StateFilter(OWN_NAME), ~Stray())
    async def got_own_name(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if (name := await _name(message, bot, desk, "invitations.own_name")) is not None:
            await take(bot, desk, state, guides, name)

    return here


async def opened(bot: Bot, desk: Desk, state: FSMContext, link: Link, token: str) -> None:
    """Open an `invite` link and show the offer. Looking at it does not use it up."""
    offered = invitation_of(link)
    await state.set_state(OFFERED)
    await state.set_data({"token": token, "name": offered.name, FREE_TEXT: False})
    rows = [
        [key_button(desk, "invitations.accept", "pe:accept")],
        [key_button(desk, "invitations.not_now", "m:home")],
    ]
    role = role_shown(desk, offered.role, offered.unit)
    await tell(bot, desk, "invitations.offer", rows=rows, role=role, article=ARTICLES[offered.role])


async def ask_role(bot: Bot, desk: Desk) -> None:
    """Ask which role to offer."""
    rows = [[key_button(desk, f"people.role.{role.value}", f"pe:invite:{role.value}")] for role in Role]
    await tell(bot, desk, "invitations.which_role", rows=[*rows, [key_button(desk, "menu.open", "m:home")]])


async def ask_unit(bot: Bot, desk: Desk, page: int) -> None:
    """Ask for which receiving unit; many are paged."""
    units = list(enumerate(desk.pack.units))
    here = units[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(unit.name(desk.person.language), f"pe:unit:{place}")] for place, unit in here]
    rows += turns(desk, "pe:invite:clerk", page, len(units))
    rows.append([key_button(desk, "menu.open", "m:home")])
    await show(bot, desk, Page(say(desk.person.language, "invitations.which_unit"), rows))


async def ask_post(bot: Bot, desk: Desk) -> None:
    """Ask whether as chair, deputy chair or member (Art. 8)."""
    posts = [[key_button(desk, f"people.post.{post}", f"pe:invite:committee:{post}")] for post in (*POSTS, "member")]
    await tell(bot, desk, "invitations.which_post", rows=[*posts, [key_button(desk, "menu.open", "m:home")]])


async def ask_guest(bot: Bot, desk: Desk, state: FSMContext, role: Role, unit: str | None) -> None:
    """Ask whom the link is for; the name is optional."""
    await state.set_state(GUEST_NAME)
    await state.set_data({"role": role.value, "unit": unit, FREE_TEXT: True})
    rows = [[key_button(desk, "invitations.unnamed", "pe:unnamed")], [key_button(desk, "menu.open", "m:home")]]
    await tell(bot, desk, "invitations.guest_name", rows=rows)


async def make(bot: Bot, desk: Desk, state: FSMContext, name: str | None) -> None:
    """Make the link and show it, this once."""
    data = await state.get_data()
    await state.clear()
    role, unit = Role(data["role"]), data["unit"]
    token = await invite_person(desk, role, unit=unit, name=name)
    ways = [key_button(desk, "people.list", "pe:list"), key_button(desk, "menu.open", "m:home")]
    rows = [[key_button(desk, "people.invite", "pe:invite")], *in_rows(ways, width=2)]
    links = "\n".join(addresses(desk.places, token))
    await tell(bot, desk, "invitations.made", rows=rows, role=role_shown(desk, role, unit), links=links)


async def take(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, name: str) -> None:
    """Take the role; the menu and the commands are the role's from now on."""
    token = (await state.get_data()).get("token", "")
    in_office = await accept_invitation(desk, token, name=name)
    await announce_to(bot, in_office)
    notice = say(desk.person.language, "invitations.accepted", name=name)
    await show_home(bot, in_office, state, guides, notice=notice)
    await offer_key(bot, in_office)
    await show_first_steps(bot, in_office)


async def show_first_steps(bot: Bot, desk: Desk) -> None:
    """Tell a lead what comes first, with the buttons, as long as no edition was ever opened."""
    editions = await desk.work.editions.all()
    if not serves_as(desk, Role.LEAD) or any(one.opened_at is not None for one in editions):
        return
    rows = [[key_button(desk, "office.new_edition", "edition:new")]]
    if editions:
        one = editions[0]
        rows = [[key_button(desk, "editions.see", f"edition:see:{one.id}", number=one.number, year=str(one.year))]]
    rows += [[key_button(desk, "people.invite", "pe:invite")], [key_button(desk, "provisions.list", "pv:list:0")]]
    await tell(bot, desk, "invitations.first_steps", rows=rows)


async def _name(message: Message, bot: Bot, desk: Desk, asked: str) -> str | None:
    """Return the name in the message; None if it is unfit, after asking again with the reason."""
    try:
        return name_given(message.text or "")
    except Unfit as unfit:
        text = f"{spoken(desk, unfit)}\n\n{say(desk.person.language, asked)}"
        await show(bot, desk, Page(text, [[key_button(desk, "menu.open", "m:home")]]))
        return None


def _unit(desk: Desk, words: list[str]) -> Unit:
    """Return the unit of a button, by its place in the list or, where a clerk is wanted, by its key."""
    place = number(words, 1)
    if words[0] == "unit" and 0 <= place < len(desk.pack.units):
        return desk.pack.units[place]
    unit = unit_of(desk, words[1]) if words[0] == "wanted" and len(words) > 1 else None
    if unit is None:
        raise Refusal("talk.old_button")
    return unit


def _role(words: list[str]) -> Role | None:
    named = words[1] if len(words) > 1 else ""
    return Role(named) if named in {role.value for role in Role} else None
