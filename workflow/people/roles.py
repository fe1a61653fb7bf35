"""People in their roles: who serves, and under which article (Art. 8, 9, 15, 17, 24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from rules.people.roles import Membership, Role
from storage.work import Work
from workflow.engine.desk import Desk, require
from workflow.engine.ladders import CHECK
from workflow.engine.tasks import open_about, shown_to, without_clerk

ARTICLES: Mapping[Role, int] = {
    Role.LEAD: 9,
    Role.OFFICE: 9,
    Role.CLERK: 15,
    Role.REVIEWER: 17,
    Role.COMMITTEE: 8,
    Role.INSPECTOR: 24,
}
"""The article under which each role works."""


@dataclass(frozen=True, slots=True)
class Served:
    """A role with the name of whoever holds or held it, None if they gave none."""

    membership: Membership
    name: str | None = field(repr=False)


async def staff(desk: Desk) -> list[Served]:
    """Return all roles that have not ended, in the order they were given. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    return await served(desk, [held for held in await desk.work.roles.all() if held.ended_at is None])


async def served(desk: Desk, held: Sequence[Membership]) -> list[Served]:
    """Return these roles with their holders' names, in their order."""
    people = await desk.work.people.these({one.person_id for one in held})
    return [Served(one, person.name if (person := people.get(one.person_id)) else None) for one in held]


async def one_of_staff(desk: Desk, membership_id: int) -> Served:
    """Return the role with this id. Raises Refusal when it has ended or never was."""
    for one in await staff(desk):
        if one.membership.id == membership_id:
            return one
    raise Refusal("people.role_gone")


async def names_of(desk: Desk, people: set[int | None]) -> dict[int, str]:
    """The names of these people, by id."""
    found = await desk.work.people.these({one for one in people if one is not None})
    return {person.id: person.name for person in found.values() if person.name}


# A receiving unit that its last clerk has left: the lead follows its tasks and is to find another (Art. 9, 14,
# 15).


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
