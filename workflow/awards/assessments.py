"""The July self-assessment reports: begun from last year's, sent, accepted, returned or excused (Art. 32)."""

from typing import Any

from rules.awards.july import assessment, prefilled
from rules.awards.validity import OPEN, Assessment, AssessmentState, Award
from rules.engine.deadlines import self_assessment_due
from rules.engine.forms import Answers, Kind
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.engine.owed import Paper, Urgency
from workflow.awards.claims import awards_of
from workflow.engine.desk import Desk, require, serves_as, today
from workflow.engine.drafts import open_draft, send_once
from workflow.engine.files import of_draft
from workflow.engine.planning import office, office_role

FORM = "assessment"
PAPER = "assessment_receipt"
TASK = "assessment"


async def my_reports(desk: Desk) -> list[tuple[Assessment, Award]]:
    """Return the reports of the person's holders with their awards, the latest year first."""
    holders = {award.holder: award for award in reversed(await awards_of(desk, desk.person.id))}
    found = [(one, award) for holder, award in holders.items() for one in await desk.work.assessments.of_holder(holder)]
    return sorted(found, key=lambda pair: (pair[0].year, pair[0].id), reverse=True)


async def report(desk: Desk, assessment_id: int) -> tuple[Assessment, Award]:
    """Return the report and its award, to the office and its own holder. Raises Forbidden for anybody else."""
    one = await desk.work.assessments.get(assessment_id)
    award = await desk.work.awards.get(one.award_id) if one is not None else None
    if one is None or award is None:
        raise Forbidden("people.not_yours", article=32)
    if not serves_as(desk, Role.OFFICE, Role.LEAD):
        await _check_own(desk, award)
    return one, award


async def read_report(desk: Desk, assessment_id: int) -> tuple[Assessment, Award]:
    """Return the report and its award to the office for reading, and note the reading in the journal.

    Raises Forbidden.
    """
    one, award = await _with_office(desk, assessment_id)
    await desk.work.journal.write(
        "july_report_read", f"assessment:{one.id}", now=desk.now, person_id=desk.person.id, article=32
    )
    return one, award


async def open_file(desk: Desk, assessment_id: int, place: int) -> tuple[FileRecord, bytes]:
    """Return one of the report's files, by its place from 0, with its content, and note the opening in the journal."""
    one, _award = await report(desk, assessment_id)
    files = await desk.work.files.of(f"assessment:{one.id}")
    if not 0 <= place < len(files):
        raise Refusal("talk.old_button")
    record = files[place]
    await desk.work.journal.write(
        "file_opened", f"assessment:{one.id}", now=desk.now, person_id=desk.person.id, details={"file": record.id}
    )
    return record, await desk.work.files.open(record.id)


async def begin_report(desk: Desk, assessment_id: int) -> Draft:
    """Return the person's open draft of this report, or begin one from last year's standing answers.

    A returned report begins with all that was sent except its files. Raises Forbidden, or Refusal when the report is in
    or excused.
    """
    one, award = await report(desk, assessment_id)
    await _check_own(desk, award)
    _check_open(one)
    subject = f"assessment:{one.id}"
    if found := await open_draft(desk, FORM, subject):
        return found
    draft = await desk.work.drafts.begin(desk.person.id, FORM, desk.now, subject=subject)
    for question, answer in (await _known(desk, one, award)).items():
        await desk.work.drafts.answer(draft.id, question, answer, desk.now)
    return draft


async def send_report(desk: Desk, draft: Draft, answers: Answers) -> Assessment:
    """Send the report: give it a number, owe the sender a receipt and give the office a task.

    Raises Refusal before July begins, and when the report is in already.
    """
    one, award = await report(desk, subject_id(draft))
    await _check_own(desk, award)
    _check_open(one)
    opens = desk.pack.self_assessment.opens.in_year(one.year)
    if today(desk) < opens:
        raise Refusal("assessments.too_early", article=32, opens=opens)
    number = await _number(desk, one)
    sent = await desk.work.drafts.send(draft.id, desk.now)
    if not sent or not await desk.work.assessments.receive(one.id, draft.id, number, today(desk)):
        raise Refusal("forms.already_sent", article=32)
    await desk.work.files.hand_over(of_draft(draft), f"assessment:{one.id}")
    await _keep_contact(desk, answers)
    await _tell_received(desk, one, award, number)
    return (await report(desk, one.id))[0]


async def accept_report(desk: Desk, assessment_id: int) -> None:
    """Accept the report for the office and tell its holder. Raises Refusal when it does not lie with the office."""
    one, award = await _with_office(desk, assessment_id)
    if not await desk.work.assessments.accept(one.id):
        raise Refusal("assessments.not_with_office", article=32)
    await _done(desk, one, "self_assessment_accepted")
    await _tell_holder(desk, one, award, "accepted", "assessments.accepted", {})


async def return_report(desk: Desk, draft: Draft, points: str) -> None:
    """Return the report with points to mend, by the end of July or the days of a supplement, whichever is later.

    Raises Refusal when it does not lie with the office.
    """
    await send_once(desk, draft)
    one, award = await _with_office(desk, subject_id(draft))
    back = desk.calendar.after(today(desk), desk.pack.supplement_working_days).last
    last = self_assessment_due(one.year, desk.calendar, last=desk.pack.self_assessment.last).last  # by today's calendar
    back_by = max(back, last)
    if not await desk.work.assessments.give_back(one, points, today(desk), back_by):
        raise Refusal("assessments.not_with_office", article=32)
    await _done(desk, one, "self_assessment_returned")
    values = {"points": points, "last": back_by}
    await _tell_holder(desk, one, award, f"returned-{one.round + 1}", "assessments.returned", values, opens=True)


async def note_paper_report(desk: Desk, assessment_id: int) -> None:
    """Record that the report came on paper today. Raises Refusal when it is in."""
    one, _award = await _with_office(desk, assessment_id)
    if not await desk.work.assessments.receive(one.id, None, await _number(desk, one), today(desk)):
        raise Refusal("assessments.not_open", article=32)
    await _done(desk, one, "self_assessment_on_paper")


async def excuse_report(desk: Desk, draft: Draft, reason: str) -> None:
    """Excuse the holder from the report for a reason, which stops its reminders. Raises Refusal when it is in."""
    await send_once(desk, draft)
    one, award = await _with_office(desk, subject_id(draft))
    if not await desk.work.assessments.excuse(one.id, reason):
        raise Refusal("assessments.not_open", article=32)
    await _done(desk, one, "self_assessment_excused")
    await _tell_holder(desk, one, award, "excused", "assessments.excused", {"reason": reason})


def subject_id(draft: Draft) -> int:
    """Return the id of the report that the draft is about."""
    return int(draft.subject.removeprefix("assessment:"))


def _check_open(one: Assessment) -> None:
    if one.state not in OPEN:
        raise Refusal("assessments.not_open", article=32)


async def _check_own(desk: Desk, award: Award) -> None:
    if not any(contact.person_id == desk.person.id for contact in await desk.work.holders.of_holder(award.holder)):
        raise Forbidden("people.not_yours", article=32)


async def _known(desk: Desk, one: Assessment, award: Award) -> dict[str, Any]:
    """Return a new draft's first answers: of the returned report, else last year's standing ones, else the contact."""
    if one.state is AssessmentState.RETURNED and one.draft_id is not None:
        files = {q.key for q in assessment(desk.pack).questions if q.kind is Kind.FILES}
        sent = await desk.work.drafts.answers(one.draft_id)
        return {question: answer for question, answer in sent.items() if question not in files}
    for earlier in await desk.work.assessments.of_holder(award.holder):
        if earlier.year < one.year and earlier.draft_id is not None:
            return prefilled({"previous": await desk.work.drafts.answers(earlier.draft_id)})
    return prefilled({"previous": {"contact_name": desk.person.name, "contact_phone": desk.person.phone}})


async def _number(desk: Desk, one: Assessment) -> str:
    return one.number or f"自评〔{one.year}〕{await desk.work.numbers.next(FORM, one.year)}号"


async def _keep_contact(desk: Desk, answers: Answers) -> None:
    """Update the person's name and phone to the contact that the report names."""
    if answers.get("contact_name"):
        await desk.work.people.set_name(desk.person.id, answers["contact_name"])
    if answers.get("contact_phone"):
        await desk.work.people.set_phone(desk.person.id, answers["contact_phone"])


async def _tell_received(desk: Desk, one: Assessment, award: Award, number: str) -> None:
    subject = f"assessment:{one.id}"
    due = desk.calendar.after(today(desk), desk.pack.material_review_working_days)
    role = await office_role(desk.work, desk.now)
    await desk.work.tasks.assign(f"{subject}:check-{one.round}", TASK, subject, role, now=desk.now, due_on=due.last)
    await desk.work.journal.write(
        "self_assessment_received",
        subject,
        now=desk.now,
        person_id=desk.person.id,
        article=32,
        details={"year": one.year, "late": today(desk) > one.due_on},
    )
    values = {"holder": award.name, "year": str(one.year), "number": number, "due": due.last}
    await desk.work.outbox.owe(
        f"{subject}:receipt-{one.round}",
        desk.person.id,
        "assessments.receipt",
        now=desk.now,
        values=values,
        paper=Paper(PAPER, subject),
        urgency=Urgency.ANSWER,
    )
    buttons = [[{"key": "assessments.see", "press": f"assessment:see:{one.id}"}]]
    for person in await office(desk.work, desk.now):
        key = f"{subject}:received-{one.round}:person-{person.id}"
        await desk.work.outbox.owe(key, person.id, "assessments.received", now=desk.now, values=values, buttons=buttons)


async def _with_office(desk: Desk, assessment_id: int) -> tuple[Assessment, Award]:
    require(desk, Role.OFFICE, Role.LEAD, article=32)
    return await report(desk, assessment_id)


async def _done(desk: Desk, one: Assessment, act: str) -> None:
    subject = f"assessment:{one.id}"
    await desk.work.tasks.done(f"{subject}:check-{one.round}", desk.now, desk.person.id)
    await desk.work.journal.write(
        act, subject, now=desk.now, person_id=desk.person.id, article=32, details={"year": one.year}
    )


async def _tell_holder(
    desk: Desk, one: Assessment, award: Award, event: str, text: str, values: dict[str, Any], *, opens: bool = False
) -> None:
    """Owe the message to the people who claimed the holder's awards; the others see it when they come."""
    about = {"holder": award.name, "year": str(one.year), "number": one.number or "", **values}
    buttons = [[{"key": "assessments.fill", "press": f"assessment:fill:{one.id}"}]] if opens else []
    people = {contact.person_id for contact in await desk.work.holders.of_holder(award.holder) if contact.claimed_at}
    for person_id in sorted(people):
        key = f"assessment:{one.id}:{event}:person-{person_id}"
        await desk.work.outbox.owe(key, person_id, text, now=desk.now, values=about, buttons=buttons)
