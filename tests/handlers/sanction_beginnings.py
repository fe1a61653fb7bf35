"""How each form about a case is begun: the case is brought to where the form stands, and the real button pressed."""

from collections.abc import Awaitable, Callable, Mapping

from storage.store import Store
from tests.handlers.sanctioning import FACTS, FILE, FOUND, REASONS, Town
from tests.talking import Someone

LEAD, OFFICE, CHAIR, HOLDER = Town.LEAD, Town.OFFICE, Town.CHAIR, Town.HOLDER


async def opening(store: Store, _form: str) -> Someone:
    """The lead opens a case."""
    lead = (await Town.with_award(store)).person(LEAD)
    await lead.presses_data("sanction:new")
    return lead


async def revocation(store: Store, form: str) -> Someone:
    """A case about an award, as far as this form (Art. 39)."""
    town = await Town.with_award(store)
    await town.opens_39()
    await town.declares(CHAIR, OFFICE, LEAD)
    if form == "sanction_findings":
        return await _presses(town, CHAIR, "investigate")
    await town.does(CHAIR, "investigate", FOUND, FILE)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    if form == "sanction_statement":
        return await _presses(town, HOLDER, "answer")
    if form == "sanction_delivery":
        return await _presses(town, OFFICE, "deliver")
    await town.does(HOLDER, "answer", "我方对事实没有异议。", None)
    await town.does(LEAD, "decide", "1", "质评委〔2026〕3号", "2026-08-20", REASONS)
    if form == "sanction_approval":
        return await _presses(town, LEAD, "approve")
    await town.does(LEAD, "approve", "1", "县政府常务会议", "临县府〔2026〕9号", "2026-08-20", FILE, "1")
    recovery = form == "sanction_recovery"
    return await _presses(town, *((OFFICE, "recover") if recovery else (LEAD, "publish")))


async def false_materials(store: Store, form: str) -> Someone:
    """A case about an application, to be decided, or the bar that it led to (Art. 36)."""
    town = await Town.with_award(store)
    await town.opens()
    await town.declares(OFFICE, LEAD)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    await town.does(Town.APPLICANT, "answer", "我方对事实没有异议。", None)
    if form == "bar_lifting":
        await town.does(LEAD, "decide", "1", "质评办〔2026〕8号", "2026-08-20", "1", REASONS)
        return await _presses(town, LEAD, "bar:lift")
    return await _presses(town, LEAD, "decide")


async def staff(store: Store, form: str) -> Someone:
    """A case about a clerk, to be handed on or dropped (Art. 38)."""
    town = await Town.with_award(store)
    await town.opens(LEAD, "4", "1", "1", FACTS, FILE)
    await town.declares(LEAD)
    return await _presses(town, LEAD, "forward" if form == "sanction_forwarding" else "withdraw")


async def _presses(town: Town, chat: int, act: str) -> Someone:
    someone = town.person(chat)
    await someone.presses_data(f"{act}:1" if ":" in act else f"sanction:{act}:1")
    return someone


BEGINNINGS: Mapping[str, Callable[[Store, str], Awaitable[Someone]]] = {
    "sanction": opening,
    "sanction_findings": revocation,
    "sanction_statement": revocation,
    "sanction_delivery": revocation,
    "sanction_decision": false_materials,
    "sanction_approval": revocation,
    "sanction_forwarding": staff,
    "sanction_recovery": revocation,
    "sanction_publication": revocation,
    "sanction_withdrawal": staff,
    "bar_lifting": false_materials,
}
