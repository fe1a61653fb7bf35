"""The holder's report on its years with the award, before the re-evaluation (Art. 5, 32)."""

from typing import Any

from rules.awards.validity import Assessment, AssessmentState, Award, term_reports
from rules.engine.calendar import Count
from rules.engine.forms import Answers
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from rules.reevaluations.cases import Reevaluation, State, after, last_day
from rules.reevaluations.forms import prefilled
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.work import Work
from workflow.awards.july import reached_about
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import open_draft
from workflow.engine.files import of_draft
from workflow.engine.tasks import number_of
from workflow.reevaluations.cases import (
    acting,
    award_of,
    end_all,
    follow,
    go_on,
    holder_side,
    is_holder,
    opened,
    sending,
    subject_of,
    tell_holder,
)

FORM = "reevaluation_report"
REPORT = "reevaluation_report"
"""The kind of the holder's task."""
CLOCK = "report"


async def ask_report(desk: Desk, reevaluation_id: int) -> tuple[Reevaluation, Count]:
    """Ask the holder for its report, within the pack's working days. Returns the case and their count."""
    case = await acting(desk, reevaluation_id, "ask")
    count = desk.calendar.after(today(desk), desk.pack.expiry.report_working_days)
    case = await go_on(desk, case, "ask", report_by=count.last)
    await follow(desk, case)
    await desk.work.deadlines.set(subject_of(case), CLOCK, count, desk.now)
    for person in await reached_about(desk, await award_of(desk.work, case)):
        key = f"{holder_side(case)}:{REPORT}:{person.id}"
        await desk.work.tasks.assign(
            key, REPORT, holder_side(case), Role.OFFICE, now=desk.now, person_id=person.id, due_on=count.last
        )
    await tell_holder(desk, case, "asked", desk.now, values={"due": count.last})
    return case, count


async def reporting(desk: Desk, reevaluation_id: int) -> tuple[Reevaluation, Award]:
    """Return case and award to whoever may hand in the report: the holder, or the office from paper.

    Raises Forbidden.
    """
    case = await desk.work.reevaluations.get(reevaluation_id)
    if case is None or not await is_holder(desk, case):
        case = await acting(desk, reevaluation_id, "report")
    after(case, "report")
    return case, await award_of(desk.work, case)


async def begin_report(desk: Desk, reevaluation_id: int) -> Draft:
    """Return the person's open draft, or begin one from the last accepted July report (Art. 32)."""
    case, award = await reporting(desk, reevaluation_id)
    about = subject_of(case)
    if found := await open_draft(desk, FORM, about):
        return found
    draft = await desk.work.drafts.begin(desk.person.id, FORM, desk.now, subject=about)
    for question, answer in (await _known(desk.work, award)).items():
        await desk.work.drafts.answer(draft.id, question, answer, desk.now)
    return draft


async def send_report(desk: Desk, draft: Draft) -> Reevaluation:
    """Send the report; the office then names reviewers."""
    case, _award = await reporting(desk, number_of(draft.subject, "reevaluation") or -1)
    await sending(desk, draft)
    await desk.work.files.hand_over(of_draft(draft), subject_of(case))
    case = await go_on(desk, case, "report", draft_id=draft.id)
    await _close_report(desk, case)
    return case


async def going_without(desk: Desk, reevaluation_id: int) -> Reevaluation:
    """Return the case if the holder's last day has passed, so that the office may go on. Raises Refusal before."""
    case = await acting(desk, reevaluation_id, "go_without")
    due = case.report_by
    if case.state is State.RECTIFYING:
        due = last_day(await desk.work.rectifications.of(case.id))
    if due is not None and today(desk) <= due:
        raise Refusal("reevaluations.not_passed", article=5, due=due)
    return case


async def go_without(desk: Desk, draft: Draft, answers: Answers) -> Reevaluation:
    """Go on without the holder's report or evidence after its last day, for a stated reason (Art. 5)."""
    case = await going_without(desk, number_of(draft.subject, "reevaluation") or -1)
    reporting_still = case.state is State.REPORTING
    await sending(desk, draft)
    words = {"without_report" if reporting_still else "without_proof": answers["reason"]}
    case = await go_on(desk, case, "go_without", words=words, round=0 if reporting_still else 1)
    if reporting_still:
        await _close_report(desk, case)
    else:
        await end_all(desk.work, case, desk.now)
        await follow(desk, case)
    return case


async def july_report(desk: Desk, reevaluation_id: int, assessment_id: int) -> tuple[Assessment, Award]:
    """Return a July report of the term to a reader of the case, and note the reading (Art. 32). Raises Forbidden."""
    case = await opened(desk, reevaluation_id)
    award = await award_of(desk.work, case)
    found = next((one for one in await july_reports(desk, award) if one.id == assessment_id), None)
    if found is None:
        raise Forbidden("people.not_yours", article=32)
    details = {"report": found.id}
    await desk.work.journal.write(
        "july_report_read", subject_of(case), now=desk.now, person_id=desk.person.id, article=32, details=details
    )
    return found, award


async def july_file(desk: Desk, reevaluation_id: int, assessment_id: int, place: int) -> tuple[FileRecord, bytes]:
    """Return one file of such a report, by its place from 0, with its content. Raises Refusal."""
    one, _award = await july_report(desk, reevaluation_id, assessment_id)
    files = await desk.work.files.of(f"assessment:{one.id}")
    if not 0 <= place < len(files):
        raise Refusal("talk.old_button")
    return files[place], await desk.work.files.open(files[place].id)


async def july_reports(desk: Desk, award: Award) -> tuple[Assessment, ...]:
    """Return the July reports of the award's term, earliest first."""
    return term_reports(award, await desk.work.assessments.of_holder(award.holder), desk.pack)


async def _known(work: Work, award: Award) -> dict[str, Any]:
    for one in await work.assessments.of_holder(award.holder):
        if one.state is AssessmentState.ACCEPTED and one.draft_id is not None:
            return prefilled(await work.drafts.answers(one.draft_id))
    return {}


async def _close_report(desk: Desk, case: Reevaluation) -> None:
    await end_all(desk.work, case, desk.now)
    await follow(desk, case)
