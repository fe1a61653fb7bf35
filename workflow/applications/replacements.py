"""Reviewers who stop reviewing, for an interest or the end of their role, and the search for others (Art. 40, 41)."""

from collections.abc import Iterable

from rules.applications.lifecycle import LIVE, Actor, Application, acts_of
from rules.engine.rubrics import Part
from rules.interests.statements import Ground, Source
from rules.people.roles import Person, Role
from rules.reviews.assignments import BEFORE, WHEN, Assignment, Standing
from storage.engine.tasks import TaskState
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import without_interest
from workflow.applications.gates import SIGNING, WRITING, lead_on
from workflow.applications.scores import is_made_up
from workflow.engine.desk import Desk, today
from workflow.engine.tasks import RECUSAL, give
from workflow.interests.recusals import Staff, bars, grounds, staff_of

REPLACEMENT = "replacement"
"""The kind of the office's task to find another reviewer."""


async def stand_down(desk: Desk, assignments: Iterable[Assignment], *, article: int, wanted: bool = True) -> int:
    """Take these reviewers off. A locked sheet is kept but no longer counts (Art. 40). Returns how many reviewers.

    An unlocked sheet goes with its draft and task. `wanted` gives the office the task to find somebody else.
    """
    stood = 0
    for one in assignments:
        standing = Standing.EXCLUDED if one.counts else Standing.REPLACED
        application = await desk.work.applications.get(one.application_id)
        if one.standing is not Standing.ACTIVE or application is None:
            continue
        await desk.work.assignments.stand(one.id, standing)
        await desk.work.tasks.drop(key_of(one), desk.now)
        if one.draft_id is not None:
            await desk.work.drafts.drop(one.draft_id, desk.now)
        details: dict[str, object] = {"assignment": one.id, "standing": standing.value}
        await note(desk, "reviewer_stood_down", application, article=article, details=details)
        stood += 1
        if wanted:
            await _look_for_another(desk, application, one)
    return stood


async def end_reviewing(desk: Desk, person_id: int) -> int:
    """End the work of a former reviewer: open sheets go to others, locked ones are marked (Art. 41).

    Reports to write or sign are dropped, and groups that they headed get another head. Returns how many sheets were
    marked.
    """
    mine = await desk.work.assignments.of_person(person_id)
    await stand_down(desk, (one for one in mine if one.awaited), article=41)
    marked = await desk.work.assignments.mark(person_id)
    for task in await desk.work.tasks.open():
        if task.kind in (WRITING, SIGNING) and task.person_id == person_id:
            await desk.work.tasks.drop(task.key, desk.now)
    for one in mine:
        application = await desk.work.applications.get(one.application_id)
        if one.head and one.counts and application is not None and application.state is WHEN[one.part]:
            await lead_on(desk, application, one.part)
    return marked


def key_of(one: Assignment) -> str:
    """Return the key of the task to score."""
    return f"application:{one.application_id}:{kind_of(one.part)}:{one.id}"


def kind_of(part: Part) -> str:
    """Return the kind of the task to score in this part."""
    return f"sheet_{part.value}"


async def _look_for_another(desk: Desk, application: Application, one: Assignment) -> None:
    """Give the task to find another reviewer while the part is on, or later if too few are left.

    If a locked sheet is excluded after its part, the office is told that the result has changed.
    """
    about, number = subject_of(application), application.number or ""
    if application.state in {WHEN[one.part], *BEFORE[one.part]} or await is_made_up(desk, application, one.part):
        due = desk.calendar.after(today(desk), 1).last
        key = f"{about}:{REPLACEMENT}:{one.id}"
        button = {"key": "assignments.team", "press": f"assignment:team:{application.id}"}
        await give(desk, key, REPLACEMENT, about, Role.OFFICE, due_on=due, names=number, buttons=[[button]])
    if one.locked_at is None or application.state is WHEN[one.part]:
        return
    staff = [await desk.work.people.with_role(role, desk.now) for role in (Role.OFFICE, Role.LEAD)]
    known = {person.id: person for people in staff for person in people}
    for person in await without_interest(desk, application, known.values()):
        await desk.work.outbox.owe(
            f"{about}:excluded:{one.id}:{person.id}",
            person.id,
            "assignments.excluded_later",
            now=desk.now,
            values={"number": number},
            buttons=[[{"key": "reviews.open", "press": f"review:open:{application.id}"}]],
        )


# Handing over a case that is shut to somebody: their sheets, tasks and forms, and the search for others (Art.
# 40).


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


# Cases shut at once to people with a known interest, as a case comes in or a statement is made (Art. 40).


async def shut_applications(desk: Desk, person_id: int, staff: Staff) -> int:
    """Shut the running applications in which an interest of the person is known. Returns how many are newly shut."""
    found = 0
    for edition in await desk.work.editions.all():
        for application in await desk.work.applications.of_edition(edition.id):
            if application.state in LIVE:
                found += await _shut(desk, application, await grounds(desk, application, staff, [person_id]))
    return found


async def shut_known(desk: Desk, application: Application) -> int:
    """Shut a new application to everybody with a known interest in it. Returns how many people."""
    return await _shut(desk, application, await grounds(desk, application, await staff_of(desk)))


async def part_with(desk: Desk, one: int, other: int) -> None:
    """Hand over the cases that either of two people works on and the other sent: they turn out to be one person."""
    for sender, involved in ((one, other), (other, one)):
        for application in await desk.work.applications.of_person(sender):
            if application.state in LIVE:
                await hand_over(desk, application, involved)


async def _shut(desk: Desk, application: Application, known: dict[int, Ground]) -> int:
    about = subject_of(application)
    interested = await desk.work.recusals.interested_in(about)
    shut = 0
    fresh = {person_id: ground for person_id, ground in sorted(known.items()) if person_id not in interested}
    for person_id, ground in fresh.items():
        barred = ground is Ground.OWN or bars(desk)
        kept = await desk.work.recusals.of(person_id, about)
        if not barred and kept is not None and kept.interest:
            continue
        await desk.work.recusals.declare(
            person_id, about, interest=True, now=desk.now, source=Source.KNOWN, barred=barred
        )
        details = {"person": person_id, "ground": ground.value}
        await desk.work.journal.write("recusal_known", about, now=desk.now, article=40, details=details)
        shut += barred
    for person_id, ground in fresh.items():
        if ground is not Ground.OWN and bars(desk):
            await hand_over(desk, application, person_id, wanted=False)
    return shut
