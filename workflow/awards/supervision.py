"""Supervision: once a year each unit notes how its holders observe the Measures (Art. 35)."""

from datetime import date

from rules.awards.affairs import Affair, Kind, State
from rules.engine.forms import Answers
from rules.people.roles import Role
from storage.database.values import Say
from storage.engine.drafts import Draft
from workflow.awards.affairs import VIOLATION, acting, go_on, number_of, wait_for_office
from workflow.engine.desk import Desk
from workflow.engine.ladders import CHECK
from workflow.engine.planning import MOST, Planning, is_looked_over, note_looked_over, office, owe

FORM = "supervision"
TASK = "supervision"
"""The kind of a unit's yearly task to note each of its holders."""


async def open_notes(plan: Planning) -> int:
    """Await a note on every valid holder from the pack's day on, and give each unit one task (Art. 35)."""
    year = plan.today.year
    opens = plan.pack.duties.supervision_opens.in_year(year)
    ladder = f"supervision-notes:{year}"
    if plan.today < opens or await is_looked_over(plan, ladder):
        return 0
    due = due_on(plan, year)
    found = await plan.work.affairs.to_open(Kind.SUPERVISION, year, opens, plan.today, limit=MOST)
    for award in plan.each({one.holder: one for one in found}.values()):
        number = number_of(Kind.SUPERVISION, year, await plan.work.numbers.next(Kind.SUPERVISION.value, year))
        about = {"award_id": award.id, "holder": award.holder, "unit": award.unit, "due_on": due}
        key = f"supervision:{year}:{award.holder}"
        await plan.work.affairs.open(
            Kind.SUPERVISION, State.AWAITED, number=number, year=year, now=plan.now, key=key, **about
        )
        await _ask(plan, award.unit, year, due)
    return await note_looked_over(plan, ladder, len(found))


async def end_tasks(plan: Planning) -> int:
    """Finish the task of each unit that has no holder left to note."""
    year = plan.today.year
    ended = 0
    for one in (year, year - 1):
        waiting = set(await plan.work.affairs.units_waiting(Kind.SUPERVISION, one))
        for task in plan.each(await plan.work.tasks.of(f"supervision:{one}")):
            if task.key.rpartition(":")[2] not in waiting:
                ended += await plan.work.tasks.done(task.key, plan.now)
    return ended


async def close_adrift(plan: Planning) -> int:
    """Close the awaited notes on holders without a standing award."""
    found = await plan.work.affairs.adrift(plan.today, limit=MOST)
    for affair in plan.each(found):
        await plan.work.affairs.move(affair, State.CLOSED, plan.now)
    return len(found)


async def tell_missing(plan: Planning) -> int:
    """Tell the office, once, on the day after the last day, which units owe notes and how many are missing."""
    year = plan.said_on.year - (plan.said_on <= due_on(plan, plan.said_on.year))
    counts = await plan.work.affairs.counts(Kind.SUPERVISION, year=year)
    missing = counts.get(State.AWAITED, 0)
    if not missing or not await plan.work.steps.tell(f"supervision:{year}", due_on(plan, year), plan.now):
        return 0
    units = await plan.work.affairs.units_waiting(Kind.SUPERVISION, year)
    told = 0
    for person in plan.each(await office(plan.work, plan.now)):
        names = [unit.name(person.language) for unit in plan.pack.units if unit.key in units]
        values = {"year": str(year), "count": missing, "units": names, "last": due_on(plan, year)}
        buttons = [[{"key": "affairs.see", "press": f"affair:year:{year}"}]]
        key = f"supervision:{year}:missing"
        told += await owe(plan, key, [person], "affairs.notes_missing", kind="", values=values, buttons=buttons)
    return told


async def inspect(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """File the note; a major violation of law goes to the office at once (Art. 35)."""
    affair = await acting(desk, int(draft.subject.split(":")[1]), "inspect")
    violates = answers["violation"] == "yes"
    affair = await go_on(desk, affair, "inspect", draft, topic="violation" if violates else "noted")
    return await wait_for_office(desk, affair, VIOLATION) if violates else affair


def due_on(plan: Planning, year: int) -> date:
    """Return the last day for this year's notes, rolled on from a day off."""
    return plan.calendar.rolled(plan.pack.duties.supervision_last.in_year(year)).last


async def _ask(plan: Planning, unit: str, year: int, due: date) -> None:
    """Give the unit its task, once a year, or the lead if it has no clerk."""
    clerks = await plan.work.people.with_role(Role.CLERK, plan.now, unit)
    role = Role.CLERK if clerks else Role.LEAD
    key = f"supervision:{year}:{unit}"
    if not await plan.work.tasks.assign(
        key, TASK, f"supervision:{year}", role, now=plan.now, unit=unit if clerks else None, due_on=due
    ):
        return
    people = clerks or await plan.work.people.with_role(Role.LEAD, plan.now)
    values = {"of": key, "task": Say(f"tasks.{TASK}"), "names": "", "due": due}
    buttons = [[{"key": "affairs.see", "press": f"affair:year:{year}"}]]
    await owe(plan, f"{key}:given", people, "tasks.given", kind=CHECK, values=values, buttons=buttons)
