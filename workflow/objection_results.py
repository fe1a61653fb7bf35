"""What a result of an objection reaches: those about the same matter, and what the office does after it (Art. 23)."""

from collections.abc import Sequence

from rules.applications import Application
from rules.lifecycle import ACTS, STRIKE
from rules.notices import Notice
from rules.objections import Effect, Objection, State, matter_of
from workflow.applications import subject_of as about_application
from workflow.desk import Desk, today
from workflow.entries import correct_for_objection
from workflow.examiners import has_declared, interested
from workflow.investigations import awaited
from workflow.letters import STRIKING
from workflow.notices import current
from workflow.planning import office_role
from workflow.tasks import give


async def linked(desk: Desk, objection: Objection) -> list[Objection]:
    """Those about the same matter that can be decided with it: the officer opened each, and no findings are awaited."""
    found = []
    for one in await desk.work.objections.same_matter(matter_of(objection)):
        if one.id == objection.id or one.state is not State.ADMITTED or not await has_declared(desk, one):
            continue
        if not await interested(desk, one, (desk.person.id,)) and not await awaited(desk, one):
            found.append(one)
    return found


async def effects(desk: Desk, objection: Objection) -> Sequence[Effect]:
    """What can follow from it: whoever has an application that runs can be struck, a list that stands be corrected."""
    found = [Effect.STRIKE] if await _can_be_struck(desk, objection) else []
    return [*found, *([Effect.CORRECT] if objection.notice_id is not None else []), Effect.OTHER]


async def follow(desk: Desk, objection: Objection, effect: str | None) -> None:
    """The office has the task to write the letter to whoever is struck, or whoever posted the list to correct it."""
    application = await _application(desk, objection)
    if effect == Effect.STRIKE and application is not None:
        about, due = about_application(application), desk.calendar.after(today(desk), desk.pack.list_working_days).last
        key, role = f"{about}:{STRIKING}:{objection.id}", await office_role(desk.work, desk.now)
        buttons = [[{"key": "objections.write_letter", "press": f"al:write:struck:{application.id}"}]]
        names = application.number or ""
        await give(desk, key, STRIKING, about, role, due_on=due, names=names, buttons=buttons)
    elif effect == Effect.CORRECT and (notice := await standing_notice(desk, objection)) is not None:
        await correct_for_objection(desk, notice, objection.id)


async def standing_notice(desk: Desk, objection: Objection) -> Notice | None:
    """The notice that hangs in the place of the one it is to, or that one itself."""
    notice = await desk.work.notices.get(objection.notice_id) if objection.notice_id is not None else None
    return await current(desk.work, notice) if notice is not None else None


async def _can_be_struck(desk: Desk, objection: Objection) -> bool:
    application = await _application(desk, objection)
    return application is not None and application.state in ACTS[STRIKE].sources


async def _application(desk: Desk, objection: Objection) -> Application | None:
    one = objection.application_id
    return await desk.work.applications.get(one) if one is not None else None
