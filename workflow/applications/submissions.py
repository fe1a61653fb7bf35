"""Submitting an application: the checks before it, and what follows at once (Art. 4, 5, 10-15)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.applications.editions import Edition
from rules.applications.lifecycle import INDIVIDUAL, ORGANISATION, PAPER_FORMS, Application, State, after
from rules.applications.paper_cases import SCAN, received
from rules.awards.validity import stands
from rules.engine.calendar import Count, office_day
from rules.engine.forms import Answers, Progress
from rules.engine.options import day
from rules.engine.refusals import Refusal
from rules.interests.statements import compared
from rules.people.roles import Role
from rules.sanctions.bars import number_of
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.engine.links import LinkState
from storage.engine.owed import Paper, Urgency
from workflow.applications.applicants import clerks, mine, note, of_open_draft, subject_of
from workflow.applications.bars import AGAIN, check_not_barred
from workflow.applications.cases import advance, without_interest
from workflow.applications.replacements import shut_known
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import check_notice_days, edition_of, send_once
from workflow.engine.files import DOUBTFUL, of_draft
from workflow.engine.ladders import CHECK
from workflow.interests.recusals import bars, known_to

# Receipts for people without a chat: the paper, and the one-time code on it to claim the case (Art. 14, 22).


RECEIPT = {"application": "application_receipt", "objection": "objection_receipt"}
"""The papers that tell somebody what was received of them, by the noun of the case."""
PURPOSE = "paper"
"""The purpose of the code with which a person claims the case that was entered for them."""
GOOD_FOR = timedelta(days=180)


async def make_code(desk: Desk, about: str) -> None:
    """Make the code to claim the case, unless the one on receipts printed before still works."""
    known = await desk.work.paper_cases.get(about)
    if known is not None and known.code is not None:
        if (await desk.work.links.look(known.code, desk.now)).state is LinkState.GOOD:
            return
        await desk.work.links.withdraw(PURPOSE, about)
    code = await desk.work.links.code(
        PURPOSE, about, now=desk.now, expires_at=desk.now + GOOD_FOR, made_by=desk.person.id
    )
    await desk.work.paper_cases.keep_code(about, code)


DECLARATION = "2026-1"
"""The version of the truth declaration (Art. 12)."""
REVIEW = "unit_review"
"""The kind of the task and the deadline of the receiving unit's review (Art. 15)."""
LATE = "late"
"""The purpose of the lead's code for entering, after the window has closed, a paper that came in time (Art. 14)."""
CLEARED = "cleared"
"""Kept beside the draft's answers: ids of doubtful files that the applicant has vouched for."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted application with its number and unit, when it came, and the count of its review."""

    application: Application
    number: str
    unit: str
    received_at: datetime
    review: Count


async def submit_application(desk: Desk, draft: Draft, progress: Progress) -> Submission:
    """Submit the application to its receiving unit, once (Art. 14). Raises Refusal with whatever stands against it."""
    application = await of_open_draft(desk, draft)
    answers = progress.answers
    came_at = received(answers, desk.now, article=14) if answers.get("received_at") else desk.now
    edition = await _open_edition(desk, draft, application, office_day(came_at))
    if progress.missing():
        raise Refusal("forms.incomplete", count=len(progress.missing()))
    await _check_enterer(desk, application)
    _check_unit(desk, answers, office_day(came_at))
    _check_notice(desk, answers)
    if await doubtful_files(desk, draft, progress):
        raise Refusal("applications.doubtful_first", article=12)
    identity = desk.work.applications.identity(identity_of(application.kind, answers))
    await desk.work.hold(f"identity:{identity}")
    await check_not_barred(desk, number_of(answers))
    if held := await held_until(desk, draft, progress):
        raise Refusal("applications.holder", article=5, until=held)
    await _check_duplicate(desk, identity, edition)
    return await _send(desk, draft, progress, application, edition, identity, came_at)


async def doubtful_files(desk: Desk, draft: Draft, progress: Progress) -> list[FileRecord]:
    """Return files that may carry a state-secret mark and that the applicant has not vouched for (Art. 12)."""
    cleared = (await desk.work.drafts.answers(draft.id)).get(CLEARED) or []
    records = await sent_files(desk, draft, progress)
    return [record for record in records if DOUBTFUL in record.flags and record.id not in cleared]


async def held_until(desk: Desk, draft: Draft, progress: Progress) -> date | None:
    """Return until when the applicant holds the award, if that is on or after the closing day (Art. 5).

    None if they hold nothing or only a nomination, or the lead permits them to apply again.
    """
    edition, answers = await edition_of(desk, draft), progress.answers
    if edition is None or AGAIN in await desk.work.drafts.answers(draft.id):
        return None
    branch = answers.get("kind") == "branch"
    kind = INDIVIDUAL if draft.form in (INDIVIDUAL, PAPER_FORMS[INDIVIDUAL]) else ORGANISATION
    number = str(answers["parent_code"]) if branch else identity_of(kind, answers)
    for award in await desk.work.awards.held_by(number):
        same = not branch or compared(award.name) == compared(answers["name"])
        barring = award.award in desk.pack.expiry.reassessed and award.valid_until >= edition.closes_on
        if same and barring and stands(award, today(desk)):
            return award.valid_until
    return None


async def clear_doubtful(desk: Desk, draft: Draft, progress: Progress) -> None:
    """Record that the applicant vouches for the doubtful files: they hold no state secret (Art. 12)."""
    application = await of_open_draft(desk, draft)
    records = await doubtful_files(desk, draft, progress)
    before = (await desk.work.drafts.answers(draft.id)).get(CLEARED) or []
    await desk.work.drafts.answer(draft.id, CLEARED, [*before, *(record.id for record in records)], desk.now)
    details: dict[str, object] = {"files": [record.id for record in records]}
    await note(desk, "doubtful_files_answered_for", application, article=12, details=details)


async def sent_files(desk: Desk, draft: Draft, progress: Progress) -> list[FileRecord]:
    """The files of the answers in the order of the questions, each once."""
    known = {record.id: record for record in await desk.work.files.of(of_draft(draft))}
    return [known[one] for one in dict.fromkeys(progress.file_ids()) if one in known]


def file_set(records: Iterable[FileRecord]) -> str:
    """Return one fingerprint of all files, given in the order of the questions."""
    return hashlib.sha256("\n".join(record.sha256 for record in records).encode()).hexdigest()


def identity_of(kind: str, answers: Answers) -> str:
    """Return the applicant's identity: document number, credit code, or parent's code and branch's name."""
    if kind == INDIVIDUAL:
        return str(answers["document_number"])
    if answers["kind"] == "branch":
        return f"{answers['parent_code']}/{compared(answers['name'])}"
    return str(answers["credit_code"])


async def _open_edition(desk: Desk, draft: Draft, application: Application, came_on: date) -> Edition:
    """Return the edition, which was open on the day the application came.

    A paper that is entered after its window has closed takes the lead's code. Raises Refusal.
    """
    edition = await edition_of(desk, draft)
    if edition is None or came_on > edition.closes_on:
        key = "entry.came_late" if application.on_paper else "applications.closed"
        raise Refusal(key, article=4, closes=edition.closes_on if edition else today(desk))
    if came_on < edition.opens_on:
        raise Refusal("applications.not_yet_open", article=4, opens=edition.opens_on)
    if today(desk) > edition.closes_on:
        paper = await desk.work.paper_cases.get(subject_of(application))
        if paper is None or paper.late_by is None:
            raise Refusal("entry.closed", article=14)
    return edition


async def _check_enterer(desk: Desk, application: Application) -> None:
    """Refuse to have an application entered by somebody with a known interest in it (Art. 40)."""
    if application.on_paper and bars(desk) and await known_to(desk, application, desk.person.id) is not None:
        raise Refusal("entry.interest", article=40)


def _check_unit(desk: Desk, answers: Answers, came_on: date) -> None:
    if answers["unit"] not in {unit.key for unit in desk.pack.units_on(came_on)}:
        raise Refusal("applications.unit_over", article=14)


def _check_notice(desk: Desk, answers: Answers) -> None:
    begins, ends = day(answers.get("notice_from")), day(answers.get("notice_until"))
    if begins is not None and ends is not None:
        check_notice_days(desk, begins, ends)


async def _check_duplicate(desk: Desk, identity: str, edition: Edition) -> None:
    for earlier in await desk.work.applications.of_identity(identity):
        if earlier.edition_id == edition.id and earlier.state not in (State.DRAFT, State.WITHDRAWN):
            raise Refusal("applications.duplicate", number=_masked(earlier.number or ""))


async def _send(
    desk: Desk,
    draft: Draft,
    progress: Progress,
    application: Application,
    edition: Edition,
    identity: str,
    came_at: datetime,
) -> Submission:
    await send_once(desk, draft)
    answers, unit = progress.answers, str(progress.answers["unit"])
    number = f"{edition.year}-{await desk.work.numbers.next('application', edition.year):04}"
    sent = {"number": number, "name": answers["name"], "unit": unit, "identity": identity, "submitted_at": came_at}
    if not await desk.work.applications.move(application, after(application, "submit"), desk.now, **sent):
        raise Refusal("forms.already_sent")
    await _mark_secrets(desk, answers)
    records = await sent_files(desk, draft, progress)
    details: dict[str, object] = {"number": number, "unit": unit, "declaration": DECLARATION}
    details |= {"files": file_set(records), "count": len(records)}
    if application.on_paper:
        details |= {"on_paper": True, "received_at": came_at}
        await _hand_over(desk, draft, application, answers, came_at)
    await note(desk, "application_submitted", application, article=14, details=details)
    await _shut_at_once(desk, application)
    submission = Submission(
        application, number, unit, came_at, desk.calendar.after(today(desk), desk.pack.review_working_days)
    )
    await _give_to_unit(desk, submission)
    await _owe_receipt(desk, submission)
    return submission


async def _hand_over(desk: Desk, draft: Draft, application: Application, answers: Answers, came_at: datetime) -> None:
    """Give what was entered from paper to the person who brought it, under the name and phone to call."""
    person_id, first = application.person_id, "contact1_" if application.kind == ORGANISATION else ""
    await desk.work.drafts.give(draft.id, person_id)
    await desk.work.people.set_name(person_id, answers[f"{first}name"])
    await desk.work.people.set_phone(person_id, answers[f"{first}phone"])
    await desk.work.paper_cases.receive(subject_of(application), came_at, answers[SCAN], desk.now)
    await make_code(desk, subject_of(application))


async def _shut_at_once(desk: Desk, application: Application) -> None:
    """Shut the case to people with a known interest before anybody hears of it (Art. 40)."""
    sent = await desk.work.applications.get(application.id)
    if sent is not None:
        await shut_known(desk, sent)


async def _mark_secrets(desk: Desk, answers: Answers) -> None:
    """Mark the named files as trade secrets, with what is secret and why (Art. 12)."""
    for key, file_id in answers.items():
        if key.startswith("secret") and key.endswith(".file"):
            group = key.removesuffix(".file")
            await desk.work.files.mark_secret(file_id, f"{answers[f'{group}.what']} / {answers[f'{group}.why']}")


async def _give_to_unit(desk: Desk, submission: Submission) -> None:
    about, due = subject_of(submission.application), submission.review.last
    await desk.work.deadlines.set(about, REVIEW, submission.review, desk.now)
    key, served = f"{about}:{REVIEW}", await desk.work.people.with_role(Role.CLERK, desk.now, submission.unit)
    role, unit = (Role.CLERK, submission.unit) if served else (Role.LEAD, None)
    await desk.work.tasks.assign(key, REVIEW, about, role, now=desk.now, unit=unit, due_on=due)
    for person in await without_interest(desk, submission.application, await clerks(desk, submission.unit)):
        await desk.work.outbox.owe(
            f"{about}:task:{person.id}",
            person.id,
            "applications.new_case",
            now=desk.now,
            values={"of": key, "number": submission.number, "unit": _unit_name(desk, submission, person.language)}
            | {"due": due},
            buttons=[[{"key": "applications.open_case", "press": f"review:open:{submission.application.id}"}]],
            kind=CHECK,
        )


async def _owe_receipt(desk: Desk, submission: Submission) -> None:
    """Owe the receipt and the calendar file, right behind the reply in the chat; on paper the receipt alone."""
    about, values = subject_of(submission.application), {"number": submission.number, "due": submission.review.last}
    for name in ("receipt",) if submission.application.on_paper else ("receipt", "calendar"):
        await desk.work.outbox.owe(
            f"{about}:{name}",
            desk.person.id,
            f"applications.paper.{name}",
            now=desk.now,
            values=values,
            paper=Paper(f"application_{name}", about),
            urgency=Urgency.ANSWER,
        )


def _unit_name(desk: Desk, submission: Submission, language: str) -> str:
    return desk.pack.name_of_unit(submission.unit, language)


def _masked(number: str) -> str:
    return f"{number[:4]}-***{number[-1:]}"


# The withdrawal of an application by its applicant, at any time before the decision (Art. 4).


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
