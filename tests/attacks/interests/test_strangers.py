"""Whoever has no part in a case gets nowhere with its buttons, nor with the next number, nor in a group (S5-S7)."""

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.engine.floods import Gate
from rules.applications.lifecycle import State
from rules.engine.rubrics import Part
from storage.store import Store
from tests.attacks.interests.caseload import FREE, LEAD, OFFICE
from tests.attacks.interests.conflicting import Conflicts
from tests.attacks.interests.doors import ABOUT_IT, APPLICANTS, CASE
from tests.attacks.interests.pressing import Pressing
from tests.attacks.interests.trying import OBJECTED, every, is_refusal, looking
from tests.handlers.reviewing import NOW

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
APPLICANT, OTHER_CLERK, TIPSTER, NOBODY = 101, 300, 902, 903
STRANGERS = (APPLICANT, OTHER_CLERK, FREE, TIPSTER, NOBODY)
"""Another's applicant, another unit's clerk, a reviewer of another case, a tipster, somebody who never wrote before."""
ALL = {**CASE, **ABOUT_IT, **APPLICANTS}
ELSEWHERE = State.EVALUATED
"""The case that the stranger reviewer reviews."""


async def opened(store: Store) -> Conflicts:
    """The town, with a reviewer who reviews one case and has declared on it."""
    town = await Conflicts.open(store)
    async with store.work() as work:
        case = town.cases[ELSEWHERE]["case"]
        about: dict[str, Any] = {"head": False, "by": town.ids[LEAD], "now": NOW}
        await work.assignments.assign(case, Part.ON_SITE, town.ids[FREE], **about)
        await work.recusals.declare(town.ids[FREE], f"application:{case}", interest=False, now=NOW)
        await work.commit()
    return town


async def test_no_stranger_is_let_in_by_any_button(store: Store) -> None:
    town = await opened(store)
    pressing = await looking(town)
    let_in = [
        f"{chat} {press}"
        for chat in STRANGERS
        for press in every(town, OBJECTED, ALL)
        if not is_refusal(town, await pressing.tries(chat, press))
    ]
    assert let_in == []
    own = await pressing.tries(FREE, f"review:open:{town.cases[ELSEWHERE]['case']}")
    assert town.told(own) == [town.cases[ELSEWHERE]["number"]]  # the reviewer's own is open to them


async def test_only_the_applicant_presses_the_applicants_buttons(store: Store) -> None:
    town = await opened(store)
    await town.declare((OFFICE, LEAD))
    pressing = await looking(town)
    for press in every(town, OBJECTED, APPLICANTS):
        assert not (await pressing.tries(100, press)).refused
        assert all([is_refusal(town, await pressing.tries(chat, press)) for chat in (OFFICE, LEAD, FREE)])


async def test_a_number_that_nothing_has_says_nothing_and_does_nothing(store: Store) -> None:
    town = await opened(store)
    pressing = await looking(town, whole=False)
    for chat in (OTHER_CLERK, NOBODY, LEAD):
        for press in pressed(ALL, dict.fromkeys(town.cases[OBJECTED], 9_999)):
            look = await pressing.tries(chat, press)
            assert (town.told(look), look.files, look.moved) == ([], (), False)
            assert {act for act, _ in look.written} <= {"refused"}


async def test_whoever_tries_one_button_after_another_is_not_heard_after_twenty(store: Store) -> None:
    town = await opened(store)
    town.town.receive.gate = Gate(burst=10_000, monotonic=lambda: 0.0)
    stranger = town.town.person(NOBODY)
    read = [await stranger.presses_data(press) for press in every(town, OBJECTED, CASE)]
    assert [bool(words) for words in read] == [True] * 21 + [False] * (len(read) - 21)
    assert read[20][0].startswith("您发得太快了")
    async with store.work() as work:
        found = [entry for entry in await work.journal.page(limit=500) if entry.act == "refused"]
    assert len(found) == 20


async def test_a_copy_of_a_button_in_a_group_does_nothing_whosever_it_is(store: Store) -> None:
    town = await opened(store)
    await town.declare((LEAD, 100))
    pressing: Pressing = await looking(town)
    for chat, table in ((LEAD, {**CASE, **ABOUT_IT}), (100, APPLICANTS)):
        for press in every(town, OBJECTED, table):
            look = await pressing.tries(chat, press, group=-100)
            assert (look.words, look.files, look.written, look.moved) == ("", (), (), False)


def pressed(table: Mapping[str, tuple[str, ...]], known: Mapping[str, object]) -> list[str]:
    """The buttons of the table with these ids."""
    return [press.format_map(known) for presses in table.values() for press in presses]
