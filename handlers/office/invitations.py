"""Invitations: the lead offers a role through a link that works once (Art. 9)."""

import asyncio

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, Message

from handlers.engine.commands import Stray, announce_to
from handlers.engine.guides import Guides
from handlers.engine.lists import PAGE, turns
from handlers.engine.menus import show_home
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Press, Presses, number
from handlers.engine.speech import Button, Page, in_rows, key_button, show, spoken, tell
from handlers.office.holders import to_holders
from handlers.people.roles import role_shown
from handlers.tips.handlers import offer_key
from papers.engine.spreadsheets import sheet
from rules.engine.refusals import Refusal, Unfit
from rules.people.roles import POSTS, Role
from texts import say
from workflow.awards.claims import Claim, mail_codes, make_codes
from workflow.engine.desk import Desk, addresses, serves_as
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

    @here.message(StateFilter(GUEST_NAME), ~Stray())
    async def got_guest(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if (name := await _name(message, bot, desk, "invitations.guest_name")) is not None:
            await make(bot, desk, state, name)

    return here


def _invited(guides: Guides) -> Router:
    here = Router(name="invited")

    @here.message(StateFilter(OWN_NAME), ~Stray())
    async def got_own_name(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if (name := await _name(message, bot, desk, "invitations.own_name")) is not None:
            await take(bot, desk, state, guides, name)

    return here


async def chose_role(bot: Bot, desk: Desk, state: FSMContext, role: Role | None = None, which: str = "") -> None:
    """Ask which role; of a clerk also the unit (a page of them), of the committee the seat; then for whom."""
    match role:
        case None:
            await ask_role(bot, desk)
        case Role.CLERK:
            await ask_unit(bot, desk, max(0, number([which], 0)))
        case Role.COMMITTEE if not which:
            await ask_post(bot, desk)
        case Role.COMMITTEE:
            post = which if which in POSTS else None
            await check_seat(desk.work, role, post, desk.now)
            await ask_guest(bot, desk, state, role, post)
        case _:
            await ask_guest(bot, desk, state, role, None)


async def chose_unit(bot: Bot, desk: Desk, state: FSMContext, place: int) -> None:
    """Choose a clerk's unit by its place in the list."""
    if not 0 <= place < len(desk.pack.units):
        raise Refusal("talk.old_button")
    await ask_guest(bot, desk, state, Role.CLERK, desk.pack.units[place].key)


async def chose_wanted(bot: Bot, desk: Desk, state: FSMContext, unit: str) -> None:
    """Invite a clerk for a unit that has none."""
    found = unit_of(desk, unit)
    if found is None:
        raise Refusal("talk.old_button")
    await ask_guest(bot, desk, state, Role.CLERK, found.key)


async def left_unnamed(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Make the link without a name."""
    if await state.get_state() != GUEST_NAME:
        raise Refusal("talk.old_button")
    await make(bot, desk, state, None)


async def accepted(bot: Bot, desk: Desk, state: FSMContext, guides: Guides) -> None:
    """Take the role; somebody who gave no name is asked for it first."""
    if await state.get_state() != OFFERED:
        raise Refusal("talk.old_button")
    known = desk.person.name or (await state.get_data()).get("name")
    if known:
        await take(bot, desk, state, guides, known)
        return
    await state.set_state(OWN_NAME)
    await state.update_data({FREE_TEXT: True})
    await tell(bot, desk, "invitations.own_name", rows=[[key_button(desk, "invitations.not_now", "menu:home")]])


async def opened(bot: Bot, desk: Desk, state: FSMContext, link: Link, token: str) -> None:
    """Open an `invite` link and show the offer. Looking at it does not use it up."""
    offered = invitation_of(link)
    await state.set_state(OFFERED)
    await state.set_data({"token": token, "name": offered.name, FREE_TEXT: False})
    rows = [
        [key_button(desk, "invitations.accept", "invitation:accept")],
        [key_button(desk, "invitations.not_now", "menu:home")],
    ]
    role = role_shown(desk, offered.role, offered.unit)
    await tell(bot, desk, "invitations.offer", rows=rows, role=role, article=ARTICLES[offered.role])


async def ask_role(bot: Bot, desk: Desk) -> None:
    """Ask which role to offer."""
    rows = [[key_button(desk, f"people.role.{role.value}", f"invitation:role:{role.value}")] for role in Role]
    await tell(bot, desk, "invitations.which_role", rows=[*rows, [key_button(desk, "menu.open", "menu:home")]])


async def ask_unit(bot: Bot, desk: Desk, page: int) -> None:
    """Ask for which receiving unit; many are paged."""
    units = list(enumerate(desk.pack.units))
    here = units[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(unit.name(desk.person.language), f"invitation:unit:{place}")] for place, unit in here]
    rows += turns(desk, "invitation:role:clerk", page, len(units))
    rows.append([key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page(say(desk.person.language, "invitations.which_unit"), rows))


async def ask_post(bot: Bot, desk: Desk) -> None:
    """Ask whether as chair, deputy chair or member (Art. 8)."""
    posts = [
        [key_button(desk, f"people.post.{post}", f"invitation:role:committee:{post}")] for post in (*POSTS, "member")
    ]
    await tell(bot, desk, "invitations.which_post", rows=[*posts, [key_button(desk, "menu.open", "menu:home")]])


async def ask_guest(bot: Bot, desk: Desk, state: FSMContext, role: Role, unit: str | None) -> None:
    """Ask whom the link is for; the name is optional."""
    await state.set_state(GUEST_NAME)
    await state.set_data({"role": role.value, "unit": unit, FREE_TEXT: True})
    rows = [
        [key_button(desk, "invitations.unnamed", "invitation:unnamed")],
        [key_button(desk, "menu.open", "menu:home")],
    ]
    await tell(bot, desk, "invitations.guest_name", rows=rows)


async def make(bot: Bot, desk: Desk, state: FSMContext, name: str | None) -> None:
    """Make the link and show it, this once."""
    data = await state.get_data()
    await state.clear()
    role, unit = Role(data["role"]), data["unit"]
    token = await invite_person(desk, role, unit=unit, name=name)
    ways = [key_button(desk, "people.list", "person:list"), key_button(desk, "menu.open", "menu:home")]
    rows = [[key_button(desk, "people.invite", "invitation:role")], *in_rows(ways, width=2)]
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
    rows += [
        [key_button(desk, "people.invite", "invitation:role")],
        [key_button(desk, "provisions.list", "provision:list:0")],
    ]
    await tell(bot, desk, "invitations.first_steps", rows=rows)


async def _name(message: Message, bot: Bot, desk: Desk, asked: str) -> str | None:
    """Return the name in the message; None if it is unfit, after asking again with the reason."""
    try:
        return name_given(message.text or "")
    except Unfit as unfit:
        text = f"{spoken(desk, unfit)}\n\n{say(desk.person.language, asked)}"
        await show(bot, desk, Page(text, [[key_button(desk, "menu.open", "menu:home")]]))
        return None


PRESSES = Presses(
    "invitation",
    {
        "role": Press(chose_role, roles=(Role.LEAD,)),
        "unit": Press(chose_unit, roles=(Role.LEAD,)),
        "wanted": Press(chose_wanted, roles=(Role.LEAD,)),
        "unnamed": Press(left_unnamed),
        "accept": Press(accepted),
    },
    article=9,
    puts_down=False,
)


# Codes for contacts who have not claimed their award: listed for print, shown for one award, or e-mailed (Art.
# 32).


async def send_codes(bot: Bot, desk: Desk) -> None:
    """Send an Excel list with a new code for every contact who has not claimed yet, to print or to phone from."""
    claims = await make_codes(desk)
    if not claims:
        raise Refusal("holders.no_codes")
    language = desk.person.language
    header = [
        say(language, f"holders.column.{name}") for name in ("holder", "name", "phone", "code", "web", "telegram")
    ]
    title = say(language, "holders.codes_title")
    rows = [_code_row(desk, claim) for claim in claims]
    content = await asyncio.to_thread(sheet, title, header, rows)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=f"{title}.xlsx"))
    await tell(bot, desk, "holders.codes_sent", count=len(claims), rows=to_holders(desk))


async def mail(bot: Bot, desk: Desk) -> None:
    """E-mail a new code to every contact who has not claimed yet and whose address is on the list."""
    if not desk.places.emails:
        raise Refusal("emails.off")
    count = await mail_codes(desk)
    await tell(bot, desk, "holders.mailed" if count else "holders.nobody_to_mail", count=count, rows=to_holders(desk))


async def show_codes(bot: Bot, desk: Desk, award_id: int) -> None:
    """Show new codes for the contacts of one award who have not claimed it."""
    claims = await make_codes(desk, award_id)
    if not claims:
        raise Refusal("holders.no_codes")
    language = desk.person.language
    parts = [
        say(language, "holders.code", name=claim.name, phone=claim.phone, code=_spaced(claim.code), link=link)
        for claim in claims
        for link in addresses(desk.places, claim.code)[:1]
    ]
    await show(bot, desk, Page("\n\n".join(parts), to_holders(desk)))


def _code_row(desk: Desk, claim: Claim) -> list[str]:
    first, *more = addresses(desk.places, claim.code)
    holders = say(desk.person.language, "holders.several", holders=list(claim.holders))
    return [holders, claim.name, claim.phone, _spaced(claim.code), first, more[0] if more else ""]


def _spaced(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


CLAIMS = Presses(
    "register",
    {"codes": Press(send_codes), "code": Press(show_codes), "mail": Press(mail)},
    roles=(Role.OFFICE, Role.LEAD),
)
