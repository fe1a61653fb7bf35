"""A holder's contacts in the chat: who they are, confirming them, a code for a successor, the phone list."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.awards.holders import show_mine
from handlers.engine.lists import turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show
from handlers.people.personal_data import shown_email
from rules.awards.validity import Award
from rules.engine.identities import masked_phone
from texts import Words, say
from workflow.awards import contacts
from workflow.awards.contacts import Known
from workflow.engine.desk import Desk, addresses, serves_as
from workflow.engine.records import Link

PAGE = 5


async def confirmed(bot: Bot, desk: Desk, award_id: int) -> None:
    """Note that the contacts are right."""
    await contacts.confirm_contacts(desk, award_id)
    await show_contacts(bot, desk, award_id, notice="contacts.confirmed")


async def phoned(bot: Bot, desk: Desk, award_id: int, place: int) -> None:
    """Note that a contact was phoned."""
    await contacts.note_phoned(desk, award_id, place)
    await show_list(bot, desk, notice=say(desk.person.language, "contacts.phoned"))


async def taken(bot: Bot, desk: Desk, state: FSMContext, _link: Link, token: str) -> None:
    """Make the person who came with a good code the contact of the award, and show its contacts."""
    award = await contacts.take_over(desk, token)
    await show_mine(bot, desk, state, notice=say(desk.person.language, "contacts.taken", holder=award.name))
    await show_contacts(bot, desk, award.id)


async def show_contacts(bot: Bot, desk: Desk, award_id: int, *, notice: str = "") -> None:
    """Show who is written to about the award, and what the person may change."""
    language = desk.person.language
    award, known = await contacts.contacts_of(desk, award_id)
    parts = [say(language, notice)] if notice else []
    parts += [say(language, "contacts.of", holder=award.name), *contact_lines(language, known)]
    office = serves_as(desk, *contacts.STAFF)
    mine = next((one.contact.place for one in known if one.contact.person_id == desk.person.id), 0)
    rows = [[key_button(desk, "contacts.right", f"contact:right:{award.id}")]] if mine else []
    if mine:
        rows.append(
            [
                key_button(desk, "personal.change_name", "correction:name"),
                key_button(desk, "personal.change_phone", "correction:phone"),
            ]
        )
    if mine and desk.places.emails:
        rows[-1].append(key_button(desk, "emails.open", "email:see"))
    taken_places = {one.contact.place for one in known}
    rows += [
        [_hand(desk, award, place, known)]
        for place in contacts.PLACES
        if office or (mine and (place == mine or mine == 1 or place not in taken_places))
    ]
    ways = [key_button(desk, "holders.see", f"register:see:{award.id}")] if office else [_mine(desk)]
    await show(bot, desk, Page("\n".join(parts), [*rows, [*ways, key_button(desk, "menu.open", "menu:home")]]))


async def show_code(bot: Bot, desk: Desk, award_id: int, place: int) -> None:
    """Show a code with which somebody else takes the place; whoever asked for it passes it on."""
    code = await contacts.make_code(desk, award_id, place)
    text = say(
        desk.person.language,
        "contacts.code",
        place=Words(f"contacts.place.{place}"),
        code=f"{code[:4]} {code[4:]}",
        links="\n".join(addresses(desk.places, code)),
    )
    rows = [[key_button(desk, "contacts.look", f"contact:see:{award_id}"), key_button(desk, "menu.open", "menu:home")]]
    await show(bot, desk, Page(text, rows))


async def show_list(bot: Bot, desk: Desk, page: int = 0, *, notice: str = "") -> None:
    """Show contacts who did not answer or whose e-mail bounced, with their numbers and a button for after the call."""
    language, found = desk.person.language, await contacts.doubtful(desk)
    page = min(page, max(0, len(found) - 1) // PAGE)
    here = found[page * PAGE : (page + 1) * PAGE]
    parts = [notice, say(language, "contacts.to_phone" if found else "contacts.nobody", count=len(found))]
    parts += [_to_phone(language, award, known) for award, known in here]
    rows = []
    for award, known in here:
        where, name = f"{award.id}:{known.contact.place}", _name(language, known)
        rows.append([key_button(desk, "contacts.was_phoned", f"contact:phoned:{where}", name=name)])
        rows.append([key_button(desk, "contacts.replace", f"contact:hand:{where}", name=name)])
    rows += turns(desk, "contact:list", page, len(found), size=PAGE)
    rows.append([key_button(desk, "holders.menu", "register:menu"), key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page("\n\n".join(part for part in parts if part), rows))


def contact_lines(language: str, known: list[Known]) -> list[str]:
    """Return a line for each contact: name and masked numbers."""
    return [_line(language, one) for one in known] or [say(language, "contacts.none")]


def _line(language: str, known: Known) -> str:
    person, none = known.person, Words("personal.none")
    return say(
        language,
        "contacts.line",
        place=Words(f"contacts.place.{known.contact.place}"),
        name=person.name if person is not None and person.name else none,
        phone=masked_phone(person.phone) if person is not None and person.phone else none,
        email=shown_email(known.email) if known.email is not None else none,
        standing=Words("contacts.here" if known.contact.claimed_at else "contacts.awaited"),
    )


def _to_phone(language: str, award: Award, known: Known) -> str:
    """Return name and number in full; the journal records that they were shown."""
    bounced = known.email is not None and known.email.bounced_at is not None
    phone = known.person.phone if known.person is not None else None
    return say(
        language,
        "contacts.doubtful",
        name=_name(language, known),
        phone=phone or Words("unreachable.no_phone"),
        holder=award.name,
        place=Words(f"contacts.place.{known.contact.place}"),
        why=Words("contacts.bounced") if bounced else Words("contacts.silent", {"on": known.contact.asked_on}),
    )


def _name(language: str, known: Known) -> str:
    name = known.person.name if known.person is not None else None
    return name or say(language, "unreachable.no_name", number=known.contact.person_id)


def _hand(desk: Desk, award: Award, place: int, known: list[Known]) -> Button:
    there = any(one.contact.place == place for one in known)
    key = "contacts.hand_over" if there else "contacts.add"
    return key_button(desk, key, f"contact:hand:{award.id}:{place}", place=Words(f"contacts.place.{place}"))


def _mine(desk: Desk) -> Button:
    return key_button(desk, "awards.mine", "award:mine")


PRESSES = Presses(
    "contact",
    {
        "see": Press(show_contacts),
        "right": Press(confirmed),
        "hand": Press(show_code),
        "list": Press(show_list),
        "phoned": Press(phoned),
    },
)
