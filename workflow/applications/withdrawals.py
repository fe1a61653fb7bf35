"""The withdrawal of an application by its applicant, at any time before the decision (Art. 4)."""

from rules.applications.lifecycle import Application
from rules.engine.refusals import Refusal
from workflow.applications.applicants import clerks, mine, subject_of
from workflow.applications.cases import advance, without_interest
from workflow.engine.desk import Desk


async def withdraw_application(desk: Desk, application_id: int) -> Application:
    """Withdraw the application, end its tasks and deadlines, and tell those who worked on it.

    Raises Refusal when it has ended or was never sent, Forbidden when it is not the person's.
    """
    application = await mine(desk, application_id)
    if application.number is None:
        raise Refusal("applications.not_now")
    waiting = [task.person_id for task in await desk.work.tasks.of(subject_of(application)) if task.person_id]
    withdrawn = await advance(desk, application, "withdraw")
    supplement = await desk.work.supplements.get(application.id)
    if supplement is not None:
        await desk.work.drafts.drop(supplement.draft_id, desk.now)
    free = await without_interest(desk, application, await clerks(desk, application.unit))
    told = {person.id for person in free} | set(waiting)
    for person_id in sorted(told - {application.person_id}):
        await desk.work.outbox.owe(
            f"{subject_of(application)}:withdrawn:{person_id}",
            person_id,
            "applications.withdrawn_case",
            now=desk.now,
            values={"number": application.number, "name": application.name or ""},
        )
    return withdrawn
