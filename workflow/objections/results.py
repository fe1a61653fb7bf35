"""The effects of an objection's result: other objections on the matter, striking, corrected lists (Art. 23)."""

from collections.abc import Sequence

from rules.applications import Application
from rules.lifecycle import ACTS, STRIKE
from rules.notices import Notice
from rules.objections import Effect, Objection, State, matter_of
from workflow.applications.applicants import subject_of as about_application
from workflow.applications.entries import correct_for_objection
from workflow.engine.desk import Desk, today
from workflow.engine.planning import office_role
from workflow.engine.tasks import STRIKING, give
from workflow.notices.board import current
from workflow.objections.examiners import has_declared, interested
from workflow.objections.investigations import awaited


async def linked(desk: Desk, objection: Objection) -> list[Objection]:
    """Return objections on the same matter that can be decided with it: declared upon, and no findings awaited."""
    found = []
    for one in await desk.work.objections.same_matter(matter_of(objection)):
        if one.id == objection.id or one.state is not State.ADMITTED or not await has_declared(desk, one):
            continue
        if not await interested(desk, one, (desk.person.id,)) and not await awaited(desk, one):
            found.append(one)
    return found


async def effects(desk: Desk, objection: Objection) -> Sequence[Effect]:
    """Return the possible effects: striking a running application, correcting the list, something else."""
    found = [Effect.STRIKE] if await _can_be_struck(desk, objection) else []
    return [*found, *([Effect.CORRECT] if objection.notice_id is not None else []), Effect.OTHER]


async def follow(desk: Desk, objection: Objection, effect: str | None) -> None:
    """Give the task that the effect requires: a letter to the struck applicant, or a corrected list."""
    application = await _application(desk, objection)
    if effect == Effect.STRIKE and application is not None:
        about, due = about_application(application), desk.calendar.after(today(desk), desk.pack.list_working_days).last
        key, role = f"{about}:{STRIKING}:{objection.id}", await office_role(desk.work, desk.now)
        buttons = [[{"key": "objections.write_letter", "press": f"letter:write:struck:{application.id}"}]]
        names = application.number or ""
        await give(desk, key, STRIKING, about, role, due_on=due, names=names, buttons=buttons)
    elif effect == Effect.CORRECT and (notice := await standing_notice(desk, objection)) is not None:
        await correct_for_objection(desk, notice, objection.id)


async def standing_notice(desk: Desk, objection: Objection) -> Notice | None:
    """Return the notice objected to, or the correction that stands in its place."""
    notice = await desk.work.notices.get(objection.notice_id) if objection.notice_id is not None else None
    return await current(desk.work, notice) if notice is not None else None


async def _can_be_struck(desk: Desk, objection: Objection) -> bool:
    application = await _application(desk, objection)
    return application is not None and application.state in ACTS[STRIKE].sources


async def _application(desk: Desk, objection: Objection) -> Application | None:
    one = objection.application_id
    return await desk.work.applications.get(one) if one is not None else None
