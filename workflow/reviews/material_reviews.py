"""The end of the material review: passed, alone or many at once, with a reason below the mark (Art. 17)."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.applications.lifecycle import Application, State
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from rules.people.roles import Role
from rules.reviews.scores import Tally
from storage.engine.drafts import Draft
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import advance, check, opened
from workflow.applications.replacements import REPLACEMENT
from workflow.applications.scores import ReasonWanted, no_reviewer, tally_of
from workflow.engine.desk import Desk, require
from workflow.engine.drafts import begun, send_once
from workflow.engine.holds import is_on_hold
from workflow.engine.tasks import MENDING, drop, number_of
from workflow.reviews.assignments import cases_in, mark_of

PASS = "pass_material"  # noqa: S105 - the name of an act


@dataclass(frozen=True, slots=True)
class Result:
    """An application with the tally of its sheets."""

    application: Application
    tally: Tally


async def read_result(desk: Desk, application_id: int, part: Part) -> Result:
    """Return all sheets of a part, for lead and office but never the case's reviewers, and note the reading."""
    require(desk, Role.LEAD, Role.OFFICE, article=17)
    application = await opened(desk, application_id)
    await no_reviewer(desk, application)
    await note(desk, "scores_read", application, article=17, details={"part": part.value})
    return Result(application, await tally_of(desk, application, part))


async def complete_ones(desk: Desk, edition_id: int) -> list[Result]:
    """Return the cases in material review with complete sheets, save those that the person may not decide."""
    found = []
    for application in (await cases_in(desk, edition_id, State.MATERIAL_REVIEW)).declared:
        tally = await tally_of(desk, application, Part.MATERIAL)
        if tally.complete and not await desk.work.assignments.has(application.id, desk.person.id):
            found.append(Result(application, tally))
    return found


async def pass_material(desk: Desk, application_id: int) -> Application:
    """Pass the application on to the acceptance list. Raises ReasonWanted below the mark."""
    application = await opened(desk, application_id)
    moved = await advance(desk, application, PASS)
    await drop(desk.work, subject_of(application), (REPLACEMENT, MENDING), desk.now)
    return moved


async def begin_reason(desk: Desk, application_id: int) -> Draft:
    """Begin the form of why it passes below the mark. Raises Refusal when no reason is needed."""
    application = await opened(desk, application_id)
    try:
        await check(desk, application, PASS)
    except ReasonWanted:
        return await begun(desk, "pass_reason", subject_of(application))
    raise Refusal("scores.no_reason", article=17)


async def pass_with_reason(desk: Desk, draft: Draft) -> Application:
    """Pass it below the mark for the reason in this draft. Raises Refusal when the draft was sent already."""
    application = await opened(desk, number_of(draft.subject, "application") or -1)
    await send_once(desk, draft)
    kept = {"draft_id": draft.id, "person_id": desk.person.id}
    await desk.work.reasons.give(application.id, PASS, **kept, now=desk.now)
    return await pass_material(desk, application.id)


async def passing(desk: Desk, edition_id: int) -> list[Result]:
    """Return the complete cases that reach the mark and are not on hold."""
    found = [one for one in await complete_ones(desk, edition_id) if one.tally.passes]
    return [one for one in found if not await is_on_hold(desk.work, one.application.id)]


async def pass_all(desk: Desk, edition_id: int, mark: str) -> int:
    """Pass all that were shown under `mark`. Returns how many. Raises Refusal when they have changed since."""
    found = await passing(desk, edition_id)
    if not found or mark != shown_as(found):
        raise Refusal("assignments.changed", article=17)
    for one in found:
        await pass_material(desk, one.application.id)
    return len(found)


def shown_as(results: Sequence[Result]) -> str:
    """Return a short digest of these results as shown."""
    return mark_of(f"{one.application.id}:{one.tally.mean}" for one in results)
