"""Undoing: the lead takes back the last step of a case while nobody was told and nothing rests on it (Art. 9)."""

from datetime import date

from rules.applications.lifecycle import ACTS, Application, undo
from rules.engine.calendar import office_day
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import opened, start_waiting, stop_waiting
from workflow.engine.desk import Desk, require, today
from workflow.engine.tasks import MENDING, drop

UNDONE = "application_undone"


async def undoable(desk: Desk, application: Application) -> str | None:
    """Return the act that can be taken back now, or None."""
    acts = {f"application_{act}": act for act in ACTS}
    done = [entry.act for entry in await desk.work.journal.of(subject_of(application)) if entry.act in (*acts, UNDONE)]
    if not done or done[-1] == UNDONE:
        return None
    try:
        undo(application, acts[done[-1]])
    except Refusal:
        return None
    return acts[done[-1]]


async def undo_last(desk: Desk, application_id: int) -> tuple[Application, str]:
    """Take the last step back.

    Returns the restored case and the undone act. Raises Refusal when it cannot be undone.
    """
    require(desk, Role.LEAD, article=9)
    application = await opened(desk, application_id)
    act = await undoable(desk, application)
    if act is None:
        raise Refusal("applications.not_undone", article=9)
    to = undo(application, act)
    if not await desk.work.applications.move(application, to, desk.now):
        raise Refusal("applications.not_undone", article=ACTS[act].article)
    await note(desk, UNDONE, application, article=ACTS[act].article, details={"act": act})
    await stop_waiting(desk, application)
    if act == "fail_material":
        await drop(desk.work, subject_of(application), (MENDING,), desk.now)
    if act == "nominate":
        await desk.work.candidates.remove(application.id)
    again = await desk.work.applications.get(application.id)
    if again is None:
        raise LookupError(application.id)
    await start_waiting(desk, again, await _since(desk, again))
    return again, act


async def _since(desk: Desk, application: Application) -> date:
    """Return the day on which the case last entered this state by an act: undoing a step gives nobody more time."""
    names = {f"application_{act}" for act, step in ACTS.items() if step.target is application.state}
    entries = await desk.work.journal.of(subject_of(application))
    came = [office_day(entry.at) for entry in entries if entry.act in names]
    return came[-1] if came else today(desk)
