"""An application in its applicant's hands: begun, continued, abandoned (Art. 4, 10-14)."""

from rules.applications.lifecycle import Application, State, after
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Person, Role
from storage.engine.drafts import Draft
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.drafts import open_draft
from workflow.engine.files import of_draft
from workflow.interests.recusals import check_recusal

OFFICE = (Role.LEAD, Role.OFFICE)


def subject_of(application: Application) -> str:
    """Return the application's name in the journal and in tasks, deadlines and messages."""
    return f"application:{application.id}"


async def begin_application(desk: Desk, kind: str) -> Draft:
    """Return the person's open draft of this kind for the edition that takes applications, or begin one.

    Raises Refusal when no edition takes applications today (Art. 4).
    """
    edition = await desk.work.editions.taking_on(today(desk))
    if edition is None:
        raise Refusal("applications.no_edition", article=4)
    about = f"edition:{edition.id}"
    if found := await open_draft(desk, kind, about):
        return found
    draft = await desk.work.drafts.begin(desk.person.id, kind, desk.now, subject=about)
    application = await desk.work.applications.begin(
        edition_id=edition.id, kind=kind, person_id=desk.person.id, draft_id=draft.id, now=desk.now
    )
    await note(desk, "application_begun", application, article=12)
    return draft


async def mine(desk: Desk, application_id: int) -> Application:
    """Return the person's own application, or one entered from paper to whoever acts for its applicant (Art. 14).

    Raises Forbidden for somebody else's or an unknown one, and what `check_recusal` raises.
    """
    application = await desk.work.applications.get(application_id)
    if application is None or not (application.person_id == desk.person.id or speaks_for(desk, application)):
        raise Forbidden("people.not_yours")
    if application.person_id != desk.person.id:
        await check_recusal(desk, subject_of(application))
    return application


def speaks_for(desk: Desk, application: Application) -> bool:
    """Whether the person acts for an applicant who handed in a paper and has not claimed the case: unit or office."""
    if not application.at_counter or application.number is None:
        return False
    return serves_as(desk, *OFFICE) or serves_as(desk, Role.CLERK, unit=application.unit)


async def of_open_draft(desk: Desk, draft: Draft) -> Application:
    """Return the application that the person is writing in this draft.

    Raises Forbidden when it is not theirs and Refusal when it has been sent.
    """
    application = await desk.work.applications.of_draft(draft.id)
    writes = application is not None and (application.at_counter or application.person_id == desk.person.id)
    if application is None or not writes or draft.person_id != desk.person.id:
        raise Forbidden("people.not_yours")
    if application.state is not State.DRAFT:
        raise Refusal("forms.already_sent")
    return application


async def drop_application(desk: Desk, draft: Draft) -> None:
    """Abandon the application: purge the draft's files, withdraw its confirmation links, and note it in the journal."""
    application = await of_open_draft(desk, draft)
    for record in await desk.work.files.of(of_draft(draft)):
        await desk.work.files.purge(record.id)
    await desk.work.links.withdraw("confirm", subject_of(application))
    await desk.work.applications.move(application, after(application, "withdraw"), desk.now)
    await note(desk, "application_dropped", application, article=12)


async def clerks(desk: Desk, unit: str | None) -> list[Person]:
    """Return the people who handle the unit's cases: its clerks, or the lead while there is no clerk (Art. 14)."""
    found = await desk.work.people.with_role(Role.CLERK, desk.now, unit) if unit else []
    return found or await desk.work.people.with_role(Role.LEAD, desk.now)


async def note(
    desk: Desk, act: str, application: Application, *, article: int, details: dict[str, object] | None = None
) -> None:
    """Write in the journal what the person at the desk did to the application."""
    await desk.work.journal.write(
        act, subject_of(application), now=desk.now, person_id=desk.person.id, article=article, details=details
    )
