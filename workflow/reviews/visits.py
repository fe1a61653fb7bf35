"""Defences and on-site reviews: appointed, told to both sides, held or missed (Art. 18, 19)."""

from datetime import datetime, timedelta
from typing import Any

from rules.applications.lifecycle import Application, State
from rules.engine.answers import plain
from rules.engine.calendar import WorkingCalendar, day_begins
from rules.engine.forms import Answers, Facts
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from rules.people.roles import Person, Role
from rules.reviews.assignments import WHEN, Standing
from rules.reviews.visits import Visit, VisitState, check_ended, moment, slots
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.engine.owed import Owed, Paper, Urgency
from storage.work import Work
from workflow.applications.applicants import mine, note, subject_of
from workflow.applications.cases import advance, check, opened, without_interest
from workflow.applications.replacements import key_of
from workflow.applications.scores import ReasonWanted, tally_of
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun, send_once
from workflow.engine.issuing import issue_notice
from workflow.engine.planning import MOST, Planning, owe
from workflow.engine.tasks import number_of

ONE, MANY, PRESENTER, MISSED = "appointment", "appointments", "presenter", "missed"
"""The forms: one appointment, a row of defences, the presenter, why it was missed."""
PARTS = {State.DEFENCE: Part.DEFENCE, State.ON_SITE: Part.ON_SITE}
ARTICLES = {Part.DEFENCE: 18, Part.ON_SITE: 19}


async def begin_appointment(desk: Desk, application_id: int) -> Draft:
    """Begin the form of the case's appointment. Raises Refusal without a full panel, or when it is not on."""
    application, part = await _appointable(desk, application_id)
    await _check_panel(desk, application, part)
    return await begun(desk, ONE, subject_of(application))


async def appointment_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the article of the part that is being appointed."""
    application = await desk.work.applications.get(number_of(draft.subject, "application") or -1)
    part = PARTS.get(application.state, Part.DEFENCE) if application is not None else Part.DEFENCE
    return {"article": ARTICLES[part]}


async def begin_row(desk: Desk, edition_id: int) -> Draft:
    """Begin the form of a row of defences, for all that wait for an appointment. Raises Refusal when none do."""
    if not await waiting(desk, edition_id):
        raise Refusal("visits.nobody_waits", article=18)
    return await begun(desk, MANY, f"edition:{edition_id}")


async def waiting(desk: Desk, edition_id: int) -> list[Application]:
    """Return the edition's defences that have a full panel and no appointment, by number."""
    require(desk, Role.LEAD, Role.OFFICE, article=18)
    found = []
    for one in await desk.work.applications.in_states(edition_id, {State.DEFENCE}):
        tally = await tally_of(desk, one, Part.DEFENCE)
        free = await without_interest(desk, one, [desk.person])
        if free and tally.asked >= tally.panel and not await _is_settled(desk, one):
            found.append(one)
    return sorted(found, key=lambda one: one.number or "")


async def plan_visit(desk: Desk, draft: Draft, answers: Answers) -> Visit:
    """Appoint the visit and tell applicant and panel; it replaces an earlier appointment. Raises Refusal."""
    application, part = await _appointable(desk, number_of(draft.subject, "application") or -1)
    await _check_panel(desk, application, part)
    await send_once(desk, draft)
    return await _plan(desk, application, part, _at(answers), answers)


async def plan_row(desk: Desk, draft: Draft, answers: Answers) -> list[Visit]:
    """Appoint the waiting defences one after the other, by number. Raises Refusal."""
    edition_id = number_of(draft.subject, "edition") or -1
    applications = await waiting(desk, edition_id)
    await send_once(desk, draft)
    moments = slots(_at(answers), int(answers["minutes"]), len(applications))
    found = []
    for application, at in zip(applications, moments, strict=True):
        await opened(desk, application.id)
        found.append(await _plan(desk, application, Part.DEFENCE, at, answers))
    return found


async def begin_presenter(desk: Desk, application_id: int) -> Draft:
    """Begin the applicant's form of who presents. Raises Forbidden for others, Refusal without an appointment."""
    application = await mine(desk, application_id)
    if await current(desk, application) is None:
        raise Refusal("visits.none", article=18)
    return await begun(desk, PRESENTER, subject_of(application))


async def name_presenter(desk: Desk, draft: Draft, answers: Answers) -> Visit:
    """Record who presents for the applicant, who may name somebody else until the hour comes."""
    application = await mine(desk, number_of(draft.subject, "application") or -1)
    visit = await current(desk, application)
    if visit is None or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("visits.none", article=18)
    await desk.work.visits.present(visit, presenter=answers["presenter"], substitute=answers.get("substitute"))
    details: dict[str, object] = {"substitute": answers["responsible"] == "no", "draft": draft.id}
    await note(desk, "presenter_named", application, article=18, details=details)
    return visit


async def record_held(desk: Desk, visit_id: int) -> tuple[Visit, Application]:
    """Record that the visit was held, so that sheets can be locked. Raises Refusal before its hour."""
    visit, application = await _ending(desk, visit_id)
    await desk.work.visits.end(visit, VisitState.HELD, words=None, now=desk.now)
    await note(desk, "visit_held", application, article=ARTICLES[visit.part], details={"visit": visit.id})
    return visit, application


async def begin_missed(desk: Desk, visit_id: int) -> Draft:
    """Begin the form of why the visit was not held. Raises Refusal before its hour."""
    visit, _ = await _ending(desk, visit_id)
    return await begun(desk, MISSED, f"visit:{visit.id}")


async def record_missed(desk: Desk, draft: Draft, answers: Answers) -> tuple[Visit, Application]:
    """Record that the applicant did not come; either a new appointment follows, or the lead's letter ends it."""
    visit, application = await _ending(desk, number_of(draft.subject, "visit") or -1)
    await send_once(desk, draft)
    await desk.work.visits.end(visit, VisitState.MISSED, words=answers["words"], now=desk.now)
    await note(desk, "visit_missed", application, article=ARTICLES[visit.part], details={"visit": visit.id})
    return visit, application


async def current(desk: Desk, application: Application) -> Visit | None:
    """Return the planned appointment of the case's present part, or None."""
    part = PARTS.get(application.state)
    found = await desk.work.visits.of(application.id, part) if part is not None else []
    return next((one for one in found if one.state is VisitState.PLANNED), None)


async def seen(desk: Desk, application_id: int) -> tuple[Application, Part, list[Visit]]:
    """Return the case, its present part and the part's appointments, latest first. Raises as `opened`, or Refusal."""
    application = await opened(desk, application_id)
    part = PARTS.get(application.state)
    if part is None:
        raise Refusal("visits.not_on", article=18)
    return application, part, await desk.work.visits.of(application.id, part)


async def _is_settled(desk: Desk, application: Application) -> bool:
    found = await desk.work.visits.of(application.id, PARTS[application.state])
    return any(one.state in (VisitState.PLANNED, VisitState.HELD) for one in found)


async def _plan(desk: Desk, application: Application, part: Part, at: datetime, answers: Answers) -> Visit:
    if at <= desk.now:
        raise Refusal("visits.past", article=ARTICLES[part])
    before, year = await current(desk, application), today(desk).year
    kept = {"place": answers["place"], "bring": answers.get("bring"), "by": desk.person.id, "now": desk.now}
    number = f"{year}-{await desk.work.numbers.next('visit', year):03}"
    visit = await desk.work.visits.plan(application.id, part, at, number=number, **kept)
    details: dict[str, object] = {"visit": visit.id, "at": visit.at.isoformat()}
    await note(desk, "visit_planned", application, article=ARTICLES[part], details=details)
    if before is not None:
        await desk.work.outbox.drop_prefix(f"visit:{before.id}:")
    await _tell_applicant(desk, application, visit, moved=before is not None)
    await _tell_panel(desk, application, visit, moved=before is not None)
    return visit


async def _tell_applicant(desk: Desk, application: Application, visit: Visit, *, moved: bool) -> None:
    key, defence = f"visit:{visit.id}:applicant", visit.part is Part.DEFENCE
    presents = {"key": "visits.name_presenter", "press": f"visit:present:{application.id}"}
    await issue_notice(desk.work, visit, application, desk.now)
    await desk.work.outbox.owe(
        key,
        application.person_id,
        "visits.moved" if moved else "visits.planned" if defence else "visits.planned_on_site",
        now=desk.now,
        values=_values(application, visit),
        buttons=[[presents if defence else {"key": "menu.status", "press": "status:all"}]],
        urgency=Urgency.LEGAL,
    )
    for name in ("notice", "calendar"):
        await desk.work.outbox.owe(
            f"{key}:{name}",
            application.person_id,
            f"visits.{name}",
            now=desk.now,
            values={"number": application.number, "notice": visit.number},
            paper=Paper(f"visit_{name}", f"visit:{visit.id}"),
            urgency=Urgency.LEGAL,
        )


async def _tell_panel(desk: Desk, application: Application, visit: Visit, *, moved: bool) -> None:
    for one in await desk.work.assignments.of(application.id, visit.part):
        if one.standing is Standing.ACTIVE:
            await desk.work.tasks.move(key_of(one), max(visit.on, today(desk)))
            await desk.work.outbox.owe(
                f"visit:{visit.id}:panel:{one.person_id}",
                one.person_id,
                "visits.panel_moved" if moved else "visits.panel",
                now=desk.now,
                values=_values(application, visit),
                buttons=[[{"key": "reviews.open", "press": f"review:open:{application.id}"}]],
            )


def _values(application: Application, visit: Visit) -> dict[str, Any]:
    part = Say(f"assignments.part.{visit.part.value}")
    return {
        "number": application.number,
        "part": part,
        "at": visit.at,
        "place": visit.place,
        "bring": visit.bring or Say("papers.visit.nothing"),
    }


async def _appointable(desk: Desk, application_id: int) -> tuple[Application, Part]:
    require(desk, Role.LEAD, Role.OFFICE, article=18)
    application = await opened(desk, application_id)
    part = PARTS.get(application.state)
    if part is None or application.state is not WHEN[part]:
        raise Refusal("visits.not_on", article=18)
    found = await desk.work.visits.of(application.id, part)
    if any(one.state is VisitState.HELD for one in found):
        raise Refusal("visits.held_before", article=ARTICLES[part])
    return application, part


async def _check_panel(desk: Desk, application: Application, part: Part) -> None:
    tally = await tally_of(desk, application, part)
    if tally.asked < tally.panel:
        raise Refusal("assignments.too_few", article=ARTICLES[part], least=tally.panel, count=tally.asked)


async def _ending(desk: Desk, visit_id: int) -> tuple[Visit, Application]:
    require(desk, Role.LEAD, Role.OFFICE, article=18)
    visit = await desk.work.visits.get(visit_id)
    if visit is None:
        raise Refusal("talk.old_button")
    application = await opened(desk, visit.application_id)
    check_ended(visit, desk.now)
    return visit, application


def _at(answers: Answers) -> datetime:
    chosen = day(answers["day"])
    if chosen is None:
        raise Refusal("forms.incomplete", count=1)
    return moment(chosen, plain(str(answers["hour"])).zfill(5))


# Reminders of defences and on-site reviews, to both sides from the working day before (Art. 18, 19).


CHECK = "visit"
"""The check made just before the reminder: the appointment is still planned."""


async def remind_of_visits(plan: Planning) -> int:
    """Remind once of each appointment up to the end of the next working day. Returns how many appointments.

    An appointment planned less than a day ago is skipped: everybody has just heard of it.
    """
    last = plan.calendar.after(plan.said_on, 1).last
    until = day_begins(last + timedelta(days=1))
    told = 0
    for visit in plan.each(await plan.work.visits.between(plan.said_at, until)):
        if visit.planned_at < plan.said_at - timedelta(days=1) and await plan.work.steps.tell(
            f"visit:{visit.id}", visit.on, plan.now
        ):
            await _remind(plan, visit)
            told += 1
        if told >= MOST:
            break
    return told


async def is_planned(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """Whether the appointment was neither moved nor called off since the reminder was owed."""
    visit = await work.visits.get(owed.values["of"])
    return visit is not None and visit.state is VisitState.PLANNED


async def _remind(plan: Planning, visit: Visit) -> None:
    application = await plan.work.applications.get(visit.application_id)
    if application is None:
        return
    panel = await plan.work.assignments.of(application.id, visit.part)
    ids = {one.person_id for one in panel if one.standing is Standing.ACTIVE} | {application.person_id}
    people: list[Person] = [person for one in sorted(ids) if (person := await plan.work.people.get(one))]
    values: dict[str, Any] = {"of": visit.id, "number": application.number, "at": visit.at, "place": visit.place}
    values["part"] = Say(f"assignments.part.{visit.part.value}")
    await owe(
        plan, f"visit:{visit.id}:tomorrow", people, "visits.tomorrow", kind=CHECK, values=values, urgency=Urgency.LEGAL
    )


# The end of a defence or an on-site review: passed, below the mark only with a reason (Art. 18, 19).


PASSES = {Part.DEFENCE: "pass_defence", Part.ON_SITE: "evaluate"}
"""The act that passes each part."""
REASON = "part_reason"


async def pass_part(desk: Desk, application_id: int) -> Application:
    """Pass the application's present part. Raises ReasonWanted below the mark, and as `advance` does."""
    application = await opened(desk, application_id)
    return await advance(desk, application, _act(application))


async def begin_reason(desk: Desk, application_id: int) -> Draft:
    """Begin the form of why it passes below the mark. Raises Refusal when no reason is needed."""
    application = await opened(desk, application_id)
    try:
        await check(desk, application, _act(application))
    except ReasonWanted:
        return await begun(desk, REASON, subject_of(application))
    raise Refusal("scores.no_reason", article=18)


async def pass_with_reason(desk: Desk, draft: Draft) -> Application:
    """Pass the part below the mark for the reason in this draft. Raises Refusal when it was sent already."""
    application = await opened(desk, number_of(draft.subject, "application") or -1)
    await send_once(desk, draft)
    kept = {"draft_id": draft.id, "person_id": desk.person.id}
    await desk.work.reasons.give(application.id, _act(application), **kept, now=desk.now)
    return await pass_part(desk, application.id)


def _act(application: Application) -> str:
    part = PARTS.get(application.state)
    if part is None:
        raise Refusal("visits.not_on", article=18)
    return PASSES[part]
