"""Asks for the notice of a year's days off until it is entered: the office first, in December the lead too (Art. 9)."""

from datetime import date

from rules.calendar import years_lacking
from rules.people import Role
from workflow.engine.ladders import CHECK
from workflow.engine.planning import Planning, office, office_role, owe
from workflow.office.calendars import TASK

_LAST = (11, 30)


async def ask_for_years(plan: Planning) -> int:
    """Give a task for each year that the calendar lacks, and tell the office. Returns how many were given.

    The task's ladder (`workflow/engine/ladders.py`) repeats the request until a notice has been confirmed.
    """
    given = 0
    for year in plan.each(years_lacking(plan.said_on, plan.calendar.covered, plan.pack.calendar_asked_from)):
        given += await _ask(plan, year)
    return given


async def _ask(plan: Planning, year: int) -> bool:
    key, due = f"calendar:{year}:enter", date(year - 1, *_LAST)
    role = await office_role(plan.work, plan.now)
    if not await plan.work.tasks.assign(key, TASK, f"calendar:{year}", role, now=plan.now, due_on=due):
        return False
    told = await office(plan.work, plan.now)
    if plan.said_on > due:
        told += await plan.work.people.with_role(Role.LEAD, plan.now)
    values = {"of": key, "year": str(year), "due": due}
    buttons = [[{"key": "calendars.paste", "press": "calendar:paste"}]]
    people = {person.id: person for person in told}.values()
    await owe(plan, f"calendar:{year}:asked", people, "calendars.asked", kind=CHECK, values=values, buttons=buttons)
    return True
