"""A receiving unit that its last clerk has left: the lead follows its tasks and is to find another (Art. 9, 14, 15)."""

from datetime import date, datetime

from rules.calendar import office_day
from rules.pack import Pack
from rules.people import Role
from storage.work import Work
from workflow.engine.ladders import CHECK
from workflow.engine.tasks import open_about, shown_to, without_clerk

WANTED = "clerk_wanted"
"""The kind of the lead's task to invite a clerk for a unit without one."""


def subject_of(unit: str) -> str:
    """Return the name of the unit in tasks."""
    return f"unit:{unit}"


async def look_for_clerk(work: Work, pack: Pack, unit: str, now: datetime, due_on: date) -> bool:
    """Give the lead the task to invite a clerk, and tell how much waits. False while one serves, or the unit does not.

    An association serves as long as it is entrusted. Cases shut to a lead are not counted for them (Art. 40).
    """
    named, about = next((one for one in pack.units if one.key == unit), None), subject_of(unit)
    if named is None or not named.receives_on(office_day(now)) or await work.people.with_role(Role.CLERK, now, unit):
        return False
    if await open_about(work, about, WANTED):
        return False
    key = f"{about}:{WANTED}:{now.isoformat()}"
    await work.tasks.assign(key, WANTED, about, Role.LEAD, now=now, due_on=due_on)
    waiting = [task for task in await without_clerk(work, now) if task.unit == unit]
    for lead in await work.people.with_role(Role.LEAD, now):
        count = len(await shown_to(work, lead.id, waiting))
        await work.outbox.owe(
            f"{key}:{lead.id}",
            lead.id,
            "people.told_clerkless",
            now=now,
            values={"of": key, "unit": named.name(lead.language), "count": count, "due": due_on},
            buttons=[
                [{"key": "people.invite", "press": f"invitation:wanted:{unit}"}],
                [{"key": "menu.tasks", "press": "task:list"}],
            ],
            kind=CHECK,
        )
    return True
