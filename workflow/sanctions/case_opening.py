"""Opening a sanction case: against whom, on which evidence; an abused role ends at the same moment (Art. 36-41)."""

from typing import Any

from rules.awards.validity import Award
from rules.engine.forms import Answers
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from rules.sanctions.cases import BUSY, OF_STAFF, OFFERED, Sanction
from storage.engine.drafts import Draft
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import send_once
from workflow.sanctions.cases import CASE, INVESTIGATION, OFFICE, note, party_of, subject_of, wait_for
from workflow.sanctions.parties import Target, is_party, parties, target_of
from workflow.sanctions.role_endings import end_role

_TOUCHED = ("application:", "objection:", "notice:", "award:", "reevaluation:")


async def open_case(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Open a case with what is known; under Art. 41 the role of a reviewer or officer ends at once.

    Raises Forbidden or Refusal.
    """
    article = int(answers["article"])
    require(desk, *((Role.LEAD,) if article == 41 else OFFICE), article=article)
    if article not in OFFERED:
        raise Refusal("sanctions.not_now", article=article)
    target = await target_of(desk, answers)
    about = await _about(desk, article, target)
    await send_once(desk, draft)
    matter = {key: answers.get(key) for key in ("ground", "happened_on", "facts", "evidence")}
    sanction = await _opened(desk, article, target, matter, about)
    await desk.work.drafts.forget(draft.id, list(await desk.work.drafts.answers(draft.id)))  # the case keeps them now
    if article == 41 and target.served is not None:
        sanction = await _end_at_once(desk, sanction, target.served.membership.id)
    committee = article == 39 and await desk.work.people.with_role(Role.COMMITTEE, desk.now)
    role = Role.LEAD if article in OF_STAFF else Role.COMMITTEE if committee else None
    kind = INVESTIGATION if article == 39 else CASE
    await wait_for(desk, sanction, kind, role=role, days=desk.pack.investigation_working_days)
    return sanction


async def open_cancellation(desk: Desk, award: Award, *, facts: str, evidence: list[str]) -> Sanction:
    """Open the case to cancel an award that failed its rectification, so that its holder is heard first (Art. 5)."""
    require(desk, Role.LEAD, article=5)
    target = Target(name=award.name, number=await desk.work.awards.number_of(award.id), award_id=award.id)
    matter = {"ground": None, "happened_on": None, "facts": facts, "evidence": evidence}
    sanction = await _opened(desk, 5, target, matter, await _about(desk, 5, target))
    await wait_for(desk, sanction, CASE, days=desk.pack.investigation_working_days)
    return sanction


async def _opened(desk: Desk, article: int, target: Target, matter: dict[str, Any], about: dict[str, Any]) -> Sanction:
    year = today(desk).year
    number = f"{year}-{await desk.work.numbers.next('sanction', year):03}"
    words = {**matter, "name": target.name, "number": target.number}
    sanction = await desk.work.sanctions.open(
        matter=words, now=desk.now, number=number, article=article, opened_by=desk.person.id, **about
    )
    if await is_party(desk.work, sanction, desk.person.id):
        raise Forbidden("sanctions.own", article=40)
    await note(desk, "sanction_opened", sanction)
    await _shut_out(desk, sanction)
    return sanction


async def _about(desk: Desk, article: int, target: Target) -> dict[str, Any]:
    """Return the columns of whom it is about. Raises Refusal when a case is open or shut to them."""
    about: dict[str, Any] = {"application_id": target.application_id, "award_id": target.award_id}
    about["person_id"] = target.served.membership.person_id if target.served else None
    found = {key: value for key, value in about.items() if value is not None}
    about["holder"] = desk.work.bars.holder(target.number) if target.number else None
    if target.application_id is not None:
        earlier = await desk.work.recusals.of(desk.person.id, f"application:{target.application_id}")
        if earlier is not None and earlier.barred:
            raise Refusal("sanctions.no_application", article=36)
    same = await desk.work.sanctions.about(BUSY, **(found or {"holder": about["holder"]}))
    if open_one := next((one for one in same if one.article == article), None):
        raise Refusal("sanctions.open_already", article=article, number=open_one.number)
    return about


async def _shut_out(desk: Desk, sanction: Sanction) -> None:
    """Shut the case to those it is about, and to those who stood back from its application (Art. 40)."""
    heard = {person.id for person in await parties(desk.work, sanction)}
    application = sanction.application_id
    stood_back = await desk.work.recusals.interested_in(f"application:{application}") if application else frozenset()
    out = heard | stood_back
    for person_id in sorted(out):
        await desk.work.recusals.declare(person_id, subject_of(sanction), interest=True, now=desk.now)
    for person_id in sorted(stood_back - heard):
        await desk.work.recusals.declare(person_id, party_of(sanction), interest=True, now=desk.now)
    if out:
        await note(desk, "sanction_shut_to", sanction, people=sorted(out))


async def _end_at_once(desk: Desk, sanction: Sanction, membership_id: int) -> Sanction:
    """End the role and its sessions now, and record the cases that the person has touched (Art. 41)."""
    held = await end_role(desk, membership_id)
    await desk.work.sign_ins.end_all(held.person_id)
    touched = [one for one in await desk.work.journal.touched_by(held.person_id) if one.startswith(_TOUCHED)]
    words = {**sanction.matter, "role": held.role.value, "unit": held.unit, "touched": touched}
    if not await desk.work.sanctions.move(sanction, sanction.state, desk.now, matter=words):
        raise Refusal("sanctions.not_now", article=41)
    await note(desk, "sanction_role_ended", sanction, role=held.role.value, touched=touched)
    return await desk.work.sanctions.get(sanction.id) or sanction
