"""What a reviewer reads of a case: answers, files, numbers; the journal notes every reading (Art. 12, 15, 40)."""

from dataclasses import dataclass, field

from rules.applications.editions import Edition
from rules.applications.forms import individual, organisation
from rules.applications.lifecycle import INDIVIDUAL, Application
from rules.engine.forms import Facts, Form, Kind, Progress, Question
from rules.engine.names import look
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Person, Role
from storage.applications.supplements import Supplement
from storage.database.values import Say
from storage.engine.deadlines import Deadline
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import opened, readable, serving, without_interest
from workflow.applications.confirmations import Recommendation, recommendation_of
from workflow.applications.entries import FORWARDING
from workflow.applications.replacements import hand_over
from workflow.applications.submissions import REVIEW
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun
from workflow.engine.files import of_draft
from workflow.engine.ladders import CHECK
from workflow.engine.tasks import RECUSAL, WAIT, finish, number_of, open_about
from workflow.interests.recusals import declare

_NUMBERS = (Kind.IDENTITY, Kind.PHONE)
_CLERKS = (REVIEW, WAIT, FORWARDING, "consultation")
"""The tasks of a unit's clerks about a case."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """An application with everything handed in. `clock` is its running deadline, the unit's or the applicant's.

    `files` are the applicant's, those of a supplement, and those of the recommending parent or employer.
    """

    application: Application
    draft: Draft
    facts: Facts
    progress: Progress
    files: tuple[FileRecord, ...]
    edition: Edition
    supplement: Supplement | None
    recommendation: Recommendation | None
    clock: Deadline | None


async def load_dossier(desk: Desk, application: Application) -> Dossier:
    """Load the case. Raises as `readable` does."""
    await readable(desk, application)
    draft = await desk.work.drafts.get(application.draft_id)
    edition = await desk.work.editions.get(application.edition_id)
    if draft is None or edition is None:
        raise Forbidden("people.not_yours", article=15)
    supplement = await desk.work.supplements.get(application.id)
    files = await desk.work.files.of(of_draft(draft))
    if supplement is not None and supplement.supplied_at is not None:
        files += await desk.work.files.of(f"draft:{supplement.draft_id}")
    facts = {"today": today(desk), "units": desk.pack.units, "files": {record.id: record.name for record in files}}
    answers = await desk.work.drafts.answers(draft.id)
    recommendation = await recommendation_of(desk.work, desk.pack, answers)
    return Dossier(
        application,
        draft,
        facts,
        Progress(form_of(desk, application, edition), answers),
        (*files, *(recommendation.files if recommendation else ())),
        edition,
        supplement,
        recommendation,
        await _clock(desk, application),
    )


async def look_alikes(desk: Desk, application: Application) -> list[Application]:
    """Return the edition's other cases whose applicant's name looks the same, without those shut to the person."""
    hidden, wanted = await desk.work.recusals.interests_of(desk.person.id), look(application.name or "")
    others = await desk.work.applications.of_edition(application.edition_id)
    alike = [one for one in others if one.number and one.name and look(one.name) == wanted]
    return [one for one in alike if one.id != application.id and subject_of(one) not in hidden]


def form_of(desk: Desk, application: Application, edition: Edition) -> Form:
    """Return the form in which the application was written."""
    paper = application.on_paper
    if application.kind == INDIVIDUAL:
        return individual(desk.pack, paper=paper)
    return organisation(desk.pack, edition.year, paper=paper)


async def read_dossier(desk: Desk, application_id: int, part: str) -> Dossier:
    """Return the case, noting in the journal which part was read: "cover" or a section of its form."""
    application = await opened(desk, application_id)
    dossier = await load_dossier(desk, application)
    await note(desk, "application_read", application, article=15, details={"part": part})
    return dossier


async def read_file(desk: Desk, application_id: int, file_id: str) -> tuple[Application, FileRecord]:
    """Return one file of the case, noting the reading and whether it carries a trade-secret mark (Art. 12).

    Raises Refusal for a file that is locked, removed or unknown.
    """
    application = await opened(desk, application_id)
    dossier = await load_dossier(desk, application)
    record = next((one for one in dossier.files if one.id == file_id), None)
    if record is None:
        raise Refusal("reviews.no_file")
    record.check_open()
    details = {"file": record.id, "secret": record.secret is not None}
    await note(desk, "file_read", application, article=12, details=details)
    return application, record


@dataclass(frozen=True, slots=True)
class Number:
    """An answer shown masked that may be read in full for a reason.

    `place` counts the questions of the application's form, followed by those of the parent's or employer's.
    """

    place: int
    question: Question
    answer: str = field(repr=False)


def numbers(dossier: Dossier) -> tuple[Number, ...]:
    """Return the applicant's private numbers, and the phone of the parent's or employer's signatory."""
    forms = [dossier.progress, *((dossier.recommendation.progress,) if dossier.recommendation else ())]
    firsts = (0, len(dossier.progress.form.questions))
    return tuple(
        Number(first + progress.form.index(question.key), question, str(progress.answers[question.key]))
        for first, progress in zip(firsts, forms, strict=False)
        for question in progress.asked
        if question.private and question.kind in _NUMBERS and progress.answers.get(question.key)
    )


async def begin_reading(desk: Desk, application_id: int, place: int) -> Draft:
    """Begin the form that asks for the reason for reading this number in full. Raises Refusal for an unknown place."""
    application = await opened(desk, application_id)
    dossier = await load_dossier(desk, application)
    found = next((one for one in numbers(dossier) if one.place == place), None)
    if found is None:
        raise Refusal("talk.old_button")
    return await begun(desk, "reading", f"{subject_of(application)}:{found.question.key}")


async def read_number(desk: Desk, draft: Draft) -> tuple[Application, Question, str]:
    """Return the number in full, once. The journal notes the reader; the reason stays sealed with the form."""
    _, one, key = draft.subject.split(":", 2)
    application = await opened(desk, int(one))
    dossier = await load_dossier(desk, application)
    found = next((asked for asked in numbers(dossier) if asked.question.key == key), None)
    if found is None or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    details = {"question": key, "reason": draft.id}
    await note(desk, "number_read", application, article=12, details=details)
    return application, found.question, found.answer


async def declaring(desk: Desk, application_id: int) -> Application:
    """Return the case to staff who work on it and have not stood back, so that they can declare. Raises Forbidden."""
    application = await desk.work.applications.get(application_id)
    if application is None:
        raise Forbidden("people.not_yours", article=15)
    await serving(desk, application)
    earlier = await desk.work.recusals.of(desk.person.id, subject_of(application))
    if earlier is not None and earlier.barred:
        raise Forbidden("people.not_yours", article=15)
    return application


async def declare_recusal(desk: Desk, application_id: int, *, interest: bool) -> tuple[Application, bool]:
    """Record the person's declaration.

    Returns the case, and whether it is now shut to them and handed over (Art. 40).
    """
    application = await declaring(desk, application_id)
    about = subject_of(application)
    earlier = await desk.work.recusals.of(desk.person.id, about)
    shut = False
    if earlier is None or interest:
        shut = await declare(desk, about, interest=interest)
    if shut:
        await hand_over(desk, application, desk.person.id)
    return application, shut


async def free_clerks(desk: Desk, application_id: int) -> tuple[Application, list[Person]]:
    """Return the case and the unit's clerks without an interest, to choose one from; opens nothing of the case.

    Raises Forbidden for all but lead and office, and for those with an interest in it themselves.
    """
    require(desk, Role.LEAD, Role.OFFICE, article=40)
    application = await desk.work.applications.get(application_id)
    if application is None or application.unit is None or application.number is None:
        raise Forbidden("people.not_yours", article=40)
    await serving(desk, application)
    if not await without_interest(desk, application, [desk.person]):
        raise Forbidden("people.not_yours", article=15)
    served = await desk.work.people.with_role(Role.CLERK, desk.now, application.unit)
    return application, await without_interest(desk, application, served)


async def give_case(desk: Desk, application_id: int, person_id: int) -> Person:
    """Give the case's open review to this clerk and tell them (Art. 40). Raises Refusal for a clerk who is not free."""
    application, free = await free_clerks(desk, application_id)
    person = next((one for one in free if one.id == person_id), None)
    if person is None:
        raise Refusal("reviews.no_clerk", article=40)
    about = subject_of(application)
    for task in await open_about(desk.work, about, REVIEW):
        await desk.work.tasks.reassign(task.key, person.id)
    await finish(desk.work, about, RECUSAL, desk.now, person_id=desk.person.id)
    await note(desk, "application_given", application, article=40, details={"to": person.id})
    await desk.work.outbox.owe(
        f"{about}:given:{person.id}:{desk.now.isoformat()}",
        person.id,
        "reviews.given",
        now=desk.now,
        values={"number": application.number},
        buttons=[[{"key": "reviews.open", "press": f"review:open:{application.id}"}]],
    )
    return person


async def _clock(desk: Desk, application: Application) -> Deadline | None:
    running = [one for one in await desk.work.deadlines.of(subject_of(application)) if one.ended_at is None]
    return running[0] if running else None


async def take_over(desk: Desk, unit: str) -> None:
    """Give what the lead holds for want of a clerk to the clerks of this unit, if the person is the first (Art. 15).

    They are told of it, and of what was the unit's before its last clerk left.
    """
    alone = {one.id for one in await desk.work.people.with_role(Role.CLERK, desk.now, unit)} <= {desk.person.id}
    held = [task for task in await desk.work.tasks.open() if task.kind in _CLERKS]
    ids = {task.key: number_of(task.subject, "application") or 0 for task in held}
    cases = await desk.work.applications.these({*ids.values()})
    for task in held:
        application = cases.get(ids[task.key])
        waits = task.person_id is None and (task.role is Role.LEAD or (alone and task.unit == unit))
        if application is None or application.unit != unit or not waits:
            continue
        await desk.work.tasks.pass_on(task.key, Role.CLERK, unit)
        for person in await without_interest(desk, application, [desk.person]):
            await desk.work.outbox.owe(
                f"{task.key}:passed_on:{person.id}",
                person.id,
                "tasks.given",
                now=desk.now,
                values={"of": task.key, "task": Say(f"tasks.{task.kind}"), "due": task.due_on}
                | {"names": f"{application.number} {application.name}"},
                buttons=[[{"key": "reviews.open", "press": f"review:open:{application.id}"}]],
                kind=CHECK,
            )
