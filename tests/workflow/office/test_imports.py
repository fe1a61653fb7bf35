"""An import says of each list that it has begun it, so that no long list is taken for one that hangs (Art. 5, 32)."""

import pytest

from papers.office.lists import read_handover
from rules.engine.pack import load_pack
from rules.office.handover import Handover
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.deciding import NOW
from tests.papers.handed import SHEETS, books
from tests.papers.lists import TODAY
from tests.workflow.desks import desk_of
from workflow.office.imports import LISTS, bring_in

LEAD = 400
NAMES = dict(zip(("获奖者", "限制", "届次", "申报"), LISTS, strict=True))


@pytest.mark.article(5, 32)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lists", [("获奖者",), ("限制",), ("届次",), tuple(NAMES)])
async def test_each_list_that_is_there_is_told_and_no_other(store: Store, lists: tuple[str, ...]) -> None:
    handed = read_handover(books({name: SHEETS[name] for name in lists}), load_pack(), TODAY)
    assert isinstance(handed, Handover)
    steps: list[str] = []
    async with store.work() as work:
        await work.calendar.seed(NOW)
        seat = await work.people.meet("telegram", LEAD, NOW, "zh")
        await work.roles.grant(seat.person.id, Role.LEAD)
        await bring_in(await desk_of(work, LEAD, NOW), handed, lambda name, _done, _count: steps.append(name))
    assert steps == [NAMES[name] for name in lists]
