"""The report of an on-site review: written by the head of the group, signed by all its members (Art. 19)."""

from dataclasses import dataclass

from rules.applications.lifecycle import Application
from rules.engine.forms import Answers
from rules.engine.refusals import Forbidden, Refusal
from rules.engine.rubrics import Part
from rules.people.roles import Role
from rules.reviews.visits import VisitState
from storage.engine.drafts import Draft
from storage.reviews.visits import Signature, SiteReport
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import opened
from workflow.applications.gates import SIGNING, WRITING, members
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import begun, send_once
from workflow.engine.tasks import finish, give, number_of

FORM, DISSENT = "site_report", "dissent"


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a case with its signatures; `unsigned` are the ids of members who have still to sign."""

    application: Application
    report: SiteReport | None
    answers: Answers
    signatures: tuple[Signature, ...]
    unsigned: tuple[int, ...]


async def report_of(desk: Desk, application_id: int) -> Report:
    """Return the report as it stands, to somebody who may read the case."""
    application = await opened(desk, application_id)
    report = await desk.work.visits.report(application.id)
    signatures = await desk.work.visits.signatures(application.id)
    group = await members(desk, application)
    signed = {one.person_id for one in signatures}
    answers = await desk.work.drafts.answers(report.draft_id) if report is not None else {}
    unsigned = tuple(one.person_id for one in group if one.person_id not in signed)
    return Report(application, report, answers, tuple(signatures), unsigned)


async def begin_report(desk: Desk, application_id: int) -> Draft:
    """Begin the head's form. Raises Forbidden for other members, Refusal before the visit and after the report."""
    application = await _for_head(desk, application_id)
    return await begun(desk, FORM, subject_of(application))


async def write_report(desk: Desk, draft: Draft) -> Application:
    """Write the report, signed by its writer, and ask every other member to sign."""
    application = await _for_head(desk, number_of(draft.subject, "application") or -1)
    await send_once(desk, draft)
    by, now = desk.person.id, desk.now
    if not await desk.work.visits.write_report(application.id, draft_id=draft.id, by=by, now=now):
        raise Refusal("visits.reported", article=19)
    await desk.work.visits.sign(application.id, by, words=None, now=now)
    await note(desk, "site_report_written", application, article=19, details={"draft": draft.id})
    about, due = subject_of(application), desk.calendar.after(today(desk), desk.pack.task_before_working_days).last
    await finish(desk.work, about, WRITING, now, person_id=by)
    button = {"key": "visits.read_report", "press": f"visit:read:{application.id}"}
    for one in await members(desk, application):
        if one.person_id != by:
            key = f"{about}:{SIGNING}:{one.person_id}"
            of, names = one.person_id, application.number or ""
            await give(
                desk, key, SIGNING, about, Role.REVIEWER, person_id=of, due_on=due, names=names, buttons=[[button]]
            )
    return application


async def begin_dissent(desk: Desk, application_id: int) -> Draft:
    """Begin the form of a member who dissents."""
    application = await _for_signer(desk, application_id)
    return await begun(desk, DISSENT, subject_of(application))


async def sign_report(
    desk: Desk, application_id: int, *, draft: Draft | None = None, words: str | None = None
) -> Report:
    """Sign the report, once, agreeing or (with `words` from the form) dissenting. Raises Refusal the second time."""
    application = await _for_signer(desk, application_id)
    if draft is not None and not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    if not await desk.work.visits.sign(application.id, desk.person.id, words=words, now=desk.now):
        raise Refusal("visits.signed", article=19)
    await desk.work.tasks.done(f"{subject_of(application)}:{SIGNING}:{desk.person.id}", desk.now, desk.person.id)
    await note(desk, "site_report_signed", application, article=19, details={"agrees": words is None})
    return await report_of(desk, application.id)


async def _for_head(desk: Desk, application_id: int) -> Application:
    application = await opened(desk, application_id)
    mine = [one for one in await members(desk, application) if one.person_id == desk.person.id]
    if not any(one.head for one in mine):
        raise Forbidden("visits.head_only", article=19)
    visits = await desk.work.visits.of(application.id, Part.ON_SITE)
    if not any(one.state is VisitState.HELD for one in visits):
        raise Refusal("visits.not_held", article=19)
    if await desk.work.visits.report(application.id) is not None:
        raise Refusal("visits.reported", article=19)
    return application


async def _for_signer(desk: Desk, application_id: int) -> Application:
    report = await report_of(desk, application_id)
    if desk.person.id not in {one.person_id for one in await members(desk, report.application)}:
        raise Forbidden("people.not_yours", article=19)
    if report.report is None:
        raise Refusal("visits.not_reported", article=19)
    if desk.person.id not in report.unsigned:
        raise Refusal("visits.signed", article=19)
    return report.application
