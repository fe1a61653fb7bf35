"""Handing over a case that is shut to somebody: their sheets, tasks and forms, and the search for others (Art. 40)."""

from rules.applications import Application, acts_of
from rules.lifecycle import Actor
from rules.people import Person, Role
from rules.reviews import Part
from storage.engine.tasks import TaskState
from workflow.applications.applicants import subject_of
from workflow.applications.cases import without_interest
from workflow.applications.replacements import stand_down
from workflow.engine.desk import Desk, today
from workflow.engine.tasks import RECUSAL


async def hand_over(desk: Desk, application: Application, person_id: int, *, wanted: bool = True) -> None:
    """Take all that is open in the case from the person, and drop their forms about it.

    `wanted` asks for another clerk of the unit in any case; otherwise only when none without an interest is left.
    """
    theirs = [one for one in await desk.work.assignments.of(application.id) if one.person_id == person_id]
    await stand_down(desk, theirs, article=40)
    for task in await desk.work.tasks.of(subject_of(application)):
        if task.state is not TaskState.OPEN or task.person_id != person_id:
            continue
        if task.role is Role.REVIEWER:  # a sheet is not for every reviewer
            await desk.work.tasks.drop(task.key, desk.now)
        else:
            await desk.work.tasks.reassign(task.key, None)
    await _drop_forms(desk, application, person_id)
    held = await desk.work.roles.of(person_id)
    if any(one.role is Role.CLERK and one.unit == application.unit for one in held):
        await _look_for_clerk(desk, application, person_id, wanted=wanted)


async def _drop_forms(desk: Desk, application: Application, person_id: int) -> None:
    about = subject_of(application)
    visits = {f"visit:{one.id}" for part in Part for one in await desk.work.visits.of(application.id, part)}
    for draft in await desk.work.drafts.open_for(person_id):
        if draft.subject == about or draft.subject.startswith(f"{about}:") or draft.subject in visits:
            await desk.work.drafts.drop(draft.id, desk.now)


async def _look_for_clerk(desk: Desk, application: Application, person_id: int, *, wanted: bool) -> None:
    """Give the lead the task to find another clerk, or the office when every lead has an interest too."""
    about = subject_of(application)
    left = await desk.work.people.with_role(Role.CLERK, desk.now, application.unit)
    if not acts_of(application, Actor.CLERK) or (not wanted and await without_interest(desk, application, left)):
        return
    role, people = Role.LEAD, await _free(desk, application, Role.LEAD)
    if not people:
        role, people = Role.OFFICE, await _free(desk, application, Role.OFFICE)
    key, due = f"{about}:{RECUSAL}:{person_id}", desk.calendar.after(today(desk), 1).last
    await desk.work.tasks.assign(key, RECUSAL, about, role, now=desk.now, due_on=due)
    for person in people:
        await desk.work.outbox.owe(
            f"{key}:{person.id}",
            person.id,
            "reviews.another_wanted",
            now=desk.now,
            values={"number": application.number, "due": due},
            buttons=[[{"key": "reviews.find_clerk", "press": f"review:clerk:{application.id}"}]],
        )


async def _free(desk: Desk, application: Application, role: Role) -> list[Person]:
    return await without_interest(desk, application, await desk.work.people.with_role(role, desk.now))
