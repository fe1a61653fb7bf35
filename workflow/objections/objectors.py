"""Objections in the objector's hands: filed, completed, withdrawn, and their results answered (Art. 22, 23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules.applications.paper_cases import received
from rules.engine.calendar import Count, office_day
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Forbidden, Refusal
from rules.notices.postings import Notice
from rules.objections.cases import IDENTITY, Objection, after, matter_of, number_for
from rules.objections.forms import missing_fields, target_of
from rules.people.roles import IDENTITY_CONSENT, Role
from storage.engine.drafts import Draft
from storage.engine.owed import Paper, Urgency
from storage.work import Work
from workflow.applications.submissions import make_code
from workflow.engine.desk import FIRST_LANGUAGE, Desk, require, serves_as, today
from workflow.engine.drafts import send_once
from workflow.engine.planning import office_role
from workflow.interests.recusals import bars, known_to
from workflow.notices.board import in_time, listed, objected_to
from workflow.objections.messages import note, subject_of, tell_investigators, tell_objector, tell_office

EXAMINATION = "objection_examination"
"""The kind of an examination's task and of its deadline (Art. 23)."""
COMPLETION = "completion"
"""The kind of the deadline by which the objector supplies what is missing (Art. 22)."""
OFFICE = (Role.LEAD, Role.OFFICE)
ALLOWED = "late_allowed"
"""The key under which the counter's form keeps that the lead allows its late entry: by whom, why, which notice, day."""
_MATTER = ("facts", "request", "evidence", "notice_words", "against", "against_words", "acting")


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed objection, the counted deadline of its examination, and the fields that it still lacks."""

    objection: Objection
    count: Count
    missing: tuple[str, ...] = ()


async def file_objection(desk: Desk, draft: Draft, answers: Answers, *, at_counter: bool = False) -> Filed:
    """File the objection once, with number, receipt, examination deadline and a task for the office (Art. 22, 23).

    A paper handed in at the counter counts from the time that the clerk enters. One that came after its notice ended is
    recorded as late; if the notice was corrected, the days of the one that hung then count. Raises Refusal when the
    draft was sent already, or a paper is entered late without the lead's code; Forbidden at the counter for all but the
    office.
    """
    if at_counter:
        require(desk, *OFFICE, article=22)
    received_at = received(answers, desk.now, article=23) if at_counter else desk.now
    target = target_of(answers)
    if at_counter and target is not None:
        await _check_enterer(desk, target)
    notice = await objected_to(desk.work, str(answers["notice"]))
    timely = notice is not None and await in_time(desk.work, notice, office_day(received_at))
    allowed = await _late_entry(desk, draft, notice, office_day(received_at)) if at_counter and timely else {}
    await send_once(desk, draft)
    count = desk.calendar.after(office_day(received_at), desk.pack.examination_working_days)
    equality = _equality(desk, answers, target)
    earlier = await desk.work.objections.equal(equality) if equality else None
    topic = _topic(desk, answers, target, notice)
    first = earlier or await desk.work.objections.first_about(topic)
    year = today(desk).year
    person_id = (await desk.work.people.add(desk.now, FIRST_LANGUAGE)).id if at_counter else desk.person.id
    objection = await desk.work.objections.file(
        matter={key: answers[key] for key in _MATTER if answers.get(key)} | ({"again": True} if earlier else {}),
        identity=equality,
        topic=topic,
        number=number_for(year, await desk.work.numbers.next("objection", year)),
        person_id=person_id,
        draft_id=draft.id,
        who=answers["who"],
        received_at=received_at,
        examine_by=count.last,
        notice_id=notice.id if notice else None,
        application_id=target,
        late=not timely,
        at_counter=at_counter,
        same_as=matter_of(first) if first else None,
        changed_at=desk.now,
    )
    await desk.work.objections.keep_identity(objection.id, {key: answers[key] for key in IDENTITY if answers.get(key)})
    await desk.work.drafts.forget(draft.id, list(await desk.work.drafts.answers(draft.id)))  # the case keeps them now
    consent = IDENTITY_CONSENT if answers.get("identity_consent") == "agree" else None
    details = {"late": objection.late, "at_counter": at_counter, "identity_consent": consent}
    await note(desk, "objection_filed", objection, article=22, **details)
    if at_counter:
        await _enter(desk, draft, objection, allowed)
    await _examine(desk, objection, count, step="received")
    await _owe_receipt(desk.work, objection, count, desk.now)
    return Filed(objection, count, missing_fields(answers))


async def _check_enterer(desk: Desk, target: int) -> None:
    """Refuse to have an objection entered by somebody with an interest in what it is against (Art. 40)."""
    application = await desk.work.applications.get(target)
    if application is None:
        return
    shut = await desk.work.recusals.interested_in(f"application:{target}")
    known = bars(desk) and await known_to(desk, application, desk.person.id) is not None
    if known or desk.person.id in shut or application.person_id == desk.person.id:
        raise Refusal("entry.interest", article=40)


async def _late_entry(desk: Desk, draft: Draft, notice: Notice | None, came_on: date) -> Mapping[str, Any]:
    """Return who allows the entry of a paper that came in time, and why, once its notice is over; else nothing.

    Raises Refusal without the lead's code for this notice and this day, so that nobody dates a paper back (Art. 22).
    """
    if notice is None or notice.is_open_on(today(desk)):
        return {}
    allowed: Mapping[str, Any] | None = (await desk.work.drafts.answers(draft.id)).get(ALLOWED)
    if allowed is None:
        raise Refusal("entry.notice_over", article=22, closes=notice.last_day)
    meant = await objected_to(desk.work, str(allowed["notice"]))
    if (meant, day(allowed["received_on"])) != (notice, came_on):
        raise Refusal("entry.other_code", article=22, came=day(allowed["received_on"]))
    return allowed


async def _enter(desk: Desk, draft: Draft, objection: Objection, allowed: Mapping[str, Any]) -> None:
    """Note who entered the paper and so knows who objects, and make the code with which it is claimed."""
    about = subject_of(objection)
    await desk.work.drafts.give(draft.id, objection.person_id)
    late = {"late_by": allowed.get("by"), "late_reason": allowed.get("reason")}
    await desk.work.paper_cases.begin(about, desk.person.id, desk.now, **late)
    await desk.work.paper_cases.receive(about, objection.received_at, (), desk.now)  # its scan shows who objects
    await make_code(desk, about)


async def complete_objection(desk: Desk, draft: Draft, answers: Answers) -> Filed:
    """Add what the objector was asked for, once, and start the five working days anew (Art. 22).

    The objector sees the new deadline and the office is told. Raises Forbidden or Refusal.
    """
    objection = await of_objector(desk, int(draft.subject.removeprefix("objection:")))
    to = after(objection, "complete", today(desk))
    await send_once(desk, draft)
    evidence = [*objection.matter.get("evidence", ()), *(answers.get("evidence") or ())]
    count = desk.calendar.after(today(desk), desk.pack.examination_working_days)
    moved = {"examine_by": count.last, "matter": {**objection.matter, "evidence": evidence}}
    if not await desk.work.objections.move(objection, to, desk.now, **moved):
        raise Refusal("objections.not_now", article=22)
    await desk.work.objections.keep_identity(objection.id, {key: answers[key] for key in IDENTITY if answers.get(key)})
    await desk.work.drafts.forget(draft.id, list(await desk.work.drafts.answers(draft.id)))
    await end_clocks(desk, objection, COMPLETION, "objection_completion")
    await note(desk, "objection_completed", objection, article=22, examine_by=count.last)
    await _examine(desk, objection, count, step="completed")
    return Filed(objection, count)


async def withdraw_objection(desk: Desk, objection_id: int) -> Objection:
    """Take the objection back before its result, end its tasks and deadlines, and tell those involved (Art. 22)."""
    objection = await of_objector(desk, objection_id)
    await go_on(desk, objection, "withdraw", settled_on=today(desk))
    about = subject_of(objection)
    await desk.work.tasks.drop_prefix(f"{about}:", desk.now)
    for deadline in await desk.work.deadlines.of(about):
        await desk.work.deadlines.end(about, deadline.kind, desk.now)
    await tell_office(desk.work, objection, "withdrawn", desk.now)
    await tell_investigators(desk, objection)
    return objection


async def confirm_result(desk: Desk, objection_id: int) -> Objection:
    """Confirm the result on the objector's behalf, which closes the case (Art. 23)."""
    return await _answer_result(desk, objection_id, "confirm")


async def disagree_with_result(desk: Desk, draft: Draft, words: str) -> Objection:
    """Record that the objector disagrees with the result, and why, and tell the office (Art. 23)."""
    await send_once(desk, draft)
    return await _answer_result(desk, int(draft.subject.removeprefix("objection:")), "disagree", words)


async def of_objector(desk: Desk, objection_id: int) -> Objection:
    """Return the person's own objection, or for the office a paper one. Raises Forbidden."""
    objection = await desk.work.objections.get(objection_id)
    if objection is None or not (
        objection.person_id == desk.person.id or (objection.at_counter and serves_as(desk, *OFFICE))
    ):
        raise Forbidden("people.not_yours")
    return objection


async def against(work: Work, objection: Objection) -> str:
    """Name what the objection is against: the applicant, else the objector's words, else the name on the notice."""
    if objection.application_id is not None:
        application = await work.applications.get(objection.application_id)
        return (application.name or "") if application else ""
    if words := objection.matter.get("against_words"):
        return str(words)
    notice = await work.notices.get(objection.notice_id) if objection.notice_id is not None else None
    return (await listed(work, notice)).get(str(objection.matter.get("against", "")), "") if notice else ""


async def go_on(desk: Desk, objection: Objection, act: str, **values: Any) -> None:
    """Move the objection on by this act and write the journal. Raises Refusal when somebody else acted first."""
    to = after(objection, act, today(desk))
    if not await desk.work.objections.move(objection, to, desk.now, **values):
        raise Refusal("objections.not_now", article=23)
    await note(desk, f"objection_{act}", objection, article=23)


async def end_clocks(desk: Desk, objection: Objection, deadline: str, task: str) -> None:
    """End the deadline of this kind and mark the tasks of this kind as done: what they waited for has come."""
    about = subject_of(objection)
    await desk.work.deadlines.end(about, deadline, desk.now)
    for given in await desk.work.tasks.of(about):
        if given.kind == task:
            await desk.work.tasks.done(given.key, desk.now, desk.person.id)


async def _answer_result(desk: Desk, objection_id: int, act: str, words: str = "") -> Objection:
    objection = await of_objector(desk, objection_id)
    said = {"matter": {**objection.matter, "disagreement": words}} if words else {}
    await go_on(desk, objection, act, **said)
    await end_clocks(desk, objection, "confirmation", "objection_delivery")
    await tell_office(desk.work, objection, act, desk.now)
    return objection


async def _examine(desk: Desk, objection: Objection, count: Count, *, step: str) -> None:
    """Set the deadline of the examination, and give the office its task and tell it at once (Art. 23)."""
    about, work, now = subject_of(objection), desk.work, desk.now
    await work.deadlines.set(about, EXAMINATION, count, now)
    role = await office_role(work, now)
    await work.tasks.assign(f"{about}:examine:{step}", EXAMINATION, about, role, now=now, due_on=count.last)
    await tell_office(work, objection, step, now, due=count.last)
    if count.last < today(desk):  # paper entered after its deadline: no step of the ladder is left to warn the lead
        leads = await work.people.with_role(Role.LEAD, now)
        await tell_office(work, objection, "overdue", now, people=leads, due=count.last)


async def _owe_receipt(work: Work, objection: Objection, count: Count, now: datetime) -> None:
    for name in ("receipt", "calendar"):
        paper = Paper(f"objection_{name}", subject_of(objection))
        values = {"due": count.last}
        await tell_objector(work, objection, name, now, values=values, paper=paper, urgency=Urgency.ANSWER)


def _equality(desk: Desk, answers: Answers, target: int | None) -> str | None:
    who = answers.get("document_number") or answers.get("unit_name")
    about = target or answers.get("against_words") or answers.get("against")
    return desk.work.objections.equality(who, answers["notice"], about) if who else None


def _topic(desk: Desk, answers: Answers, target: int | None, notice: Notice | None) -> str:
    about = target or answers.get("against_words") or answers.get("against")
    return desk.work.objections.equality("topic", notice.id if notice else answers["notice"], about)
