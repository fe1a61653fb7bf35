"""A holder's contacts, at most two for an award: shown, confirmed, handed over by code, phoned (Art. 32)."""

from dataclasses import dataclass, field
from datetime import timedelta

from rules.awards import Award
from rules.people import Email, Person, Role
from rules.refusals import Forbidden, Refusal
from storage.awards.holders import Contact
from storage.engine.links import Link, LinkState
from storage.engine.tasks import TaskState
from workflow.awards.contact_checks import LIST, doubtful_contacts
from workflow.engine.desk import Desk, require, serves_as, today

PURPOSE = "contact"
"""The purpose of the code that hands a contact's place over."""
VALID = timedelta(days=14)
PLACES = (1, 2)
STAFF = (Role.OFFICE, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Known:
    """A contact with their person and e-mail address, where known."""

    contact: Contact
    person: Person | None = field(repr=False)
    email: Email | None = field(repr=False)


async def contacts_of(desk: Desk, award_id: int) -> tuple[Award, list[Known]]:
    """Return the award and its contacts by place, to one of them or to lead and office. Raises Forbidden."""
    award, contacts = await desk.work.awards.get(award_id), await desk.work.holders.of(award_id)
    if award is None or not (serves_as(desk, *STAFF) or _place_of(contacts, desk.person.id)):
        raise Forbidden("people.not_yours", article=32)
    return award, [await _known(desk, contact) for contact in contacts]


async def confirm_contacts(desk: Desk, award_id: int) -> Award:
    """Confirm all contacts of the award, on the word of one of them. Raises Forbidden for anybody else."""
    award, known = await contacts_of(desk, award_id)
    if not _place_of([one.contact for one in known], desk.person.id):
        raise Forbidden("people.not_yours", article=32)
    for one in known:
        await desk.work.holders.check(one.contact.id, today(desk))
    await _note(desk, "contacts_confirmed", award_id)
    await _close_list(desk)
    return award


async def make_code(desk: Desk, award_id: int, place: int) -> str:
    """Make a code that hands this place over; an earlier code for the place stops working.

    A contact may hand over their own place or an empty one, the first contact also the second's, lead and office any.
    Raises Forbidden.
    """
    await contacts_of(desk, award_id)
    if not await _gives(desk, award_id, place, desk.person.id, staff=serves_as(desk, *STAFF)):
        raise Forbidden("people.not_yours", article=32)
    subject = f"award:{award_id}:{place}"
    await desk.work.links.withdraw(PURPOSE, subject)
    await _note(desk, "contact_code_made", award_id, place=place)
    values = {"award": award_id, "place": place}
    return await desk.work.links.code(
        PURPOSE, subject, now=desk.now, expires_at=desk.now + VALID, made_by=desk.person.id, values=values
    )


async def take_over(desk: Desk, token: str) -> Award:
    """Use the code up: the person at the desk takes the place, and its former contact is written to no longer.

    All former contacts are told. Raises Refusal for a code that does not work, for a contact of the award, and when the
    code's maker would no longer be allowed to make it.
    """
    found = await desk.work.links.use(token, desk.person.id, desk.now, purpose=PURPOSE)
    if found.state is not LinkState.GOOD or found.link is None:
        raise Refusal(f"links.{found.state.value}")
    award_id, place = int(found.link.values["award"]), int(found.link.values["place"])
    award, contacts = await desk.work.awards.get(award_id), await desk.work.holders.of(award_id)
    if _place_of(contacts, desk.person.id):
        raise Refusal("contacts.already", article=32)
    if award is None or not await _may_still(desk, found.link):
        raise Refusal("contacts.void", article=32)
    before = next((one.person_id for one in contacts if one.place == place), None)
    await desk.work.holders.put(award_id, place, desk.person.id, desk.now)
    await _note(desk, "contact_changed", award_id, place=place, was=before, by=found.link.made_by)
    for one in contacts:
        text = "contacts.told_replaced" if one.place == place else "contacts.told_changed"
        await _tell(desk, award, one.person_id, text, found.link.id)
    await _close_list(desk)
    return award


async def doubtful(desk: Desk) -> list[tuple[Award, Known]]:
    """Return the contacts to phone, silent or with bounced mail, and note in the journal that their numbers were shown.

    Raises Forbidden (lead and office only).
    """
    require(desk, *STAFF, article=32)
    found = await doubtful_contacts(desk.work, today(desk), desk.calendar, desk.pack)
    listed = [(await desk.work.awards.get(one.award_id), await _known(desk, one)) for one in found]
    if listed:
        people = sorted({one.person_id for one in found})
        await desk.work.journal.write(
            "phones_seen", LIST, now=desk.now, person_id=desk.person.id, details={"people": people}
        )
    return [(award, known) for award, known in listed if award is not None]


async def note_phoned(desk: Desk, award_id: int, place: int) -> None:
    """Record that the office phoned the contact and found them right. Raises Refusal if they are not to be phoned."""
    require(desk, *STAFF, article=32)
    for award, known in await doubtful(desk):
        if (award.id, known.contact.place) == (award_id, place):
            await desk.work.holders.check(known.contact.id, today(desk))
            await _note(desk, "contact_phoned", award_id, place=place)
            await _close_list(desk)
            return
    raise Refusal("contacts.not_doubtful")


async def _known(desk: Desk, contact: Contact) -> Known:
    person = await desk.work.people.get(contact.person_id)
    return Known(contact, person, await desk.work.emails.of(contact.person_id))


def _place_of(contacts: list[Contact], person_id: int) -> int:
    """Return the place of a contact who has come, or 0."""
    return next((one.place for one in contacts if one.person_id == person_id and one.claimed_at is not None), 0)


async def _gives(desk: Desk, award_id: int, place: int, person_id: int, *, staff: bool) -> bool:
    contacts = await desk.work.holders.of(award_id)
    mine, taken = _place_of(contacts, person_id), any(one.place == place for one in contacts)
    return place in PLACES and (staff or (mine != 0 and (place == mine or mine == 1 or not taken)))


async def _may_still(desk: Desk, link: Link) -> bool:
    """Whether the maker of the code would still be allowed to make it."""
    if link.made_by is None:
        return False
    held = [one for one in await desk.work.roles.of(link.made_by) if one.holds_on(today(desk))]
    staff = any(one.role in STAFF for one in held)
    return await _gives(desk, link.values["award"], link.values["place"], link.made_by, staff=staff)


async def _tell(desk: Desk, award: Award, person_id: int, text: str, link: str) -> None:
    await desk.work.outbox.owe(
        f"award:{award.id}:contact:{link[:16]}:{person_id}",
        person_id,
        text,
        now=desk.now,
        values={"holder": award.name},
        buttons=[[{"key": "awards.mine", "press": "award:mine"}]],
    )


async def _close_list(desk: Desk) -> None:
    """Finish the office's task once nobody is left to phone."""
    if await doubtful_contacts(desk.work, today(desk), desk.calendar, desk.pack):
        return
    for task in await desk.work.tasks.of(LIST):
        if task.state is TaskState.OPEN:
            await desk.work.tasks.done(task.key, desk.now, desk.person.id)


async def _note(desk: Desk, act: str, award_id: int, **details: object) -> None:
    await desk.work.journal.write(
        act, f"award:{award_id}", now=desk.now, person_id=desk.person.id, article=32, details=details
    )
