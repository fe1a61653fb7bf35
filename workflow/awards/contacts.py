"""A holder's contacts, at most two for an award: shown, confirmed, handed over by code, phoned (Art. 32)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rules.awards.validity import Award
from rules.engine.calendar import WorkingCalendar, office_day
from rules.engine.pack import Pack
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Email, Person, Role
from storage.awards.holders import Contact
from storage.database.values import Say
from storage.engine.links import Link, LinkState
from storage.engine.owed import Owed
from storage.engine.tasks import TaskState
from storage.work import Work
from workflow.engine import ladders
from workflow.engine.desk import Desk, require, serves_as, today
from workflow.engine.planning import MOST, Planning, is_looked_over, note_looked_over, office, office_role, owe

# The yearly question to contacts, before the July report, whether they still are; the silent are phoned (Art.
# 32).


CHECK = "contacts"
"""The check made just before a contact is asked: they still have not answered."""
TASK, LIST = "contacts", "contacts:0"
"""The kind and the subject of the office's task to phone the contacts who have not answered."""
_ASKED, _LISTED = "contacts:asked", "contacts:listed"
_WORKING_DAYS = 5


async def ask_contacts(plan: Planning) -> int:
    """Ask every contact of a valid award once a year, from the pack's day on, save those who came since.

    Looks once a day until all are asked. Returns how many were asked.
    """
    since = plan.pack.contacts_asked_from.in_year(plan.said_on.year)
    if plan.said_on < since or await is_looked_over(plan, _ASKED):
        return 0
    found = await plan.work.holders.to_ask(since, plan.today, limit=MOST)
    for contact in plan.each(found):
        await plan.work.holders.ask(contact.id, plan.said_on)
        await _ask(plan, contact)
    return await note_looked_over(plan, _ASKED, len(found))


async def list_doubtful(plan: Planning) -> int:
    """Open or close the office's task to phone, once a day, as contacts are silent or their mail bounces. Returns 0."""
    if not await plan.work.steps.tell(_LISTED, plan.today, plan.now):
        return 0
    found = await _silent(plan.work, plan.today, plan.calendar, plan.pack)
    doubtful = [contact for contact in plan.each(found) if await is_doubtful(plan.work, contact)]
    task = next((one for one in await plan.work.tasks.of(LIST) if one.state is TaskState.OPEN), None)
    if task is not None and not doubtful:
        await plan.work.tasks.done(task.key, plan.now)
    if task is None and doubtful:
        await _give(plan)
    return 0


async def doubtful_contacts(work: Work, today: date, calendar: WorkingCalendar, pack: Pack) -> list[Contact]:
    """Return the contacts who have not answered within the pack's working days, or whose mail has bounced since."""
    return [one for one in await _silent(work, today, calendar, pack) if await is_doubtful(work, one)]


async def _silent(work: Work, today: date, calendar: WorkingCalendar, pack: Pack) -> list[Contact]:
    return await work.holders.doubtful(calendar.before(today, pack.contacts_working_days).last, today)


async def is_doubtful(work: Work, contact: Contact) -> bool:
    """Whether nothing was heard of the contact since they were asked or their mail bounced."""
    email = await work.emails.of(contact.person_id)
    bounced = office_day(email.bounced_at) if email is not None and email.bounced_at is not None else None
    since = max((day for day in (contact.asked_on, bounced) if day is not None), default=None)
    return since is not None and (contact.checked_on is None or contact.checked_on < since)


async def is_unanswered(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """Whether the question still holds: the person has the place and its contact is unconfirmed since it was asked."""
    mine = [one for one in await work.holders.of(owed.values["of"]) if one.person_id == owed.person_id]
    return any(one.checked_on is None or one.checked_on < owed.values["asked"] for one in mine)


async def _ask(plan: Planning, contact: Contact) -> None:
    award, person = await plan.work.awards.get(contact.award_id), await plan.work.people.get(contact.person_id)
    if award is None or person is None:
        return
    key = f"contacts:{plan.said_on.year}:award-{award.id}:{contact.place}"
    values = {"of": award.id, "asked": plan.said_on, "holder": award.name}
    buttons = [
        [{"key": "contacts.right", "press": f"contact:right:{award.id}"}],
        [{"key": "contacts.look", "press": f"contact:see:{award.id}"}],
    ]
    await owe(plan, key, [person], "contacts.question", kind=CHECK, values=values, buttons=buttons)


async def _give(plan: Planning) -> None:
    key, due = f"contacts:{plan.today.isoformat()}", plan.calendar.after(plan.today, _WORKING_DAYS).last
    role = await office_role(plan.work, plan.now)
    if await plan.work.tasks.assign(key, TASK, LIST, role, now=plan.now, due_on=due):
        values = {"of": key, "task": Say(f"tasks.{TASK}"), "names": "", "due": due}
        buttons = [[{"key": "contacts.list", "press": "contact:list:0"}]]
        people = await office(plan.work, plan.now)
        await owe(plan, f"{key}:given", people, "tasks.given", kind=ladders.CHECK, values=values, buttons=buttons)


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
