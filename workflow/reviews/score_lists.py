"""The score sheets of an edition or a case, for lists, without cases that the person may not open (Art. 20, 40)."""

from dataclasses import dataclass

from rules.applications.lifecycle import Application
from rules.engine.rubrics import Criterion, Part
from rules.people.roles import Role
from rules.reviews.assignments import Assignment
from rules.reviews.scores import apart, points_of, total_of
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import opened
from workflow.applications.scores import no_reviewer, rubric_of
from workflow.engine.desk import Desk, Reading, require


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet with its case and rubric; `reviewer` is a name or "", `apart` marks an outlier."""

    application: Application
    sheet: Assignment
    reviewer: str
    rubric: tuple[Criterion, ...]
    apart: bool


async def all_sheets(desk: Desk, edition_id: int) -> tuple[list[Listed], int]:
    """Return every sheet that the person may see, and the number of cases left out, and note the export (Art. 40).

    Cases not declared upon and cases that the person reviews are left out and counted. Cases with an interest are left
    out without a trace, as if they did not exist.
    """
    require(desk, Role.LEAD, Role.OFFICE, article=20)
    me = desk.person.id
    shut, declared = await desk.work.recusals.interests_of(me), await desk.work.recusals.declared_by(me)
    cases = {one.id: one for one in await desk.work.applications.of_edition(edition_id)}
    by_case: dict[int, list[Assignment]] = {}
    for one in await desk.work.assignments.of_edition(edition_id):
        by_case.setdefault(one.application_id, []).append(one)
    listed, hidden = [], 0
    for case_id, sheets in by_case.items():
        case = cases[case_id]
        if case.person_id == me or subject_of(case) in shut:
            continue
        if any(one.person_id == me for one in sheets) or subject_of(case) not in declared:
            hidden += 1
            continue
        listed += await _of_case(desk, case, sheets)
    details = {"sheets": len(listed), "left_out": hidden}
    about = f"edition:{edition_id}"
    await desk.work.journal.write("sheets_exported", about, now=desk.now, person_id=me, article=20, details=details)
    return listed, hidden


async def sheets_of_case(desk: Desk, application_id: int) -> tuple[Application, list[Listed]]:
    """Return the case and its sheets for a download, and note it. Raises as `opened`, Forbidden for a reviewer."""
    require(desk, Role.LEAD, Role.OFFICE, article=20)
    case = await opened(desk, application_id)
    await no_reviewer(desk, case)
    listed = await sheets_of(desk, case)
    await note(desk, "sheets_exported", case, article=20, details={"sheets": len(listed)})
    return case, listed


async def sheets_of(books: Reading, case: Application) -> list[Listed]:
    """Return every sheet of one case."""
    return await _of_case(books, case, await books.work.assignments.of(case.id))


async def _of_case(desk: Reading, case: Application, sheets: list[Assignment]) -> list[Listed]:
    rubric = await rubric_of(desk, case)
    alone: set[int] = set()
    for part in Part:
        sums = {one.id: points_of(one.scores or {}) for one in sheets if one.part is part and one.counts}
        alone |= apart(sums, total_of(rubric))
    found = []
    for one in sheets:
        person = await desk.work.people.get(one.person_id)
        found.append(Listed(case, one, (person and person.name) or "", rubric, one.id in alone))
    return found
