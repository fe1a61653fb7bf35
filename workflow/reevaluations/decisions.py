"""The outcome of a re-evaluation, proposed by the office and decided: kept, to rectify, or cancelled (Art. 5)."""

from typing import Any

from rules.awards.validity import renewed_until
from rules.engine.forms import Answers
from rules.engine.refusals import Refusal
from rules.reevaluations.cases import Reevaluation, State, Verdict, check_outcome, last_day
from rules.sanctions.cases import Sanction
from rules.sanctions.cases import State as SanctionState
from storage.engine.drafts import Draft
from workflow.awards.holders import keep_award
from workflow.engine.desk import Desk, today
from workflow.engine.tasks import number_of
from workflow.reevaluations.cases import acting, award_of, end_all, files_of, follow, go_on, sending, tell_holder
from workflow.reevaluations.opinions import check_opinions
from workflow.reevaluations.rectifications import begin_rectifying
from workflow.sanctions.case_opening import open_cancellation

DECISION, NOTICE = "reevaluation_decision", "rectification_notice"
"""The papers."""


async def propose(desk: Desk, draft: Draft, answers: Answers) -> Reevaluation:
    """Propose an outcome on the strength of the opinions. Raises Refusal for a rectification without demands."""
    case = await acting(desk, number_of(draft.subject, "reevaluation") or -1, "propose")
    await check_opinions(desk, case)
    outcome = Verdict(answers["outcome"])
    check_outcome(case, outcome)
    if outcome is Verdict.RECTIFY:
        await _check_items(desk, case)
    await sending(desk, draft)
    words = {"proposal": {"outcome": outcome.value, "reasons": answers["reasons"]}}
    case = await go_on(desk, case, "propose", words=words)
    await follow(desk, case)
    return case


async def decide(desk: Desk, draft: Draft, answers: Answers) -> Reevaluation:
    """Enter the committee's decision with number and day, for the lead: kept, to rectify, or cancelled.

    A cancellation first opens a case in which the holder is heard; the title stands until that is decided.
    """
    outcome = Verdict(answers["outcome"])
    case = await acting(desk, number_of(draft.subject, "reevaluation") or -1, outcome.value)
    await check_opinions(desk, case)
    if outcome is Verdict.RECTIFY:
        await _check_items(desk, case)
    await sending(desk, draft)
    ruling: dict[str, Any] = {key: answers[key] for key in ("document", "decided_on", "reasons")}
    match outcome:
        case Verdict.KEEP:
            return await _keep(desk, case, ruling)
        case Verdict.RECTIFY:
            return await _rectify(desk, case, ruling)
        case Verdict.CANCEL:
            return await _cancel(desk, case, ruling)


async def settle_cancellation(desk: Desk, sanction: Sanction) -> None:
    """Follow the decided sanction case: the title is cancelled, or the lead decides anew."""
    case = await desk.work.reevaluations.of_sanction(sanction.id)
    if case is None or case.state is not State.CANCELLING:
        return
    if sanction.state is SanctionState.IN_FORCE:
        case = await go_on(desk, case, "cancelled")
        await end_all(desk.work, case, desk.now)
        return
    await follow(desk, await go_on(desk, case, "not_cancelled"))


async def _keep(desk: Desk, case: Reevaluation, ruling: dict[str, Any]) -> Reevaluation:
    award = await award_of(desk.work, case)
    until = renewed_until(award, desk.pack)
    await keep_award(desk, award.id, until)
    case = await go_on(desk, case, "keep", words={"ruling": {**ruling, "until": until}})
    await end_all(desk.work, case, desk.now)
    await tell_holder(desk, case, "kept", desk.now, values={"until": until}, paper=DECISION)
    return case


async def _rectify(desk: Desk, case: Reevaluation, ruling: dict[str, Any]) -> Reevaluation:
    case = await go_on(desk, case, "rectify", words={"demanded": {**ruling, "on": today(desk)}})
    await follow(desk, case)
    await begin_rectifying(desk, case)
    items = await desk.work.rectifications.of(case.id)
    values = {"count": len(items), "due": last_day(items)}
    await tell_holder(desk, case, "rectify", desk.now, values=values, paper=NOTICE)
    return case


async def _cancel(desk: Desk, case: Reevaluation, ruling: dict[str, Any]) -> Reevaluation:
    evidence = [record.id for record in await files_of(desk, case)]
    award = await award_of(desk.work, case)
    sanction = await open_cancellation(desk, award, facts=ruling["reasons"], evidence=evidence)
    for person_id in await desk.work.recusals.interested_in(f"reevaluation:{case.id}"):
        await desk.work.recusals.declare(person_id, f"sanction:{sanction.id}", interest=True, now=desk.now)
    case = await go_on(desk, case, "cancel", words={"ruling": ruling}, sanction_id=sanction.id)
    await follow(desk, case)
    return case


async def _check_items(desk: Desk, case: Reevaluation) -> None:
    items = await desk.work.rectifications.of(case.id)
    if not items:
        raise Refusal("reevaluations.no_demands", article=5)
    if past := next((item for item in items if item.due_on <= today(desk)), None):
        raise Refusal("reevaluations.past_demand", article=5, place=past.place, due=past.due_on)
