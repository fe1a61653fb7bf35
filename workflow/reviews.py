"""The first review by the receiving unit: who may see a case, and the opinion that ends the review (Art. 15, 40)."""

from typing import Any

from rules.applications import ACTS, Actor, Application, State, acts_of, after
from rules.people import Person, Role
from rules.refusals import Forbidden, Refusal
from storage.drafts import Draft
from storage.owed import Paper, Urgency
from storage.values import Say
from workflow.applications import clerks, note, subject_of
from workflow.desk import Desk, require, serves_as, today
from workflow.recusals import check_recusal
from workflow.submissions import REVIEW
from workflow.tasks import RECUSAL, drop, finish, number_of

SUPPLEMENT, WAIT = "supplement", "supplement_wait"
"""The applicant's task to complete the application, and the clerk's to wait for it; SUPPLEMENT is the deadline too."""
DECISIONS = {"endorse": "forward", "turn_down": "refuse"}
"""The acts that an opinion leads to, and how the form calls them."""


async def opened(desk: Desk, application_id: int) -> Application:
    """The case, for somebody who may read it. Raises as `readable` does; a case that is not there is nobody's."""
    application = await desk.work.applications.get(application_id)
    if application is None:
        raise Forbidden("people.not_yours", article=15)
    await readable(desk, application)
    return application


async def readable(desk: Desk, application: Application) -> None:
    """Let only those see a case, or act on it, who serve it and declared that they have no interest in it (Art. 40).

    Every path to a case asks here. Raises Forbidden, or Undeclared where the declaration is still to be made.
    """
    serving(desk, application)
    await check_recusal(desk, subject_of(application))


def serving(desk: Desk, application: Application) -> None:
    """Let only the receiving unit's clerks, the office and the lead go on, and no applicant with their own case."""
    clerk = application.unit is not None and serves_as(desk, Role.CLERK, unit=application.unit)
    if application.number is None or not (clerk or serves_as(desk, Role.LEAD, Role.OFFICE)):
        raise Forbidden("people.not_yours", article=15)
    if application.person_id == desk.person.id:
        raise Forbidden("reviews.interested", article=40)


def acts(desk: Desk, application: Application) -> tuple[str, ...]:
    """What the person may do with the case now: the unit's clerk acts, the others only read."""
    clerk = application.unit is not None and serves_as(desk, Role.CLERK, unit=application.unit)
    return acts_of(application, Actor.CLERK) if clerk else ()


async def acting(desk: Desk, application: Application, act: str) -> State:
    """The state that the act leads to, for a clerk of the unit. Raises Forbidden, or Refusal out of its time."""
    await readable(desk, application)
    require(desk, Role.CLERK, unit=application.unit, article=15)
    if application.state not in ACTS[act].sources:
        raise await done_already(desk, application)
    if act == "turn_down" and application.state is State.SUPPLEMENT:
        await _check_overdue(desk, application)
    return after(application, act)


async def move(desk: Desk, application: Application, act: str, to: State, **values: Any) -> None:
    """Go on to the next state, once: of two clerks the second is told that it is done. Written in the journal."""
    if not await desk.work.applications.move(application, to, desk.now, **values):
        raise await done_already(desk, application)
    await note(desk, f"application_{act}", application, article=ACTS[act].article)


async def done_already(desk: Desk, application: Application) -> Refusal:
    """Why an act comes too late: who acted before, and when. Asked only for people who may read the case."""
    names = {f"application_{act}" for act in ACTS}
    done = [entry for entry in await desk.work.journal.of(subject_of(application)) if entry.act in names]
    person = await desk.work.people.get(done[-1].person_id) if done and done[-1].person_id is not None else None
    if person is None or person.id == application.person_id:
        return Refusal("reviews.not_now", article=15)
    if person.id == desk.person.id or not person.name:
        return Refusal("reviews.done", article=15, at=done[-1].at)
    return Refusal("reviews.done_by", article=15, who=person.name, at=done[-1].at)


async def begin_opinion(desk: Desk, application: Application, act: str) -> Draft:
    """The clerk's form of the opinion, with the decision that was pressed."""
    await acting(desk, application, act)
    draft = await begun(desk, "opinion", subject_of(application))
    await desk.work.drafts.answer(draft.id, "decision", DECISIONS[act], desk.now)
    return draft


async def begun(desk: Desk, form: str, subject: str) -> Draft:
    """The person's open draft of this form about this subject, begun if there is none."""
    for draft in await desk.work.drafts.open_for(desk.person.id, form):
        if draft.subject == subject:
            return draft
    return await desk.work.drafts.begin(desk.person.id, form, desk.now, subject=subject)


async def case_of(desk: Desk, draft: Draft) -> Application:
    """The case that a clerk's form is about. Raises as `opened` does."""
    return await opened(desk, number_of(draft.subject, "application") or -1)


async def give_opinion(desk: Desk, draft: Draft, answers: dict[str, Any]) -> State:
    """The review is over: endorsed, or not sent forward with ground and reasons; the applicant is told (Art. 15)."""
    application = await case_of(desk, draft)
    act = "endorse" if answers["decision"] == "forward" else "turn_down"
    to = await acting(desk, application, act)
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    await move(desk, application, act, to)
    await desk.work.opinions.give(application.id, draft_id=draft.id, person_id=desk.person.id, now=desk.now)
    await _close(desk, application)
    await (_owe_endorsed(desk, application) if act == "endorse" else _owe_letter(desk, application, answers))
    return to


async def reviewers(desk: Desk, application: Application) -> list[Person]:
    """Whoever may review the case: the unit's clerks, or while there is none the lead, without those in conflict."""
    interested = await desk.work.recusals.interested_in(subject_of(application))
    served = await clerks(desk, application.unit)
    left = [person for person in served if person.id not in interested]
    return left or [one for one in await desk.work.people.with_role(Role.LEAD, desk.now) if one.id not in interested]


async def _check_overdue(desk: Desk, application: Application) -> None:
    """While the time for the supplement runs, nothing is turned down for want of it."""
    deadline = await desk.work.deadlines.get(subject_of(application), SUPPLEMENT)
    if deadline is None:
        return
    if today(desk) <= deadline.count.last:
        raise Refusal("reviews.still_time", article=15, due=deadline.count.last)
    if deadline.count.provisional:
        raise Refusal("reviews.provisional", article=15, due=deadline.count.last)


async def _close(desk: Desk, application: Application) -> None:
    about = subject_of(application)
    await finish(desk.work, about, REVIEW, desk.now, person_id=desk.person.id)
    await drop(desk.work, about, (SUPPLEMENT, WAIT, RECUSAL), desk.now)
    for deadline in await desk.work.deadlines.of(about):
        await desk.work.deadlines.end(about, deadline.kind, desk.now)
    supplement = await desk.work.supplements.get(application.id)
    if supplement is not None:
        await desk.work.drafts.drop(supplement.draft_id, desk.now)


async def _owe_endorsed(desk: Desk, application: Application) -> None:
    await desk.work.outbox.owe(
        f"{subject_of(application)}:endorsed",
        application.person_id,
        "reviews.endorsed",
        now=desk.now,
        values={"number": application.number},
        buttons=[[{"key": "menu.status", "press": "st:all"}]],
    )


async def _owe_letter(desk: Desk, application: Application, answers: dict[str, Any]) -> None:
    about, number = subject_of(application), application.number
    ground = Say(f"opinion.grounds.{answers['ground']}")
    await desk.work.outbox.owe(
        f"{about}:not_forwarded",
        application.person_id,
        "reviews.not_forwarded",
        now=desk.now,
        values={"number": number, "ground": ground, "reasons": answers["reasons"]},
        buttons=[[{"key": "menu.status", "press": "st:all"}]],
        urgency=Urgency.LEGAL,
    )
    await desk.work.outbox.owe(
        f"{about}:not_forwarded:paper",
        application.person_id,
        "reviews.letter",
        now=desk.now,
        values={"number": number},
        paper=Paper("non_forwarding", about),
        urgency=Urgency.LEGAL,
    )
