"""The yearly question to contacts, before the July report, whether they still are; the silent are phoned (Art. 32)."""

from datetime import date, datetime

from rules.calendar import WorkingCalendar, office_day
from rules.pack import Pack
from storage.awards.holders import Contact
from storage.database.values import Say
from storage.engine.owed import Owed
from storage.engine.tasks import TaskState
from storage.work import Work
from workflow.engine import ladders
from workflow.engine.planning import MOST, Planning, is_looked_over, note_looked_over, office, office_role, owe

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
