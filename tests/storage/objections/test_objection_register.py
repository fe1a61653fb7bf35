"""The register of objections: by what is due, together by what they are about, without what is shut (Art. 22, 23)."""

from datetime import date, timedelta

import pytest

from rules.engine.calendar import Count
from rules.objections.cases import State, View
from storage.objections.cases import ObjectionFilter
from storage.store import Store
from tests.storage.objections.test_objections import NOW, file

DAY = date(2026, 9, 23)
EVERYBODY = 99


@pytest.mark.parametrize(
    ("day", "today", "late"),
    [(DAY - timedelta(days=1), [], []), (DAY, [1], []), (DAY + timedelta(days=1), [], [1])],
)
async def test_what_is_due_is_told_from_what_is_late(
    store: Store, day: date, today: list[int], late: list[int]
) -> None:
    async with store.work() as work:
        one, other = await file(work), await file(work, "2026-002")
        await work.objections.move(other, State.WITHDRAWN, NOW)
        for each in (one, other):
            count = Count(date(2026, 9, 16), 5, DAY, provisional=False, passed_over=(), worked_weekends=())
            await work.deadlines.set(f"objection:{each.id}", "objection_examination", count, NOW)
        register = work.objection_register
        found = {view: await register.page(ObjectionFilter(view=view, day=day, by=EVERYBODY), limit=9) for view in View}
        assert found == {
            View.OPEN: [1],
            View.TODAY: today,
            View.LATE: late,
            View.DECIDED: [2],
            View.ALL: [2, 1],
        }
        await work.deadlines.end("objection:1", "objection_examination", NOW)
        assert await register.count(ObjectionFilter(view=View.LATE, day=day + timedelta(days=9), by=EVERYBODY)) == 0


async def test_linked_ones_stand_together_and_pages_show_each_once(store: Store) -> None:
    async with store.work() as work:
        first = await file(work)
        other = await file(work, "2026-002")
        linked = await file(work, "2026-003", same_as=first.id)
        newest = await file(work, "2026-004")
        wanted = ObjectionFilter(view=View.OPEN, day=DAY, by=EVERYBODY)
        pages = [await work.objection_register.page(wanted, limit=2, after=after) for after in (0, 2)]
        assert pages == [[newest.id, other.id], [first.id, linked.id]]
        assert [one.id for one in await work.objections.these([3, 1])] == [3, 1]
        assert [one.id for one in await work.objections.same_matter(first.id)] == [first.id, linked.id]


async def test_what_came_lately_is_found_though_its_matter_is_an_old_one(store: Store) -> None:
    async with store.work() as work:
        first = await file(work)
        await file(work, "2026-002")
        linked = await file(work, "2026-003", same_as=first.id, received_at=NOW + timedelta(days=1))
        wanted = ObjectionFilter(view=View.ALL, day=DAY, by=EVERYBODY, since=NOW + timedelta(hours=1))
        assert await work.objection_register.page(wanted, limit=1) == [linked.id]
        assert await work.objection_register.count(wanted) == 1


async def test_what_is_shut_and_what_is_ones_own_is_left_out(store: Store) -> None:
    async with store.work() as work:
        own = await file(work)
        paper = await file(work, "2026-002", at_counter=True)
        shut = await file(work, "2026-003", at_counter=True)
        wanted = ObjectionFilter(
            view=View.ALL, day=DAY, by=own.person_id, hidden={f"objection:{shut.id}", "application:7"}
        )
        assert await work.objection_register.page(wanted, limit=9) == [paper.id]
        assert await work.objection_register.count(wanted) == 1
