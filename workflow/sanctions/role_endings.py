"""The end of a role, which takes effect at once (Art. 8, 9, 41)."""

from rules.engine.refusals import Refusal
from rules.people.roles import Membership, Role
from storage.database.values import Say
from storage.engine.owed import Urgency
from workflow.applications.replacements import end_reviewing
from workflow.engine.desk import Desk, require, today
from workflow.engine.tasks import STATEMENT
from workflow.people.roles import look_for_clerk, one_of_staff
from workflow.reevaluations.opinions import end_evaluating


async def end_role(desk: Desk, membership_id: int) -> Membership:
    """End the role at once and return it (Art. 41). Raises Refusal for the last lead, who must invite the next.

    Tasks given to the person by name go back to everybody in the role, open sheets to another reviewer, and locked
    sheets are marked. A former member of the committee counts as absent and loses votes not yet announced. Whoever
    keeps the role elsewhere, in another unit or post, keeps tasks of no unit. After the last clerk of a unit the lead
    is asked to find another. A lock keeps two leads from ending each other's role.
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
    await _give_back(desk, held, still=still)
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


async def _give_back(desk: Desk, held: Membership, *, still: bool) -> None:
    """Give the person's tasks back to everybody in the role; without a clerk, the unit's are the lead's to follow."""
    for task in await desk.work.tasks.open():
        if (task.person_id, task.role) != (held.person_id, held.role):
            continue
        if still if task.unit is None else task.unit != held.unit:
            continue
        if task.kind == STATEMENT:
            await desk.work.tasks.drop(task.key, desk.now)
        else:
            await desk.work.tasks.reassign(task.key, None)
    if held.role is Role.CLERK and held.unit is not None:
        due_on = desk.calendar.after(today(desk), 1).last
        await look_for_clerk(desk.work, desk.pack, held.unit, desk.now, due_on)
