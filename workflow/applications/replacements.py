"""Reviewers who stop reviewing, for an interest or the end of their role, and the search for others (Art. 40, 41)."""

from collections.abc import Iterable

from rules.applications import Application
from rules.panels import BEFORE, WHEN
from rules.people import Role
from rules.reviews import Assignment, Part, Standing
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import without_interest
from workflow.applications.heads import SIGNING, WRITING, lead_on
from workflow.applications.scores import is_made_up
from workflow.engine.desk import Desk, today
from workflow.engine.tasks import give

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
