"""What the lead finds later in a town full of cases: an interest, a role abused; and what became of a case then."""

from typing import Any

from rules.applications.lifecycle import State
from rules.engine.rubrics import Part
from rules.reviews.assignments import Standing
from storage.store import Store
from tests.attacks.interests.caseload import FREE, LEAD, OFFICE, OTHER_OFFICE, ROLES
from tests.attacks.interests.conflicting import Conflicts
from tests.handlers.reviewing import NOW
from tests.talking import Someone

DEPUTY = 803
NUMBER = "SB-0012"
"""The case that is evaluated."""
WHY = "经核实，该人员2024年起任申报单位独立董事。"


async def opened(store: Store) -> Conflicts:
    """Everybody has declared; the case that is evaluated has a second sheet on site, of 300 points."""
    town = await Conflicts.open(store)
    await town.declare((*ROLES, FREE, OTHER_OFFICE, DEPUTY))
    case = town.cases[State.EVALUATED]["case"]
    async with store.work() as work:
        about: dict[str, Any] = {"head": False, "by": town.ids[LEAD], "now": NOW}
        one = await work.assignments.assign(case, Part.ON_SITE, town.ids[FREE], **about)
        assert one is not None
        await work.assignments.lock(one.id, scores={"leadership": 300}, words={"overall": "好"}, now=NOW)
        await work.commit()
    return town


async def finds(town: Conflicts, chat: int, state: State) -> list[str]:
    """The lead names somebody of the case and says how it was found."""
    lead, case = town.town.person(LEAD), town.cases[state]["case"]
    await lead.presses_data(f"assignment:team:{case}")
    await lead.presses("发现应当回避的人")
    await lead.presses(f"人{chat}")
    await lead.says(WHY)
    return await lead.presses("确认无误，发送")


async def ends(town: Conflicts, chat: int) -> None:
    """The lead ends somebody's role."""
    async with town.store.work() as work:
        (held,) = await work.roles.of(town.ids[chat])
    await town.town.person(LEAD).presses_data(f"person:end:{held.id}")


async def standings(town: Conflicts, state: State) -> dict[int, tuple[Standing, bool]]:
    """How it is with each reviewer's sheet, and whether it is marked."""
    chats = {one: chat for chat, one in town.ids.items()}
    async with town.store.work() as work:
        found = await work.assignments.of(town.cases[state]["case"])
    return {chats[one.person_id]: (one.standing, one.marked) for one in found}


async def line(town: Conflicts, chat: int = OFFICE) -> str:
    """What the evaluation says of the case."""
    return (await town.town.person(chat).presses_data(f"evaluation:see:{town.cases[State.EVALUATED]['case']}"))[-1]


async def owed(town: Conflicts, chat: int) -> list[str]:
    async with town.store.work() as work:
        return [one.text for one in await work.outbox.of(town.ids[chat])]


async def acts(town: Conflicts, state: State) -> list[str]:
    async with town.store.work() as work:
        return [entry.act for entry in await work.journal.of(f"application:{town.cases[state]['case']}")]


async def reviews(town: Conflicts, chat: int, state: State) -> Someone:
    """Somebody of the office or the committee has reviewed the case besides."""
    async with town.store.work() as work:
        case = town.cases[state]["case"]
        one = await work.assignments.assign(case, Part.MATERIAL, town.ids[chat], head=False, by=town.ids[LEAD], now=NOW)
        assert one is not None
        await work.assignments.lock(one.id, scores={"leadership": 100}, words={"overall": "好"}, now=NOW)
        await work.commit()
    return town.town.person(chat)
