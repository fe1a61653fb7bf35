"""Every button is known, leads somewhere for somebody, and beside the buttons no path is left open (Art. 40)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from reminders.planner import plan
from rules.applications.lifecycle import State
from rules.engine.pack import load_pack
from rules.interests.statements import Source
from storage.store import Store
from tests.attacks.interests.caseload import COLLEAGUE, DUE, FREE, OFFICE, OTHER_OFFICE, ROLES
from tests.attacks.interests.conflicting import Conflicts
from tests.attacks.interests.doors import ABOUT_IT, APPLICANTS, CASE, LISTS, NO_CASE
from tests.attacks.interests.pressing import Pressing
from tests.attacks.interests.trying import OBJECTED, every, is_refusal, listing, looking
from tests.attacks.interests.verbs import verbs
from tests.handlers.reviewing import NOW
from tests.workflow.desks import desk_of
from workflow.engine.tasks import give

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
SHOWN = {
    "task:list",
    "task:all",
    "sheet:mine",
    "result:in",
    "declaration:free",
    "panel:many",
    "evaluation:list",
    "meeting:see",
    "meeting:here",
    "grant:edition",
}
"""The lists in which names and numbers stand for whoever may see them."""


async def test_every_button_of_the_service_is_in_one_of_the_tables(store: Store) -> None:
    tables = [set(CASE), set(ABOUT_IT), set(APPLICANTS), set(LISTS)]
    named = {word for words in NO_CASE for word in words.split()}
    whole = {prefix for prefix in named if ":" not in prefix}
    there = {f"{prefix}:{verb}" for prefix, words in verbs().items() for verb in words}
    left = {one for one in there if one.partition(":")[0] not in whole} - named
    assert sorted(left) == sorted(set().union(*tables))
    assert sum(map(len, tables)) == len(set().union(*tables))
    assert (named - whole - there, whole - set(verbs())) == (set(), set())


@pytest.mark.article(40)
async def test_without_an_interest_each_of_these_buttons_is_somebodys(store: Store) -> None:
    town = await Conflicts.open(store)
    await town.declare(ROLES)
    deliberated = ("meeting:vote", "meeting:decide")
    for state, table in (
        (OBJECTED, {key: presses for key, presses in {**CASE, **ABOUT_IT}.items() if key not in deliberated}),
        (State.CANDIDATE, {key: CASE[key] for key in deliberated}),
    ):
        pressing = await looking(town)
        for press in every(town, state, table):
            assert [chat async for chat in let_in(pressing, press)] != []


@pytest.mark.article(40)
async def test_the_lists_show_the_cases_to_whoever_has_no_interest(store: Store) -> None:
    town = await Conflicts.open(store)
    told: set[str] = set()
    for chat in ROLES:
        told |= await listing(town, chat)
    assert told >= SHOWN
    await town.declare(ROLES)
    assert await listing(town, OFFICE) >= {"result:sheet"}


@pytest.mark.article(40)
async def test_nobody_is_written_to_about_a_case_that_is_shut(store: Store) -> None:
    town = await Conflicts.open(store)
    await town.interested(Source.KNOWN)
    now = datetime(2026, 9, 7, 2, tzinfo=UTC)
    async with store.work() as work:
        desk = await desk_of(work, OTHER_OFFICE, now)
        for case in town.cases.values():
            for role, unit in set(ROLES.values()):
                about, key = f"application:{case['case']}", f"more:{case['case']}:{role}:{unit}"
                await give(desk, key, "assignment", about, role, unit=unit, due_on=DUE, names=case["number"])
        await work.commit()
    await plan(store, load_pack(), now)
    async with store.work() as work:
        told = {chat: await work.outbox.of(one) for chat, one in town.ids.items()}
    assert {chat: [one.key for one in told[chat]] for chat in ROLES} == {chat: [] for chat in ROLES}
    for chat in (COLLEAGUE, OTHER_OFFICE, FREE):
        assert {one.text for one in told[chat]} >= {"tasks.given"}
    assert {one.text for one in told[OTHER_OFFICE]} == {"tasks.given", "reminders.task.due", "digests.morning"}


@pytest.mark.article(40)
async def test_a_departments_link_opens_nothing_for_whoever_has_an_interest(store: Store) -> None:
    town = await Conflicts.open(store)
    await town.interested(Source.DECLARED)
    case, tokens = town.cases[State.CONSULTING], []
    async with store.work() as work:
        for _ in range(2):
            about = f"consultation:{case['asked']}"
            tokens.append(await work.links.make("consult", about, now=NOW, expires_at=NOW + timedelta(days=60)))
        await work.commit()
    pressing = await looking(town)
    for chat in ROLES:
        assert is_refusal(town, await pressing.says(chat, f"/start {tokens[0]}"))
    assert town.told(await pressing.says(903, f"/start {tokens[0]}")) == [case["number"]]


@pytest.mark.article(40)
async def test_what_was_begun_before_goes_on_no_more(store: Store) -> None:
    town = await Conflicts.open(store)
    await town.declare([OFFICE])
    case = town.cases[State.MATERIAL_REVIEW]
    officer = town.town.person(OFFICE)
    await officer.presses_data(f"panel:case:material:{case['case']}")
    await officer.presses_data(f"panel:tick:{town.ids[FREE]}")
    await town.interested(Source.FOUND_LATER, [OFFICE])
    pressing = await looking(town)
    for press in ("panel:go", "panel:tick:1", "panel:turn:1"):
        assert is_refusal(town, await pressing.tries(OFFICE, press))


async def let_in(pressing: Pressing, press: str) -> AsyncIterator[int]:
    """The first whose business it is."""
    for chat in ROLES:
        if not (await pressing.tries(chat, press)).refused:
            yield chat
            return
