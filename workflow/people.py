"""People in their roles: who serves, and the end of a role, which takes effect at once (Art. 8, 9, 41)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.people import Membership, Role
from rules.refusals import Refusal
from storage.owed import Urgency
from storage.values import Say
from workflow.desk import Desk, require, today
from workflow.reevaluation_opinions import end_evaluating
from workflow.replacements import end_reviewing
from workflow.tasks import STATEMENT

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


async def end_role(desk: Desk, membership_id: int) -> Membership:
    """End the role at once and return it (Art. 41). Raises Refusal for the last lead, who must invite the next.

    Tasks given to the person by name go back to everybody in the role, open sheets to another reviewer, and locked
    sheets are marked. A former member of the committee counts as absent and loses votes not yet announced. Whoever
    keeps the role elsewhere, in another unit or post, keeps tasks of no unit. A lock keeps two leads from ending each
    other's role.
    """
    require(desk, Role.LEAD, article=41)
    await desk.work.hold("leads")
    held = (await one_of_staff(desk, membership_id)).membership
    leads = await desk.work.people.with_role(Role.LEAD, desk.now)
    if held.role is Role.LEAD and held.holds_on(today(desk)) and len(leads) < 2:
        raise Refusal("people.last_lead", article=9)
    await desk.work.roles.end(held.person_id, held.role, desk.now, unit=held.unit)
    marked = 0
    if held.role is Role.REVIEWER:
        marked = await end_reviewing(desk, held.person_id)
        await end_evaluating(desk, held.person_id)
    left = await desk.work.roles.of(held.person_id)
    still = any(one.role is held.role for one in left)
    if held.role is Role.COMMITTEE and not still:
        await desk.work.meetings.take_out(held.person_id)
    if not left:
        await desk.work.interests.forget(held.person_id)
        await desk.work.sign_ins.end_all(held.person_id)
    for task in await desk.work.tasks.open():
        if (task.person_id, task.role) != (held.person_id, held.role):
            continue
        if still if task.unit is None else task.unit != held.unit:
            continue
        if task.kind == STATEMENT:
            await desk.work.tasks.drop(task.key, desk.now)
        else:
            await desk.work.tasks.reassign(task.key, None)
    await desk.work.journal.write(
        "role_ended",
        f"person:{held.person_id}",
        now=desk.now,
        person_id=desk.person.id,
        article=41,
        details={"role": held.role.value, "unit": held.unit, "marked": marked, "membership": held.id},
    )
    await desk.work.outbox.owe(
        f"role:{held.id}:ended",
        held.person_id,
        "people.told_ended",
        now=desk.now,
        values={"role": Say(f"people.role.{held.role.value}")},
        urgency=Urgency.LEGAL,
    )
    return held
