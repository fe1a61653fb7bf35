"""Whoever has an interest in a case is refused it on every path: role by role, state by state (Art. 40; S5)."""

import pytest

from rules.applications.lifecycle import State
from rules.interests.statements import Source
from storage.store import Store
from tests.attacks.interests.caseload import CHAIR, CLERK, LEAD, MATERIAL, OFFICE, ROLES
from tests.attacks.interests.conflicting import Conflicts
from tests.attacks.interests.doors import CASE
from tests.attacks.interests.trying import OBJECTED, listing, opened_by, table_of
from tests.workflow.desks import desk_of
from workflow.office.statements import shut_to

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
STAGES = (
    State.CONSULTING,
    State.UNIT_NOTICE,
    State.MATERIAL_REVIEW,
    State.ACCEPTANCE_NOTICE,
    State.ON_SITE,
    State.CANDIDATE,
    State.GOVERNMENT,
)
"""A state of each stage; an objection is raised to the second."""


@pytest.mark.article(40)
@pytest.mark.parametrize("state", STAGES)
async def test_whoever_declared_an_interest_is_refused_by_every_button_of_the_case(store: Store, state: State) -> None:
    town = await Conflicts.open(store)
    await town.interested(Source.DECLARED)
    assert await opened_by(town, ROLES, state, table_of(state)) == []


@pytest.mark.article(40)
async def test_whose_interest_is_known_or_found_later_is_refused_just_so(store: Store) -> None:
    town = await Conflicts.open(store)
    for place, (chat, state) in enumerate(zip(ROLES, (*STAGES, OBJECTED), strict=True)):
        await town.interested(Source.FOUND_LATER if place % 2 else Source.KNOWN, [chat])
        assert await opened_by(town, [chat], state, table_of(state)) == []


@pytest.mark.article(40)
async def test_what_somebody_stated_counts_before_anything_was_declared(store: Store) -> None:
    town = await Conflicts.open(store)
    await town.stated()
    table = {key: presses for key, presses in CASE.items() if key != "paper:print"}
    for chat, state in zip(ROLES, (*STAGES, State.DEFENCE), strict=True):
        assert await opened_by(town, [chat], state, table) == []


@pytest.mark.article(40)
async def test_nobody_handles_their_own_application(store: Store) -> None:
    town = await Conflicts.open(store)
    for chat, state in zip(ROLES, (*STAGES[::-1], State.ON_SITE), strict=True):
        await town.belong_to(chat)
        assert await opened_by(town, [chat], state, table_of(state)) == []


@pytest.mark.article(40)
@pytest.mark.parametrize("kind", ["declared", "known", "own"])
async def test_no_list_and_no_count_says_anything_of_a_case_that_is_shut(store: Store, kind: str) -> None:
    town = await Conflicts.open(store)
    if kind == "declared":
        await town.interested(Source.DECLARED)
    elif kind == "known":
        await town.stated()
    for chat in ROLES if kind == "declared" else (CLERK, OFFICE, LEAD, MATERIAL, CHAIR):
        if kind == "own":
            await town.belong_to(chat)
        async with store.work() as work:
            await shut_to(await desk_of(work, chat, town.town.clock.now), town.ids[chat])
            await work.commit()
        assert await listing(town, chat) - ({"status:all"} if kind == "own" else set()) == set()
