"""How the forms of what is brought on paper are begun: a clerk's entry, the lead's for a late one (Art. 14, 22)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import give_role, open_edition, patient
from tests.handlers.objecting import Case
from tests.talking import Someone

CLOSED = datetime(2026, 10, 8, 1, tzinfo=UTC)


async def entry(store: Store, form: str) -> Someone:
    """A clerk enters an application that somebody brought."""
    town = patient(store)
    await open_edition(store)
    clerk = town.person(7)
    await give_role(town, clerk, Role.CLERK, "leading_group_office")
    await clerk.presses_data("paper_case:new")
    await clerk.presses_data(f"paper_case:kind:{form.removeprefix('paper_')}")
    return clerk


async def late(store: Store, _form: str) -> Someone:
    """The lead allows a late entry."""
    town = patient(store)
    await open_edition(store)
    lead = town.person(8)
    await give_role(town, lead, Role.LEAD)
    town.clock.now = CLOSED
    await lead.presses_data("paper_case:late")
    return lead


async def late_objection(store: Store, _form: str) -> Someone:
    """The lead allows the late entry of an objection."""
    case = await Case.open(store)
    case.town.clock.now = CLOSED
    lead = case.person(900)
    await lead.presses_data("paper_case:late_objection")
    return lead


BEGINNINGS: Mapping[str, Callable[[Store, str], Awaitable[Someone]]] = {
    "paper_organisation": entry,
    "paper_individual": entry,
    "late_entry": late,
    "late_objection": late_objection,
}
