"""The government's decision and the grant: decision, certificate, plaque, register (Art. 25, 27)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.applications.lifecycle import INDIVIDUAL, Application, State
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from rules.reviews.evaluation import Honour
from rules.sanctions.bars import number_of
from storage.engine.drafts import Draft
from storage.reviews.meetings import Decision
from workflow.applications.cases import advance, check, opened, without_interest
from workflow.awards.holders import enter_award
from workflow.awards.presentations import ask_for_ceremony
from workflow.engine.desk import Desk, require
from workflow.engine.drafts import begun, send_once
from workflow.engine.tasks import number_of as id_of

DECISION, REJECTION = "government_decision", "rejection"
"""The forms: the government's decision, and why it did not approve a candidate."""


@dataclass(frozen=True, slots=True)
class Winner:
    """An award to enter in the register, in the shape of `workflow.awards.holders.Row`."""

    name: str
    organisation: bool
    number: str
    award: str
    decision: str
    decided_on: date
    certificate: str
    plaque: str
    unit: str
    contacts: tuple[Any, ...] = ()


async def before_government(desk: Desk, edition_id: int) -> list[Application]:
    """Return the edition's applications before the government, by number, for the lead (Art. 25).

    Those shut to the lead for an interest are left out: another lead grants them (Art. 40).
    """
    require(desk, Role.LEAD, article=25)
    found = await desk.work.applications.in_states(edition_id, {State.GOVERNMENT})
    free = [one for one in found if await without_interest(desk, one, [desk.person])]
    return sorted(free, key=lambda one: one.number or "")


async def begin_decision(desk: Desk, edition_id: int) -> Draft:
    """Begin the form of the decision. Raises Refusal when nothing lies with the government, or it is recorded."""
    if not await before_government(desk, edition_id):
        raise Refusal("grants.nobody", article=25)
    if await desk.work.meetings.decision(edition_id) is not None:
        raise Refusal("grants.recorded", article=25)
    return await begun(desk, DECISION, f"edition:{edition_id}")


async def record_decision(desk: Desk, draft: Draft, answers: Answers) -> Decision:
    """Record the government's decision with number, day and document (Art. 25, 27). Raises Forbidden or Refusal."""
    require(desk, Role.LEAD, article=25)
    edition_id, decided_on = id_of(draft.subject, "edition") or -1, day(answers["decided_on"])
    if decided_on is None or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    kept: dict[str, Any] = {"number": answers["number"], "decided_on": decided_on, "draft_id": draft.id}
    if not await desk.work.meetings.record(edition_id, **kept, by=desk.person.id, now=desk.now):
        raise Refusal("grants.recorded", article=25)
    details = {"number": answers["number"], "on": decided_on}
    await desk.work.journal.write(
        "decision_recorded",
        f"edition:{edition_id}",
        now=desk.now,
        person_id=desk.person.id,
        article=25,
        details=details,
    )
    decision = await desk.work.meetings.decision(edition_id)
    if decision is None:
        raise LookupError(edition_id)
    return decision


async def grant_award(desk: Desk, application_id: int) -> tuple[Application, Winner]:
    """Grant the award: number it, enter it in the register for five years and tell the holder (Art. 5, 27)."""
    application = await opened(desk, application_id)
    await check(desk, application, "grant")
    decision = await desk.work.meetings.decision(application.edition_id)
    candidate = await desk.work.candidates.get(application.id)
    if decision is None or candidate is None:
        raise Refusal("grants.no_decision", article=25)
    winner = await _winner(desk, application, decision, candidate.honour)
    entered = await enter_award(desk.work, winner, now=desk.now, pack=desk.pack, holders=[application.person_id])
    if entered is None:
        raise Refusal("grants.entered", article=27)
    details = {"award": entered, "certificate": winner.certificate}
    granted = await advance(desk, application, "grant", details=details)
    await ask_for_ceremony(desk, granted.edition_id)
    return granted, winner


async def grant_all(desk: Desk, edition_id: int) -> list[Winner]:
    """Grant all that remains before the government; record those not approved first."""
    return [(await grant_award(desk, one.id))[1] for one in await before_government(desk, edition_id)]


async def begin_rejection(desk: Desk, application_id: int) -> Draft:
    """Begin the form of why the government did not approve this application."""
    application = await opened(desk, application_id)
    await check(desk, application, "reject")
    return await begun(desk, REJECTION, f"application:{application.id}")


async def record_rejection(desk: Desk, draft: Draft) -> Application:
    """Record that the government did not approve it, keep the reason and tell the applicant (Art. 25)."""
    application = await opened(desk, id_of(draft.subject, "application") or -1)
    await send_once(desk, draft)
    return await advance(desk, application, "reject", details={"draft": draft.id})


async def _winner(desk: Desk, application: Application, decision: Decision, honour: Honour) -> Winner:
    answers = await desk.work.drafts.answers(application.draft_id)
    year = decision.decided_on.year
    number = f"{year}-{await desk.work.numbers.next('certificate', year):02}"
    return Winner(
        name=application.name or "",
        organisation=application.kind != INDIVIDUAL,
        number=number_of(answers),
        award=honour.value,
        decision=decision.number,
        decided_on=decision.decided_on,
        certificate=number,
        plaque=number,
        unit=application.unit or "",
    )
