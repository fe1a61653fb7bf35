"""Consultations of departments and leaders by one-time links, until the replies are summed up (Art. 15, 21).

Under Art. 15 a unit's clerk asks about one application; under Art. 21 the office asks about an edition's proposed list.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rules.applications.lifecycle import Application, State
from rules.engine.answers import points
from rules.engine.forms import Answers
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from rules.reviews.consultations import Answer, Consultation, check_summary
from storage.engine.drafts import Draft, DraftState
from storage.engine.files import FileRecord
from storage.engine.links import Link, LinkState
from storage.engine.owed import Paper, Urgency
from storage.work import Work
from workflow.applications.applicants import clerks
from workflow.applications.cases import opened, without_interest
from workflow.engine.desk import Desk, Reading, require, serves_as, today
from workflow.engine.drafts import begun, send_once
from workflow.engine.issuing import issue
from workflow.engine.planning import office
from workflow.engine.tasks import number_of

FORM, REPLY, SUMMARY = "consultation", "reply", "summary"
"""The forms: whom to ask, a department's reply, the summary."""
PURPOSE = "consult"
_LISTED = frozenset({State.PROPOSED, State.AWARD_NOTICE, State.GOVERNMENT, State.GRANTED, State.NOT_APPROVED})
"""The states of those on the proposed list, from the meeting on."""
GOOD_FOR = timedelta(days=60)
"""How long a link works: longer than the reply's due time, since late replies are accepted too."""


@dataclass(frozen=True, slots=True)
class AskedDepartment:
    """A department that was just asked, and the token of its link."""

    consultation: Consultation
    token: str


def article_of(subject: str) -> int:
    """Return the article under which departments are consulted on this subject: 15 or 21."""
    return 15 if subject.startswith("application:") else 21


async def begin(desk: Desk, subject: str, form: str) -> Draft:
    """Begin the form of whom to ask, or of the summary, for those who ask on this subject.

    Raises Forbidden or Refusal.
    """
    await _askable(desk, subject)
    if form == SUMMARY:
        check_summary(await desk.work.consultations.of(subject), today(desk), article=article_of(subject))
    return await begun(desk, form, subject)


async def ask_departments(desk: Desk, draft: Draft, answers: Answers) -> list[AskedDepartment]:
    """Ask each department on the list that was not asked before, by its own link. Returns those asked just now."""
    await _askable(desk, draft.subject)
    await send_once(desk, draft)
    before = {one.department for one in await desk.work.consultations.of(draft.subject)}
    fresh = [name for name in dict.fromkeys(points(answers["departments"])) if name not in before]
    count = desk.calendar.after(today(desk), desk.pack.consultation_working_days)
    now, me, asked = desk.now, desk.person.id, list[AskedDepartment]()
    for department in fresh:
        one = await desk.work.consultations.ask(draft.subject, department, by=me, now=now, due_on=count.last)
        await _issue(desk, one)
        asked.append(AskedDepartment(one, await _link(desk, one)))
    await _note(desk, "departments_asked", draft.subject, count=len(asked), due=count.last)
    return asked


async def _issue(desk: Desk, one: Consultation) -> None:
    """Issue the letter that goes with the link; the letter about a list has no case number."""
    case, edition = number_of(one.subject, "application"), number_of(one.subject, "edition")
    application = await desk.work.applications.get(case) if case is not None else None
    paper, number = Paper("consultation_letter", f"consultation:{one.id}"), (application and application.number) or ""
    unit = application.unit if application else None
    await issue(desk.work, paper, number, desk.now, application=application, edition_id=edition, unit=unit)


async def link_again(desk: Desk, consultation_id: int) -> AskedDepartment:
    """Make a new link for a lost one, which stops working; a reply begun with it is kept until the new one is used."""
    one = await desk.work.consultations.get(consultation_id)
    if one is None:
        raise Refusal("talk.old_button")
    await _askable(desk, one.subject)
    if not one.awaited:
        raise Refusal("consultations.replied_before", article=article_of(one.subject))
    await desk.work.links.withdraw(PURPOSE, f"consultation:{one.id}")
    return AskedDepartment(one, await _link(desk, one))


async def question_of(desk: Desk, one: Consultation) -> str:
    """Return the further question that was put to this department in the form it was asked with, mostly ""."""
    form = await desk.work.drafts.sent_about(one.subject, FORM, at=one.asked_at)
    return (await desk.work.drafts.answers(form.id)).get("question") or "" if form else ""


async def open_reply(desk: Desk, link: Link, token: str) -> tuple[Consultation, Draft]:
    """Use the link up and return the consultation and a new draft of its reply.

    Raises Refusal or Forbidden (Art. 40).
    """
    one = await desk.work.consultations.get(number_of(link.subject, "consultation") or -1)
    if one is None or not one.awaited:
        raise Refusal("consultations.replied_before")
    await _check_free(desk, one.subject)
    if (await desk.work.links.use(token, desk.person.id, desk.now, purpose=PURPOSE)).state is not LinkState.GOOD:
        raise Refusal("links.used")
    if one.draft_id is not None:
        await desk.work.drafts.drop(one.draft_id, desk.now)
    draft = await desk.work.drafts.begin(desk.person.id, REPLY, desk.now, subject=link.subject)
    await desk.work.consultations.begin_reply(one.id, draft.id)
    await _note(desk, "reply_begun", one.subject, consultation=one.id)
    return one, draft


async def give_reply(desk: Desk, draft: Draft, answers: Answers) -> Consultation:
    """Send the department's reply, once, and tell those who asked; one after the summary is kept as late."""
    one = await desk.work.consultations.get(number_of(draft.subject, "consultation") or -1)
    if one is None or one.draft_id != draft.id:
        raise Forbidden("people.not_yours")
    await _check_free(desk, one.subject)
    late = await desk.work.consultations.summary(one.subject) is not None
    answer = Answer(answers["answer"])
    if not await desk.work.drafts.send(draft.id, desk.now) or not await desk.work.consultations.reply(
        one.id, answer, now=desk.now, late=late
    ):
        raise Refusal("forms.already_sent")
    await _note(desk, "department_replied", one.subject, consultation=one.id, answer=answer.value, late=late)
    for person in await _askers(desk, one.subject):
        await desk.work.outbox.owe(
            f"consultation:{one.id}:replied:{person.id}",
            person.id,
            "consultations.late_reply" if late else "consultations.reply_came",
            now=desk.now,
            values={"department": one.department, "names": await names_of(desk, one.subject)},
            buttons=[[{"key": "consultations.open", "press": f"consult:see:{one.subject.replace(':', '-')}"}]],
        )
    return one


async def sum_up(desk: Desk, draft: Draft) -> int:
    """Sum the replies up once all are in or overdue. Returns how many departments were silent. Raises Refusal."""
    await _askable(desk, draft.subject)
    asked = await desk.work.consultations.of(draft.subject)
    check_summary(asked, today(desk), article=article_of(draft.subject))
    if not asked and article_of(draft.subject) == 21 and not (await desk.work.drafts.answers(draft.id)).get("files"):
        raise Refusal("consultations.papers_wanted", article=21)
    await send_once(desk, draft)
    if not await desk.work.consultations.sum_up(
        draft.subject, draft_id=draft.id, person_id=desk.person.id, now=desk.now
    ):
        raise Refusal("consultations.summed_up", article=article_of(draft.subject))
    silent = sum(one.awaited for one in asked)
    await _note(desk, "consultation_summed_up", draft.subject, asked=len(asked), silent=silent)
    return silent


async def seen(desk: Desk, subject: str) -> list[Consultation]:
    """Return the consultations on the subject, to somebody who may read its case. Raises Forbidden."""
    await _readable(desk, subject)
    return await desk.work.consultations.of(subject)


async def words_of(desk: Desk, consultation: Consultation) -> dict[str, Any]:
    """Return the answers of a sent reply, else {}. Callers check access with `seen` first."""
    draft = await desk.work.drafts.get(consultation.draft_id) if consultation.draft_id is not None else None
    if draft is None or draft.state is not DraftState.SENT:
        return {}
    return await desk.work.drafts.answers(draft.id)


async def names_of(desk: Reading, subject: str) -> str:
    """Return whom the consultation is about: the applicant's number and name, or the names on the proposed list."""
    one = number_of(subject, "application")
    if one is not None:
        application = await desk.work.applications.get(one)
        return f"{application.number} {application.name}" if application else ""
    return "、".join(application.name or "" for application in await _listed(desk, subject))


async def _listed(desk: Reading, subject: str) -> list[Application]:
    """Return the edition's proposed list that the consultation is about."""
    edition_id = number_of(subject, "edition") or -1
    return (await desk.work.applications.in_states(edition_id, _LISTED))[::-1]


async def _check_free(desk: Desk, subject: str) -> None:
    """Refuse a reply from the applicant, from those who ask, and from people with an interest (Art. 40)."""
    about = await desk.work.applications.get(number_of(subject, "application") or -1)
    if about is not None and about.person_id == desk.person.id:
        raise Refusal("consultations.own", article=15)
    for listed in [about] if about is not None else await _listed(desk, subject):
        if not await without_interest(desk, listed, [desk.person]):
            raise Forbidden("consultations.interested", article=40)
    if serves_as(desk, Role.CLERK, unit=about.unit) if about is not None else serves_as(desk, Role.LEAD, Role.OFFICE):
        raise Refusal("consultations.asker", article=article_of(subject))


async def _readable(desk: Desk, subject: str) -> Application | None:
    one = number_of(subject, "application")
    if one is not None:
        return await opened(desk, one)
    require(desk, Role.LEAD, Role.OFFICE, article=21)
    for application in await _listed(desk, subject):
        if not await without_interest(desk, application, [desk.person]):
            raise Forbidden("consultations.interested", article=40)
    return None


async def _askable(desk: Desk, subject: str) -> None:
    application = await _readable(desk, subject)
    if application is not None:
        require(desk, Role.CLERK, unit=application.unit, article=15)
        if application.state is not State.CONSULTING:
            raise Refusal("consultations.not_now", article=15)
    elif not await desk.work.applications.in_states(number_of(subject, "edition") or -1, {State.PROPOSED}):
        raise Refusal("consultations.no_list", article=21)
    if await desk.work.consultations.summary(subject) is not None:
        raise Refusal("consultations.summed_up", article=article_of(subject))


async def _askers(desk: Desk, subject: str) -> list[Any]:
    one = number_of(subject, "application")
    application = await desk.work.applications.get(one) if one is not None else None
    if application is None:
        people = await office(desk.work, desk.now)
        for listed in await _listed(desk, subject):
            people = await without_interest(desk, listed, people)
        return people
    return await without_interest(desk, application, await clerks(desk, application.unit))


async def _link(desk: Desk, one: Consultation) -> str:
    about, until = f"consultation:{one.id}", desk.now + GOOD_FOR
    return await desk.work.links.make(PURPOSE, about, now=desk.now, expires_at=until, made_by=desk.person.id)


async def _note(desk: Desk, act: str, subject: str, **details: object) -> None:
    now, me, article = desk.now, desk.person.id, article_of(subject)
    await desk.work.journal.write(act, subject, now=now, person_id=me, article=article, details=details)


# Consultations on paper: printing the replies, and reading the files that came with them (Art. 15, 21).


REPLIES = "consultation_replies"
"""The paper that lists who was asked, each reply, and the summary."""
SUM = 0
"""Stands for the summary where the id of a consultation is expected."""


async def files_of(desk: Desk, subject: str, one: int) -> list[FileRecord]:
    """Return the files of one reply, or of the summary, to somebody who may read the case. Raises Forbidden."""
    found = {each.id: each for each in await seen(desk, subject)}
    if one != SUM and one not in found:
        raise Refusal("talk.old_button")
    summary = await desk.work.consultations.summary(subject) if one == SUM else None
    answers = await words_of(desk, found[one]) if one != SUM else {}
    if summary is not None:
        answers = await desk.work.drafts.answers(summary)
    records = [await desk.work.files.get(str(file_id)) for file_id in answers.get("files") or ()]
    return [record for record in records if record is not None]


async def read_files(desk: Desk, subject: str, one: int) -> list[tuple[FileRecord, bytes]]:
    """Return the same files with their contents, and note the reading. Raises Refusal for a locked file."""
    records = await files_of(desk, subject, one)
    await desk.work.journal.write(
        "consultation_files_read",
        subject,
        now=desk.now,
        person_id=desk.person.id,
        article=article_of(subject),
        details={"consultation": one, "files": [record.id for record in records]},
    )
    return [(record, await desk.work.files.open(record.id)) for record in records]


async def print_replies(desk: Desk, subject: str) -> None:
    """Owe the printed replies and summary to the person.

    Raises Refusal while nobody was asked and nothing summed up.
    """
    if not await seen(desk, subject) and await desk.work.consultations.summary(subject) is None:
        raise Refusal("papers.not_yet")
    await desk.work.outbox.owe(
        f"print:{REPLIES}:{subject}:{desk.person.id}:{int(desk.now.timestamp())}",
        desk.person.id,
        "printing.done",
        now=desk.now,
        paper=Paper(REPLIES, subject),
        urgency=Urgency.ANSWER,
    )


async def files_with(work: Work, subject: str) -> list[FileRecord]:
    """Return the files of all sent replies, in the order in which they were asked for, then those of the summary."""
    drafts = [one.draft_id for one in await work.consultations.of(subject) if not one.awaited]
    drafts.append(await work.consultations.summary(subject))
    return [record for one in drafts if one is not None for record in await work.files.of(f"draft:{one}")]
