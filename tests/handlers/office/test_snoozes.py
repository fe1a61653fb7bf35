"""A task's reminder is put off to a morning before its last day, and comes then, unless the task is done or shut."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.planner import plan
from rules.engine.calendar import OFFICE_ZONE
from rules.people.roles import Role
from storage.engine.owed import Owed, OwedState
from storage.store import Store
from tests.handlers.holding import register
from tests.reminders.mail import Office
from tests.talking import Someone, Town

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(9)]
FRIDAY = datetime(2026, 7, 3, 2, tzinfo=UTC)
DUE = date(2026, 7, 8)  # the third working day after the Friday: Monday, Tuesday, Wednesday


async def a_task(store: Store, kind: str = "assessment", due: date = DUE) -> tuple[Town, Someone]:
    town, officer = await register(store, now=FRIDAY)
    async with store.work() as work:
        given = FRIDAY - timedelta(days=9)
        await work.tasks.assign("t", kind, "assessment:1", Role.OFFICE, now=given, due_on=due)
        await work.commit()
    return town, officer


async def later(store: Store) -> list[Owed]:
    async with store.work() as work:
        return [one for one in await work.outbox.page() if one.kind == "task-later"][::-1]


async def test_a_reminder_is_put_off_and_comes_on_that_morning(store: Store) -> None:
    town, officer = await a_task(store)
    await plan(store, town.office.pack, FRIDAY)
    async with store.work() as work:
        (owed,) = [one for one in await work.outbox.page() if one.kind == "task"]
    (way,) = [button["press"] for row in owed.buttons for button in row if button["key"] == "snoozes.later"]
    await officer.presses_data(way)
    assert officer.buttons()[:-1] == [
        "2026年7月4日（周六）早上",
        "2026年7月7日（周二）早上",
        "2026年7月8日（周三）早上",
    ]
    await officer.presses("7月8日")
    assert (await officer.presses_data("snooze:put:1:20260707"))[0].startswith(
        "✅ 审看年度自评报告：2026年7月7日（周二）早上"
    )
    first, second = await later(store)
    assert (first.state, second.state) == (OwedState.DROPPED, OwedState.OWED)
    assert second.due_at == datetime(2026, 7, 7, 8, 30, tzinfo=OFFICE_ZONE)
    office = Office(store, pack=town.office.pack)
    assert await office.delivery.deliver_once(second.due_at) >= 1
    assert (await later(store))[1].state is OwedState.SENT


async def test_it_is_never_put_off_beyond_its_last_day(store: Store) -> None:
    _, officer = await a_task(store)
    for day in ("20260710", "20260709", "20260703", "20260705", "20261399", "x"):
        await officer.presses_data(f"snooze:put:1:{day}")
    assert await later(store) == []


@pytest.mark.parametrize(("kind", "due"), [("objection_examination", DUE), ("assessment", FRIDAY.date())])
async def test_a_legal_clock_and_a_last_day_are_not_put_off(store: Store, kind: str, due: date) -> None:
    town, officer = await a_task(store, kind, due)
    assert "不能推迟提醒" in (await officer.presses_data("snooze:ask:1"))[0]
    await plan(store, town.office.pack, FRIDAY)
    async with store.work() as work:
        owed = [one for one in await work.outbox.page() if one.kind == "task"]
    assert [button["key"] for one in owed for row in one.buttons for button in row] == ["menu.tasks"] * len(owed)


@pytest.mark.parametrize("what", ["done", "shut"])
async def test_what_is_done_or_shut_meanwhile_does_not_come_again(store: Store, what: str) -> None:
    town, officer = await a_task(store)
    await officer.presses_data("snooze:put:1:20260707")
    (owed,) = await later(store)
    async with store.work() as work:
        if what == "done":
            await work.tasks.done("t", FRIDAY)
        else:
            await work.recusals.declare(owed.person_id, "assessment:1", interest=True, now=FRIDAY)
        await work.commit()
    await Office(store, pack=town.office.pack).delivery.deliver_once(owed.due_at)
    assert [one.state for one in await later(store)] == [OwedState.DROPPED]
    assert "不由您办理" in (await officer.presses_data("snooze:ask:1"))[0]


async def test_nobody_puts_off_anothers_task(store: Store) -> None:
    town, _ = await a_task(store)
    stranger = town.person(60)
    await stranger.says("/start")
    await stranger.presses_data("snooze:put:1:20260707")
    assert await later(store) == []
