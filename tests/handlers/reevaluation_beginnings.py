"""How each form of a re-evaluation is begun: the case stands where the form is, and the real button is pressed."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from rules.reevaluations.cases import State, Verdict
from storage.store import Store
from tests.handlers.reevaluating import DEMAND, FOUND, Anew
from tests.talking import Someone

STANDS: Mapping[str, tuple[State, int, str]] = {
    "reevaluation_opinion": (State.EVALUATING, 500, "reevaluation:opine:1"),
    "reevaluation_proposal": (State.EVALUATED, Anew.OFFICE, "reevaluation:propose:1"),
    "reevaluation_decision": (State.PROPOSED, Anew.LEAD, "reevaluation:decide:1"),
    "reevaluation_without": (State.REPORTING, Anew.OFFICE, "reevaluation:go_without:1"),
    "rectification_demand": (State.EVALUATED, Anew.OFFICE, "reevaluation:demand:1"),
    "rectification_evidence": (State.RECTIFYING, Anew.HOLDER, "rectification:prove:1"),
    "rectification_postponement": (State.RECTIFYING, Anew.LEAD, "rectification:postpone:1"),
}
"""Where the case stands, who presses, and what."""


async def begun(store: Store, form: str) -> Someone:
    """The case is where the form stands."""
    town = await Anew.open(store)
    await town.plans()
    state, chat, word = STANDS[form]
    async with store.work() as work:
        for reviewer in (500, 501):
            now, person_id = town.town.clock.now, town.ids[reviewer]
            await work.reevaluation_opinions.name(1, 0, person_id, by=town.ids[401], now=now)
            if state is not State.EVALUATING:
                draft = await work.drafts.begin(person_id, "reevaluation_opinion", now, subject="reevaluation:1")
                await work.drafts.answer(draft.id, "findings", FOUND, now)
                (part,) = await work.reevaluation_opinions.awaited_of(person_id)
                await work.reevaluation_opinions.hand_in(part.id, Verdict.RECTIFY, draft.id, now)
        await work.rectifications.add(1, DEMAND, date(2027, 1, 29))
        await work.commit()
    await town.stand(state, report_by=date(2026, 12, 14))
    someone = town.person(chat)
    await someone.presses_data(word)
    return someone


async def reporting(store: Store, _form: str) -> Someone:
    """The holder writes its report."""
    town = await Anew.open(store)
    await town.plans()
    await town.stand(State.REPORTING, report_by=date(2027, 1, 12))
    holder = town.person(Anew.HOLDER)
    await holder.presses_data("reevaluation:report:1")
    await holder.presses_data("consent:agree:reevaluation:report:1")
    return holder


BEGINNINGS: Mapping[str, Callable[[Store, str], Awaitable[Someone]]] = {
    **dict.fromkeys(STANDS, begun),
    "reevaluation_report": reporting,
}
