"""Nobody does a step of an affair but whom the table names; whoever has an interest in its holder opens nothing."""

from collections.abc import Iterator, Sequence

import pytest

from handlers.engine.floods import Gate
from rules.awards.affairs import ACTS, Act, Actor, State
from rules.people.roles import Role
from storage.store import Store
from tests.attacks.interests.pressing import Pressing
from tests.handlers.applying import give_role
from tests.handlers.holding import JULY
from tests.handlers.yearly import CLERK, HOLDER, LEAD, OFFICE, STRANGER, UNIT, Years

OTHER_CLERK, REVIEWER, MEMBER = 31, 12, 13
EVERYBODY = (STRANGER, HOLDER, CLERK, OTHER_CLERK, REVIEWER, MEMBER, OFFICE, LEAD)
WHO = {Actor.HOLDER: {HOLDER}, Actor.UNIT: {CLERK}, Actor.OFFICE: {OFFICE, LEAD}, Actor.LEAD: {LEAD}}
PRESSES = {"accept": "holder:accept:{award}", "hold": "activity:hold:{affair}", "call_off": "activity:off:{affair}"}
OUT_OF_TIME = "这件事已经往前走了"


def steps() -> Iterator[tuple[Act, State, str | None]]:
    """Every step from every state, about every topic that it is for."""
    for act in ACTS:
        for state in sorted(act.sources):
            topics: list[str | None] = [*sorted(act.topics)] or ["1" if act.name == "accept" else None]
            for topic in topics:
                yield act, state, topic


async def every_affair(store: Store) -> tuple[Years, dict[int, Act]]:
    """One affair before each step."""
    years = await Years.begin(store)
    years.town.receive.gate = Gate(burst=10_000, refusals=10_000, monotonic=lambda: 0.0)
    for chat, role, unit in ((OTHER_CLERK, Role.CLERK, "commerce"), (REVIEWER, Role.REVIEWER, None)):
        await give_role(years.town, years.town.person(chat), role, unit=unit)
    await give_role(years.town, years.town.person(MEMBER), Role.COMMITTEE)
    found: dict[int, Act] = {}
    async with store.work() as work:
        holder = (await work.people.meet("telegram", HOLDER, JULY, "zh")).person.id
        draft = await work.drafts.begin(holder, "change", JULY, subject="award:1")
        await work.drafts.answer(draft.id, "new_name", "临夏县新名称有限公司", JULY)
        award = await work.awards.get(1)
        assert award is not None
        for n, (act, state, topic) in enumerate(steps()):
            about = {"award_id": 1, "holder": award.holder, "unit": UNIT, "topic": topic, "draft_id": draft.id}
            one = await work.affairs.open(act.kind, state, number=f"N{n}", year=2026, now=JULY, **about)
            assert one is not None
            found[one.id] = act
        for chat in (CLERK, OFFICE, LEAD, OTHER_CLERK, REVIEWER, MEMBER):
            seat = await work.people.meet("telegram", chat, JULY, "zh")
            await work.recusals.declare(seat.person.id, "award:1", interest=False, now=JULY)
        await work.commit()
    return years, found


async def let_in(years: Years, found: dict[int, Act], chats: Sequence[int] = EVERYBODY) -> dict[int, set[int]]:
    """Who of these may take each step."""
    pressing = Pressing(years.town, whole=False)
    await pressing.settle()
    done: dict[int, set[int]] = {}
    for affair, act in found.items():
        press = PRESSES.get(act.name, "affair:{act}:{affair}").format(act=act.name, affair=affair, award=1)
        looks = {chat: await pressing.tries(chat, press) for chat in chats}
        done[affair] = {chat for chat, look in looks.items() if not look.refused and OUT_OF_TIME not in look.words}
    return done


@pytest.mark.article(32, 33, 35)
async def test_each_step_is_taken_by_those_whom_the_table_names_and_by_nobody_else(store: Store) -> None:
    years, found = await every_affair(store)
    expected = {one: set().union(*(WHO[actor] for actor in act.actors)) for one, act in found.items()}
    assert await let_in(years, found) == expected


@pytest.mark.article(40)
async def test_whoever_has_an_interest_takes_no_step(store: Store) -> None:
    years, found = await every_affair(store)
    async with store.work() as work:
        for chat in (CLERK, OFFICE, LEAD):
            seat = await work.people.meet("telegram", chat, JULY, "zh")
            await work.recusals.declare(seat.person.id, "award:1", interest=True, now=JULY)
        await work.commit()
    about_holder = {one: act for one, act in found.items() if act.name not in ("hold", "call_off")}
    taken = await let_in(years, about_holder, (CLERK, OFFICE, LEAD))
    assert {one: who for one, who in taken.items() if who} == {}


def test_what_is_settled_has_no_step_left_and_what_is_open_has_one() -> None:
    ends = {(act.kind, act.target) for act in ACTS} - {(act.kind, state) for act in ACTS for state in act.sources}
    assert {state for _, state in ends} == {State.SETTLED, State.CLOSED}
