"""Whoever has an interest in a case is refused it on every path: role by role, state by state (Art. 40; S5)."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from reminders.planner import plan
from rules.interests import Source
from rules.lifecycle import State
from rules.pack import load_pack
from storage.store import Store
from tests.attacks.caseload import CHAIR, CLERK, COLLEAGUE, DUE, FREE, LEAD, MATERIAL, OFFICE, OTHER_OFFICE, ROLES
from tests.attacks.conflicting import Conflicts
from tests.attacks.doors import ABOUT_IT, APPLICANTS, CASE, LISTS, NO_CASE
from tests.attacks.pressing import Look, Pressing
from tests.attacks.verbs import verbs
from tests.handlers.reviewing import NOW
from tests.workflow.desks import desk_of
from workflow.known_interests import shut_to
from workflow.tasks import give

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
OBJECTED = State.UNIT_NOTICE
SHOWN = {"t:list", "t:all", "as:mine", "as:in", "as:free", "as:bulk", "ev:list", "cm:see", "cm:here", "gr:edition"}
"""The lists in which names and numbers stand for whoever may see them."""
Table = Mapping[str, tuple[str, ...]]


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
    deliberated = ("cm:vote", "cm:decide")
    for state, table in (
        (OBJECTED, {key: presses for key, presses in {**CASE, **ABOUT_IT}.items() if key not in deliberated}),
        (State.CANDIDATE, {key: CASE[key] for key in deliberated}),
    ):
        pressing = await looking(town)
        for press in every(town, state, table):
            assert [chat async for chat in let_in(pressing, press)] != []


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
    table = {key: presses for key, presses in CASE.items() if key != "pr:"}
    for chat, state in zip(ROLES, (*STAGES, State.DEFENCE), strict=True):
        assert await opened_by(town, [chat], state, table) == []


@pytest.mark.article(40)
async def test_nobody_handles_their_own_application(store: Store) -> None:
    town = await Conflicts.open(store)
    for chat, state in zip(ROLES, (*STAGES[::-1], State.ON_SITE), strict=True):
        await town.belong_to(chat)
        assert await opened_by(town, [chat], state, table_of(state)) == []


@pytest.mark.article(40)
async def test_the_lists_show_the_cases_to_whoever_has_no_interest(store: Store) -> None:
    town = await Conflicts.open(store)
    told: set[str] = set()
    for chat in ROLES:
        told |= await listing(town, chat)
    assert told >= SHOWN
    await town.declare(ROLES)
    assert await listing(town, OFFICE) >= {"as:xls"}


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
        assert await listing(town, chat) - ({"st:all"} if kind == "own" else set()) == set()


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
    assert {one.text for one in told[OTHER_OFFICE]} == {"tasks.given", "reminders.task.due"}


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
    await officer.presses_data(f"as:who:material:{case['case']}")
    await officer.presses_data(f"as:t:{town.ids[FREE]}")
    await town.interested(Source.FOUND_LATER, [OFFICE])
    pressing = await looking(town)
    for press in ("as:go", "as:t:1", "as:p:1"):
        assert is_refusal(town, await pressing.tries(OFFICE, press))


def table_of(state: State) -> Table:
    """What is pressed for the case in this state: an objection and a sanction are about one of them alone."""
    return {**CASE, **ABOUT_IT} if state is OBJECTED else CASE


def every(town: Conflicts, state: State, table: Table) -> Iterator[str]:
    """The buttons of the table for the case in this state."""
    for key, presses in table.items():
        if not key.startswith("ob:") or state is OBJECTED:
            yield from (press.format_map(town.cases[state]) for press in presses)


async def looking(town: Conflicts, *, whole: bool = True) -> Pressing:
    """Somebody who is about to press."""
    pressing = Pressing(town.town, whole=whole)
    await pressing.settle()
    return pressing


async def let_in(pressing: Pressing, press: str) -> AsyncIterator[int]:
    """The first whose business it is."""
    for chat in ROLES:
        if not (await pressing.tries(chat, press)).refused:
            yield chat
            return


def is_refusal(town: Conflicts, look: Look) -> bool:
    """Refused as none of their business, with one line in the journal that says so, and not a word about any case."""
    acts = [act for act, _ in look.written]
    return acts == ["refused"] and not look.files and not look.moved and town.told(look) == []


async def opened_by(town: Conflicts, chats: Iterable[int], state: State, table: Table) -> list[str]:
    """What was not refused as it must be."""
    pressing = await looking(town, whole=state is OBJECTED)
    return [
        f"{chat} {press}"
        for chat in chats
        for press in every(town, state, table)
        if not is_refusal(town, await pressing.tries(chat, press))
    ]


async def listing(town: Conflicts, chat: int) -> set[str]:
    """The lists that tell this person something of a case."""
    pressing, found = await looking(town, whole=False), set()
    for key, presses in LISTS.items():
        for press in presses:
            if town.told(await pressing.tries(chat, press.format_map(town.cases[OBJECTED]))):
                found.add(key)
    return found
