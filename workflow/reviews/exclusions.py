"""Later findings: an interest that was not declared, or a sheet that misconduct excludes (Art. 40, 41)."""

from rules.applications.lifecycle import Application
from rules.engine.refusals import Refusal
from rules.interests.statements import Source
from rules.people.roles import Person, Role
from rules.reviews.assignments import Assignment
from storage.engine.drafts import Draft
from storage.engine.owed import Urgency
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import opened, without_interest
from workflow.applications.replacements import hand_over, stand_down
from workflow.engine.desk import Desk, require
from workflow.engine.drafts import begun, send_once

LATER, EXCLUSION = "found_later", "exclusion"
"""The forms: how an interest was found, and why a sheet is excluded."""


async def involved(desk: Desk, application_id: int) -> tuple[Application, list[Person]]:
    """Return the case and the people who took part in it and are not shut out yet, for the lead."""
    require(desk, Role.LEAD, article=40)
    application = await opened(desk, application_id)
    ids = {one.person_id for one in await desk.work.recusals.about(subject_of(application))}
    ids |= {one.person_id for one in await desk.work.assignments.of(application.id)}
    found = [person for one in sorted(ids) if (person := await desk.work.people.get(one))]
    return application, await without_interest(desk, application, found)


async def begin_later(desk: Desk, application_id: int, person_id: int) -> Draft:
    """Begin the form of how the interest was found. Raises Refusal for somebody with no part in the case."""
    application, person = await _involved(desk, application_id, person_id)
    return await begun(desk, LATER, f"{LATER}:{application.id}:{person.id}")


async def find_later(desk: Desk, draft: Draft) -> tuple[Application, Person]:
    """Shut the person out of the case: their scores and votes no longer count, and they are told (Art. 40).

    Announcements stand; the journal and the report on the case name what rests on the excluded part.
    """
    _, one, person_id = draft.subject.split(":")
    application, person = await _involved(desk, int(one), int(person_id))
    await send_once(desk, draft)
    about = subject_of(application)
    await desk.work.recusals.declare(person.id, about, interest=True, now=desk.now, source=Source.FOUND_LATER)
    details: dict[str, object] = {"person": person.id, "reason": draft.id}
    await note(desk, "recusal_found_later", application, article=40, details=details)
    await hand_over(desk, application, person.id)
    await desk.work.outbox.owe(
        f"{about}:found_later:{person.id}",
        person.id,
        "interests.told_later",
        now=desk.now,
        values={"number": application.number},
        urgency=Urgency.LEGAL,
    )
    return application, person


async def begin_exclusion(desk: Desk, assignment_id: int) -> Draft:
    """Begin the form of why a marked sheet is excluded. Raises Refusal for one unmarked or already excluded."""
    one, _ = await _marked(desk, assignment_id)
    return await begun(desk, EXCLUSION, f"{EXCLUSION}:{one.id}")


async def exclude_sheet(desk: Desk, draft: Draft) -> Application:
    """Exclude the marked sheet of a reviewer whose role ended, which changes the result (Art. 41)."""
    one, application = await _marked(desk, int(draft.subject.partition(":")[2]))
    await send_once(desk, draft)
    details: dict[str, object] = {"assignment": one.id, "reason": draft.id}
    await note(desk, "sheet_excluded", application, article=41, details=details)
    await stand_down(desk, [one], article=41)
    return application


async def _involved(desk: Desk, application_id: int, person_id: int) -> tuple[Application, Person]:
    application, people = await involved(desk, application_id)
    person = next((one for one in people if one.id == person_id and one.id != desk.person.id), None)
    if person is None:
        raise Refusal("interests.not_involved", article=40)
    return application, person


async def _marked(desk: Desk, assignment_id: int) -> tuple[Assignment, Application]:
    require(desk, Role.LEAD, article=41)
    one = await desk.work.assignments.get(assignment_id)
    if one is None:
        raise Refusal("talk.old_button")
    application = await opened(desk, one.application_id)
    if not one.marked or not one.counts:
        raise Refusal("interests.not_marked", article=41)
    return one, application
