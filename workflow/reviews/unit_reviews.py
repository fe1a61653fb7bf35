"""The receiving unit's review: endorsed, turned down, forwarded with an opinion (Art. 15)."""

from rules.applications.lifecycle import Application
from rules.engine.forms import Answers, Progress
from rules.people.roles import Person, Role
from rules.reviews.unit_reviews import CHECKED
from rules.reviews.unit_reviews import checklist as form_of_checklist
from rules.sanctions.remedies import Authority
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.engine.owed import Paper, Urgency
from workflow.applications.applicants import clerks, subject_of
from workflow.applications.cases import advance, check, opened, without_interest
from workflow.applications.entries import FORWARDING
from workflow.applications.submissions import REVIEW
from workflow.engine.case_views import Fact, Section, answers_of
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun, send_once
from workflow.engine.issuing import issue
from workflow.engine.replies import PLACE, remedy
from workflow.engine.tasks import RECUSAL, SUPPLEMENT, WAIT, drop, finish, number_of

UNIT = "unit_opinion"
"""The section of a case's view with all that the unit said."""
FORMS = {"endorse": "checklist", "turn_down": "refusal", "forward": "opinion"}
"""The form of each act of the unit's clerk that takes one."""


async def begin_form(desk: Desk, application: Application, act: str) -> Draft:
    """Begin the clerk's form for this act. Raises Refusal or Forbidden if the act is not possible now."""
    await check(desk, application, act)
    return await begun(desk, FORMS[act], subject_of(application))


async def case_of(desk: Desk, draft: Draft) -> Application:
    """The case that a clerk's form is about. Raises as `opened` does."""
    return await opened(desk, number_of(draft.subject, "application") or -1)


async def endorse(desk: Desk, draft: Draft) -> Application:
    """Endorse the materials as complete, truthful, accurate and lawful; departments are consulted next (Art. 15)."""
    return await _decide(desk, await case_of(desk, draft), draft, "endorse")


async def turn_down(desk: Desk, draft: Draft, answers: Answers) -> Application:
    """Turn the application down with ground and reasons, which its applicant gets in writing (Art. 15)."""
    application = await case_of(desk, draft)
    moved = await _decide(desk, application, draft, "turn_down")
    await _owe_letter(desk, application, answers)
    return moved


async def forward(desk: Desk, draft: Draft) -> Application:
    """Forward the application to the office with the review opinion, after its notice is over (Art. 15)."""
    application = await case_of(desk, draft)
    await finish(desk.work, subject_of(application), FORWARDING, desk.now, person_id=desk.person.id)
    return await _decide(desk, application, draft, "forward")


async def unit_part(desk: Desk, application: Application) -> Section:
    """Return all that the unit said of the case: its checks, its summary and its opinion; callers check access."""
    about = subject_of(application)
    checked = await desk.work.drafts.sent_about(about, "checklist")
    checklist = await desk.work.drafts.answers(checked.id) if checked else {}
    consulted = await desk.work.consultations.summary(about)
    summary = await desk.work.drafts.answers(consulted) if consulted else {}
    given = await desk.work.opinions.get(application.id)
    opinion = await desk.work.drafts.answers(given.draft_id) if given else {}
    words = {
        "opinion.remarks": checklist.get("remarks"),
        "consultation.section.summary": summary.get("words"),
        "opinion.section.opinion": opinion.get("opinion"),
        "opinion.section.refusal": opinion.get("reasons"),
    }
    progress = Progress(form_of_checklist(), checklist)
    points = answers_of(desk.person.language, progress, [one for one in progress.asked if one.key in CHECKED], {}, {})
    facts = (*points, *(Fact(Say(title), str(text)) for title, text in words.items() if text))
    return Section(UNIT, Say("reviews.unit_page"), facts, lead=None if facts else Say("reviews.unit_none"))


async def _decide(desk: Desk, application: Application, draft: Draft, act: str) -> Application:
    await check(desk, application, act)
    await send_once(desk, draft)
    await _close(desk, application)
    moved = await advance(desk, application, act, details={"draft": draft.id})
    if act != "endorse":
        await desk.work.opinions.give(application.id, draft_id=draft.id, person_id=desk.person.id, now=desk.now)
    if act == "forward":
        paper, number = Paper("review_opinion", subject_of(application)), application.number or ""
        await issue(desk.work, paper, number, desk.now, application=application, unit=application.unit)
    return moved


async def reviewers(desk: Desk, application: Application) -> list[Person]:
    """Return who may review the case: the unit's clerks, or else the lead, without those with an interest."""
    left = await without_interest(desk, application, await clerks(desk, application.unit))
    leads = await desk.work.people.with_role(Role.LEAD, desk.now)
    return left or await without_interest(desk, application, leads)


async def _close(desk: Desk, application: Application) -> None:
    about = subject_of(application)
    await finish(desk.work, about, REVIEW, desk.now, person_id=desk.person.id)
    await drop(desk.work, about, (SUPPLEMENT, WAIT, RECUSAL), desk.now)
    for deadline in await desk.work.deadlines.of(about):
        await desk.work.deadlines.end(about, deadline.kind, desk.now)
    supplement = await desk.work.supplements.get(application.id)
    if supplement is not None:
        await desk.work.drafts.drop(supplement.draft_id, desk.now)


async def _owe_letter(desk: Desk, application: Application, answers: Answers) -> None:
    about, number = subject_of(application), application.number
    paper = Paper("non_forwarding", about)
    await issue(desk.work, paper, number or "", desk.now, application=application, unit=application.unit)
    ground = Say(f"opinion.grounds.{answers['ground']}")
    await desk.work.outbox.owe(
        f"{about}:not_forwarded",
        application.person_id,
        "reviews.not_forwarded",
        now=desk.now,
        values={
            "number": number,
            "ground": ground,
            "reasons": answers["reasons"],
            PLACE: remedy(desk.pack, Authority.UNIT),
        },
        buttons=[[{"key": "menu.status", "press": "status:all"}]],
        urgency=Urgency.LEGAL,
    )
    await desk.work.outbox.owe(
        f"{about}:not_forwarded:paper",
        application.person_id,
        "reviews.letter",
        now=desk.now,
        values={"number": number},
        paper=paper,
        urgency=Urgency.LEGAL,
    )
