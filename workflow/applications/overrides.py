"""The lead's permission, with a reason, for a holder to apply again while the award is valid (Art. 5)."""

from rules.applications import Application
from rules.lifecycle import State
from rules.people import Role
from rules.refusals import Refusal
from storage.engine.drafts import Draft
from workflow.applications.applicants import mine, note, subject_of
from workflow.engine.desk import Desk, require
from workflow.engine.drafts import send_once

FORM = "override"
TASK = "override"
AGAIN = "again"
"""Kept beside the answers of the applicant's draft: the lead's permission to apply again."""


async def ask_override(desk: Desk, application_id: int) -> None:
    """Ask the lead for the applicant, once; asking again changes nothing."""
    application = await mine(desk, application_id)
    if application.state is not State.DRAFT:
        raise Refusal("forms.already_sent")
    about = subject_of(application)
    if not await desk.work.tasks.assign(f"{about}:{TASK}", TASK, about, Role.LEAD, now=desk.now):
        return
    name = (await desk.work.drafts.answers(application.draft_id)).get("name", "")
    for person in await desk.work.people.with_role(Role.LEAD, desk.now):
        await desk.work.outbox.owe(
            f"{about}:override:{person.id}",
            person.id,
            "applications.override_asked",
            now=desk.now,
            values={"name": name},
            buttons=[[{"key": "applications.override_give", "press": f"application:allow:{application.id}"}]],
        )
    await note(desk, "override_asked", application, article=5)


async def overridable(desk: Desk, application_id: int) -> Application:
    """Return an application still being written, for the lead. Raises Forbidden or Refusal."""
    require(desk, Role.LEAD, article=5)
    application = await desk.work.applications.get(application_id)
    if application is None or application.state is not State.DRAFT:
        raise Refusal("applications.not_now", article=5)
    return application


async def give_override(desk: Desk, draft: Draft) -> Application:
    """Permit the holder to apply again, note the form with the reason in the journal, and tell the applicant."""
    application = await overridable(desk, int(draft.subject.removeprefix("application:")))
    await send_once(desk, draft)
    about = subject_of(application)
    await desk.work.drafts.answer(application.draft_id, AGAIN, {"by": desk.person.id, "at": desk.now}, desk.now)
    await desk.work.tasks.done(f"{about}:{TASK}", desk.now, desk.person.id)
    await note(desk, "override_given", application, article=5, details={"reason": draft.id})
    await desk.work.outbox.owe(
        f"{about}:override",
        application.person_id,
        "applications.override_told",
        now=desk.now,
        buttons=[[{"key": "forms.go_on", "press": f"f:{application.draft_id}:w"}]],
    )
    return application
