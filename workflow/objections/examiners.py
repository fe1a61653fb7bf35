"""Examiners of objections: nobody with an interest; the lead replaces those who stand back (Art. 23, 40)."""

from collections.abc import Iterable

from rules.engine.refusals import Forbidden, Refusal
from rules.interests.statements import Ground, Party, conflict
from rules.objections.cases import Objection
from rules.people.roles import Person, Role
from storage.engine.tasks import Task, TaskState
from storage.work import Work
from workflow.engine.desk import Desk, require, today
from workflow.engine.tasks import STOOD_BACK, finish
from workflow.interests import recusals
from workflow.interests.recusals import grounds, staff_of
from workflow.objections.messages import note, subject_of
from workflow.objections.objectors import OFFICE, against

FINDINGS = "objection_findings"
"""The kind of an investigator's task, which is never given to anybody else (Art. 23)."""


async def examiner(desk: Desk, objection_id: int) -> Objection:
    """Return the case to somebody of the office without an interest in it, declared or known (Art. 23, 40).

    Their own objection and one against their own application are interests too. Raises Forbidden.
    """
    require(desk, *OFFICE, article=23)
    objection = await desk.work.objections.get(objection_id)
    if objection is None or await interested(desk, objection, (desk.person.id,)):
        raise Forbidden("people.not_yours", article=23)
    return objection


async def has_declared(desk: Desk, objection: Objection) -> bool:
    """Whether the person has declared upon the case; before that it is not opened (Art. 40)."""
    return await desk.work.recusals.of(desk.person.id, subject_of(objection)) is not None


async def declare(desk: Desk, objection_id: int, *, interest: bool) -> Objection:
    """Record the person's declaration; an interest shuts the case, and the lead must find somebody else (Art. 40)."""
    objection = await examiner(desk, objection_id)
    if await recusals.declare(desk, subject_of(objection), interest=interest):
        await _ask_for_another(desk, objection)
    else:  # whoever opens it now is the replacement
        await finish(desk.work, subject_of(objection), STOOD_BACK, desk.now, person_id=desk.person.id)
    return objection


async def free_examiners(desk: Desk, objection_id: int) -> tuple[Objection, list[Person]]:
    """Return the case and the office's people without an interest, to choose one from; opens nothing of it.

    Raises Forbidden for all but a lead without an interest in it (the office, when no lead is left), or Refusal when
    nothing of it is open.
    """
    require(desk, *OFFICE, article=40)
    objection = await desk.work.objections.get(objection_id)
    finders = (await _finders(desk, objection))[1] if objection is not None else []
    if objection is None or desk.person.id not in [one.id for one in finders]:
        raise Forbidden("people.not_yours", article=40)
    if not await _open_tasks(desk.work, objection):
        raise Refusal("objections.not_now", article=23)
    people = {one.id: one for role in OFFICE for one in await desk.work.people.with_role(role, desk.now)}
    shut = await interested(desk, objection, people)
    return objection, [one for one in people.values() if one.id not in shut]


async def give_objection(desk: Desk, objection_id: int, person_id: int) -> Person:
    """Give the open tasks of the case to this officer and tell them (Art. 40).

    Raises Refusal for one who is not free.
    """
    objection, free = await free_examiners(desk, objection_id)
    person = next((one for one in free if one.id == person_id), None)
    if person is None:
        raise Refusal("objections.not_free", article=40)
    about = subject_of(objection)
    await finish(desk.work, about, STOOD_BACK, desk.now, person_id=desk.person.id)
    for task in await _open_tasks(desk.work, objection):
        if task.kind != FINDINGS:  # an investigator's own
            await desk.work.tasks.reassign(task.key, person.id)
    await note(desk, "objection_given", objection, article=40, to=person.id)
    await desk.work.outbox.owe(
        f"{about}:given:{person.id}:{desk.now.isoformat()}",
        person.id,
        "objections.given",
        now=desk.now,
        values={"number": objection.number},
        buttons=[[{"key": "objections.open", "press": f"objection:open:{objection.id}"}]],
    )
    return person


async def interested(desk: Desk, objection: Objection, people: Iterable[int]) -> frozenset[int]:
    """Return which of these people have an interest, declared or known, among them objector and applicant."""
    wanted, subjects = set(people), [subject_of(objection)]
    found = set() if objection.at_counter else {objection.person_id}
    known = await _known(desk, objection, wanted)
    found |= {one for one, ground in known.items() if ground is Ground.OWN or recusals.bars(desk)}
    if objection.application_id is not None:
        subjects.append(f"application:{objection.application_id}")
    for subject in subjects:
        found |= await desk.work.recusals.interested_in(subject)
    return frozenset(found & wanted)


async def give_up_part(desk: Desk, objection: Objection, person_id: int) -> bool:
    """Take the person's tasks of the case from them. Returns whether an unfinished investigation was among them."""
    for task in await _open_tasks(desk.work, objection):
        if task.person_id == person_id and task.kind != FINDINGS:
            await desk.work.tasks.reassign(task.key, None)
    released = False
    for one in await desk.work.investigations.of(objection.id):
        if one.person_id == person_id and await desk.work.investigations.release(one.id, desk.now):
            await desk.work.tasks.drop(f"{subject_of(objection)}:{FINDINGS}:{person_id}", desk.now)
            released = True
    return released


async def _open_tasks(work: Work, objection: Objection) -> list[Task]:
    return [task for task in await work.tasks.of(subject_of(objection)) if task.state is TaskState.OPEN]


async def _known(desk: Desk, objection: Objection, people: set[int]) -> dict[int, Ground]:
    if objection.application_id is None:
        name = await against(desk.work, objection)
        stated = [one for one in await desk.work.interests.all() if one.person_id in people] if name else []
        found = {one.person_id: conflict(one.employers, one.kin, Party((name,), (), (name,))) for one in stated}
        return {person_id: ground for person_id, ground in found.items() if ground is not None}
    application = await desk.work.applications.get(objection.application_id)
    if application is None:
        return {}
    own = {application.person_id: Ground.OWN}
    return own | await grounds(desk, application, await staff_of(desk), people)


async def _finders(desk: Desk, objection: Objection) -> tuple[Role, list[Person]]:
    """Return who finds another officer: the leads without an interest in it, else the office's people without one."""
    for role in OFFICE:
        people = await desk.work.people.with_role(role, desk.now)
        shut = await interested(desk, objection, [one.id for one in people])
        if free := [one for one in people if one.id not in shut]:
            return role, free
    return Role.LEAD, []


async def _ask_for_another(desk: Desk, objection: Objection) -> None:
    """Have somebody without an interest find another; where nobody is left, tell the leads so, without naming it."""
    about = subject_of(objection)
    await give_up_part(desk, objection, desk.person.id)
    role, finders = await _finders(desk, objection)
    key, due = f"{about}:{STOOD_BACK}:{desk.person.id}", desk.calendar.after(today(desk), 1).last
    await desk.work.tasks.assign(key, STOOD_BACK, about, role, now=desk.now, due_on=due)
    for person in finders:
        await desk.work.outbox.owe(
            f"{key}:{person.id}",
            person.id,
            "objections.another_wanted",
            now=desk.now,
            values={"number": objection.number, "due": due},
            buttons=[[{"key": "objections.find_another", "press": f"objection:another:{objection.id}"}]],
        )
    for lead in () if finders else await desk.work.people.with_role(Role.LEAD, desk.now):
        await desk.work.outbox.owe(f"{key}:nobody:{lead.id}", lead.id, "objections.no_examiner", now=desk.now)
