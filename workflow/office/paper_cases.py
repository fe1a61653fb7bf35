"""Cases brought on paper: begun for their applicant, entered late by a code, receipt and claim (Art. 9, 14, 22)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from rules.applications.editions import Edition
from rules.applications.lifecycle import PAPER_FORMS, Application
from rules.engine.forms import Answers, Facts
from rules.engine.options import day
from rules.engine.refusals import Forbidden, Refusal
from rules.notices.postings import Notice, NoticeKind
from rules.objections.cases import Objection
from rules.people.roles import Role
from storage.applications.paper_cases import PaperCase
from storage.engine.drafts import Draft
from storage.engine.links import Link, LinkState
from storage.engine.owed import Paper, Urgency
from workflow.applications.applicants import OFFICE, mine, note, subject_of
from workflow.applications.replacements import part_with, shut_known
from workflow.applications.submissions import LATE, PURPOSE, RECEIPT, make_code
from workflow.awards.claims import become
from workflow.engine.desk import FIRST_LANGUAGE, Desk, Reading, require, serves_as, today
from workflow.engine.drafts import application_facts, open_draft, send_once
from workflow.engine.tasks import number_of
from workflow.notices.board import COUNTER, ended, hung, in_time, objected_to
from workflow.objections.examiners import examiner
from workflow.objections.messages import note as note_objection
from workflow.objections.objectors import ALLOWED

LATE_FORM, LATE_OBJECTION = "late_entry", "late_objection"
"""The lead's forms for the late entry of an application and of an objection."""
LATE_GOOD_FOR = timedelta(days=14)
"""How long a code for a late entry can be used."""
_NEWEST = 30


@dataclass(frozen=True, slots=True)
class LateEntry:
    """A code for entering what came in time after its last day, shown this once, and until when it is good."""

    code: str
    until: date


@dataclass(frozen=True, slots=True)
class Entered:
    """How a case came in on paper, with the names of who entered it and who allowed a late entry."""

    paper: PaperCase
    by: str
    late_by: str = ""


async def entered(near: Reading, about: str) -> Entered | None:
    """Return how this case came in on paper; None for one that did not. Its reader has been let in before."""
    paper = await near.work.paper_cases.get(about)
    if paper is None or paper.received_at is None:
        return None
    ids = [one for one in (paper.entered_by, paper.late_by) if one is not None]
    names = {one.id: one.name or f"#{one.id}" for one in (await near.work.people.these(ids)).values()}
    return Entered(paper, names.get(paper.entered_by, ""), names.get(paper.late_by or 0, ""))


def enters(desk: Desk) -> bool:
    """Whether the person may enter what is brought on paper: a receiving unit's clerk, or the office (Art. 9, 14)."""
    return serves_as(desk, *OFFICE, Role.CLERK)


async def begin_paper(desk: Desk, kind: str) -> Draft:
    """Begin the application of somebody who brought it on paper, in the edition that takes applications (Art. 14).

    A form in which nothing was written yet is used again. Raises Forbidden, or Refusal while no window is open.
    """
    _check_enters(desk)
    edition = await desk.work.editions.taking_on(today(desk))
    if edition is None:
        raise Refusal("entry.closed", article=14)
    found = await open_draft(desk, PAPER_FORMS[kind], f"edition:{edition.id}")
    if found is not None and not await desk.work.drafts.answers(found.id):
        return found
    return await _begin(desk, kind, edition)


async def paper_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the facts of the form; a clerk enters only what was brought to a unit of theirs (Art. 14)."""
    facts = dict(await application_facts(desk, draft))
    if not serves_as(desk, *OFFICE):
        facts["units"] = tuple(one for one in facts["units"] if serves_as(desk, Role.CLERK, unit=one.key))
    return facts


async def late_edition(desk: Desk) -> Edition:
    """Return the edition that closed last, for a paper that came in time and was not entered (Art. 9, 14).

    Raises Forbidden for all but the lead, Refusal when there is none or its acceptance list is out (Art. 17).
    """
    require(desk, Role.LEAD, article=9)
    closed = [one for one in await desk.work.editions.all() if one.opened_at and one.closes_on < today(desk)]
    if not closed:
        raise Refusal("entry.nothing_closed", article=14)
    edition = max(closed, key=lambda one: one.closes_on)
    await _check_unlisted(desk, edition)
    return edition


async def give_late_code(desk: Desk, draft: Draft, answers: Answers) -> LateEntry:
    """Make the code with which the unit enters the paper, once, and note the reason (Art. 9, 14).

    Raises Refusal for a paper that came outside the window.
    """
    edition = await late_edition(desk)
    came = day(answers["received_on"])
    if came is None or not edition.opens_on <= came <= edition.closes_on:
        raise Refusal("entry.outside", article=14, opens=edition.opens_on, closes=edition.closes_on)
    kept = {key: answers[key] for key in ("kind", "unit", "name", "reason")} | {"received_on": came}
    details: dict[str, object] = {"unit": answers["unit"], "received_on": came}
    return await _give(desk, draft, f"edition:{edition.id}", kept, details, article=14)


async def ended_notices(desk: Desk) -> list[Notice]:
    """Return the newest notices that are over, for an objection that came in time and was not entered (Art. 22).

    Raises Forbidden for all but the lead, Refusal when there is none.
    """
    require(desk, Role.LEAD, article=9)
    found = await ended(desk, limit=_NEWEST)
    if not found:
        raise Refusal("entry.nothing_over", article=22)
    return found


async def ended_facts(desk: Desk, _draft: Draft) -> Facts:
    """Return the facts of the lead's form for the late entry of an objection."""
    return {"notices": await ended_notices(desk)}


async def give_objection_code(desk: Desk, draft: Draft, answers: Answers) -> LateEntry:
    """Make the code with which the office enters the paper, once, as of this notice and this day (Art. 22).

    Raises Refusal for a paper that came before or after the notice hung.
    """
    notice = next((one for one in await ended_notices(desk) if str(one.id) == answers["notice"]), None)
    came = day(answers["received_on"])
    if notice is None:
        raise Refusal("talk.old_button")
    if came is None or not await in_time(desk.work, notice, came):
        first, *_ = await hung(desk.work, notice)
        raise Refusal("entry.outside_notice", article=22, opens=first.posted_on, closes=notice.last_day)
    kept = {"notice": str(notice.id), "received_on": answers["received_on"], "reason": answers["reason"]}
    return await _give(desk, draft, f"notice:{notice.id}", kept, {"received_on": came}, article=22)


async def begin_late(desk: Desk, link: Link, token: str) -> Draft:
    """Use the lead's code up and begin the application or objection, with what the lead wrote filled in.

    Raises Forbidden for all but the unit and the office, Refusal for a code that does not work any more.
    """
    if number_of(link.subject, "notice"):
        return await _begin_late_objection(desk, link, token)
    unit = str(link.values["unit"])
    require(desk, *OFFICE, *((Role.CLERK,) if serves_as(desk, Role.CLERK, unit=unit) else ()), article=14)
    edition = await desk.work.editions.get(number_of(link.subject, "edition") or -1)
    used = await desk.work.links.use(token, desk.person.id, desk.now, purpose=LATE)
    if used.state is not LinkState.GOOD or edition is None:
        raise Refusal(f"links.{used.state.value}")
    await _check_unlisted(desk, edition)
    draft = await _begin(
        desk, str(link.values["kind"]), edition, late_by=link.made_by, reason=str(link.values["reason"])
    )
    for key in ("received_on", "name", "unit"):
        await desk.work.drafts.answer(draft.id, key, link.values[key], desk.now)
    return draft


async def _begin_late_objection(desk: Desk, link: Link, token: str) -> Draft:
    """Go on with the form that was refused without the code, with all that it holds; else begin one."""
    require(desk, *OFFICE, article=22)
    used = await desk.work.links.use(token, desk.person.id, desk.now, purpose=LATE)
    if used.state is not LinkState.GOOD:
        raise Refusal(f"links.{used.state.value}")
    notice = await objected_to(desk.work, str(link.values["notice"]))
    given = {"notice": str(notice.id if notice else ""), "received_on": link.values["received_on"]}
    draft = await _refused(desk, given) or await desk.work.drafts.begin(desk.person.id, COUNTER, desk.now)
    for key, value in (*given.items(), (ALLOWED, {"by": link.made_by, **link.values})):
        await desk.work.drafts.answer(draft.id, key, value, desk.now)
    return draft


async def _refused(desk: Desk, given: dict[str, Any]) -> Draft | None:
    for draft in await desk.work.drafts.open_for(desk.person.id, COUNTER):
        answers = await desk.work.drafts.answers(draft.id)
        if ALLOWED not in answers and given == {key: answers.get(key) for key in given}:
            return draft
    return None


async def _give(
    desk: Desk, draft: Draft, about: str, kept: dict[str, Any], details: dict[str, object], *, article: int
) -> LateEntry:
    await send_once(desk, draft)
    until = desk.now + LATE_GOOD_FOR
    code = await desk.work.links.code(LATE, about, now=desk.now, expires_at=until, made_by=desk.person.id, values=kept)
    await desk.work.journal.write(
        "late_entry_allowed",
        about,
        now=desk.now,
        person_id=desk.person.id,
        article=article,
        details={"draft": draft.id, **details},
    )
    return LateEntry(code, today(desk) + LATE_GOOD_FOR)


async def print_receipt(desk: Desk, about: str) -> None:
    """Owe the receipt to whoever acts for the person, to be printed again, with a code that works (Art. 14, 22)."""
    noun, _, _ = about.partition(":")
    if noun == "application":
        application = await mine(desk, number_of(about, noun) or -1)
        held, number = application.at_counter, application.number
    else:
        objection = await examiner(desk, number_of(about, noun) or -1)
        held, number = objection.at_counter, objection.number
        await note_objection(desk, "objection_identity_used", objection, article=22, field="name", reason="receipt")
    if not held:
        raise Refusal("entry.taken", article=22 if noun == "objection" else 14)
    await make_code(desk, about)
    await desk.work.outbox.owe(
        f"{about}:receipt:{desk.person.id}:{int(desk.now.timestamp())}",
        desk.person.id,
        "entry.receipt",
        now=desk.now,
        values={"number": number},
        paper=Paper(RECEIPT[noun], about),
        urgency=Urgency.ANSWER,
    )


async def claim_case(desk: Desk, token: str) -> Application | Objection:
    """Use the code up: the case is the person's from now on, and they are told in their own chat (Art. 14, 22).

    Raises Refusal for a code that does not work, and for whoever entered the case or works on it (Art. 40).
    """
    used = await desk.work.links.use(token, desk.person.id, desk.now, purpose=PURPOSE)
    if used.state is not LinkState.GOOD or used.link is None:
        raise Refusal(f"links.{used.state.value}")
    about = used.link.subject
    found = await _case(desk, about)
    paper = await desk.work.paper_cases.get(about)
    if found is None or paper is None or not found.at_counter:
        raise Refusal("links.used")
    await _check_no_staff(desk, paper, found)
    listed = await desk.work.people.get(found.person_id)
    if listed is None:
        raise Refusal("links.used")
    await part_with(desk, listed.id, desk.person.id)
    await become(desk, listed)
    await desk.work.paper_cases.claimed(about, desk.now)
    await (desk.work.applications if isinstance(found, Application) else desk.work.objections).claimed(found.id)
    article = 14 if isinstance(found, Application) else 22
    await desk.work.journal.write("paper_claimed", about, now=desk.now, article=article)
    mine_now = replace(found, person_id=desk.person.id, at_counter=False)
    if isinstance(mine_now, Application):
        await shut_known(desk, mine_now)
    return mine_now


async def _begin(
    desk: Desk, kind: str, edition: Edition, *, late_by: int | None = None, reason: str | None = None
) -> Draft:
    person = await desk.work.people.add(desk.now, FIRST_LANGUAGE)
    draft = await desk.work.drafts.begin(desk.person.id, PAPER_FORMS[kind], desk.now, subject=f"edition:{edition.id}")
    application = await desk.work.applications.begin(
        edition_id=edition.id, kind=kind, person_id=person.id, draft_id=draft.id, now=desk.now, on_paper=True
    )
    await desk.work.paper_cases.begin(
        subject_of(application), desk.person.id, desk.now, late_by=late_by, late_reason=reason
    )
    details: dict[str, object] = {"on_paper": True, "late": late_by is not None}
    await note(desk, "application_begun", application, article=14, details=details)
    return draft


def _check_enters(desk: Desk) -> None:
    if not enters(desk):
        raise Forbidden("people.not_yours", article=14)


async def _check_unlisted(desk: Desk, edition: Edition) -> None:
    if await desk.work.notices.has_posted(edition.id, NoticeKind.ACCEPTANCE):
        raise Refusal("entry.listed", article=17)


async def _check_no_staff(desk: Desk, paper: PaperCase, found: Application | Objection) -> None:
    """Raise Refusal for whoever could have read the code where they work."""
    clerk = isinstance(found, Application) and serves_as(desk, Role.CLERK, unit=found.unit)
    if paper.entered_by == desk.person.id or clerk or serves_as(desk, *OFFICE):
        raise Refusal("entry.staff", article=40)


async def _case(desk: Desk, about: str) -> Application | Objection | None:
    if one := number_of(about, "application"):
        return await desk.work.applications.get(one)
    return await desk.work.objections.get(number_of(about, "objection") or -1)
