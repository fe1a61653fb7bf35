"""A holder's contacts are seen, confirmed once a year, handed over by a code, and phoned when they are silent."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.people.roles import Role
from storage.engine.owed import OwedState
from storage.store import Store
from tests.handlers.applying import give_role
from tests.handlers.holding import WIN, claims, imported, plans
from tests.talking import Someone, Town

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(32)]
LAST_JUNE = datetime(2025, 6, 25, 2, tzinfo=UTC)
MAY = datetime(2026, 5, 15, 2, tzinfo=UTC)
CODE = "交接码："


async def a_holder(store: Store, now: datetime = LAST_JUNE) -> tuple[Town, Someone, Someone]:
    """The office, and the first contact of an award, who came last June."""
    town, officer = await imported(store, WIN, now=now)
    return town, officer, await claims(town, officer)


def code(said: list[str]) -> str:
    return said[-1].partition(CODE)[2].splitlines()[0]


async def owed(town: Town, text: str) -> list[tuple[int, OwedState]]:
    async with town.store.work() as work:
        return [(one.person_id, one.state) for one in await work.outbox.page() if one.text == text]


async def contacts(town: Town) -> list[tuple[int, int]]:
    async with town.store.work() as work:
        found = [(one.place, await work.channels.of(one.person_id)) for one in await work.holders.of(1)]
        return [(place, channels[0].chat_id if channels else 0) for place, channels in found]


async def test_a_contact_adds_a_second_one_and_hands_over_by_a_code(store: Store) -> None:
    town, officer, first = await a_holder(store)
    (page,) = await first.presses_data("contact:see:1")
    assert page.splitlines()[1].startswith("第一联系人：马志强，138****5678，邮箱：无（已登记）")
    second = town.person(51)
    given = code(await first.presses("增加第二联系人"))
    assert "您现在是" in (await second.says(f"/start {given.replace(' ', '')}"))[0]
    assert await contacts(town) == [(1, 50), (2, 51)]
    assert len(await owed(town, "contacts.told_changed")) == 1
    assert "交接码" not in (await second.presses_data("contact:hand:1:1"))[-1]  # the second does not put the first away
    third = town.person(52)
    handed = code(await second.presses_data("contact:hand:1:2"))
    await third.presses_data("award:code")
    await third.says(handed)
    assert await contacts(town) == [(1, 50), (2, 52)]
    assert len(await owed(town, "contacts.told_replaced")) == 1
    assert "第二联系人" not in (await second.presses_data("contact:see:1"))[-1]
    used = await town.person(53).says(f"/start {handed.replace(' ', '')}")
    assert await contacts(town) == [(1, 50), (2, 52)]
    assert used
    async with store.work() as work:
        assert [one.act for one in await work.journal.of("award:1")].count("contact_changed") == 2
    assert officer.chat_id == 9


async def test_a_code_opens_nothing_for_a_contact_or_once_its_maker_is_none(store: Store) -> None:
    town, officer, first = await a_holder(store)
    given = code(await first.presses_data("contact:hand:1:2"))
    assert "您已经是这个奖项的联系人" in (await first.says(f"/start {given.replace(' ', '')}"))[0]
    instead = code(await officer.presses_data("contact:hand:1:1"))  # the office puts another in the first's place
    await town.person(51).says(f"/start {instead.replace(' ', '')}")
    assert await contacts(town) == [(1, 51)]
    assert "已经不能更换这位联系人" in (await town.person(52).says(f"/start {given.replace(' ', '')}"))[0]
    town.clock.now += timedelta(days=15)
    late = code(await officer.presses_data("contact:hand:1:2"))
    town.clock.now += timedelta(days=14)
    await town.person(52).says(f"/start {late.replace(' ', '')}")
    assert await contacts(town) == [(1, 51)]


async def test_once_a_year_before_july_contacts_are_asked_and_one_press_answers(store: Store) -> None:
    town, officer, first = await a_holder(store, LAST_JUNE.replace(year=2024))
    before = MAY.replace(year=2025)
    for now in (before - timedelta(days=1), before, before, before + timedelta(days=1)):
        town.clock.now = now
        await plans(town)
        assert len(await owed(town, "contacts.question")) == (now >= before)
    assert "✅ 谢谢" in (await first.presses_data("contact:right:1"))[0]
    town.clock.now = before + timedelta(days=60)
    await plans(town)
    assert (await officer.presses_data("contact:list:0"))[0].startswith("现在没有要核实的联系人")
    town.clock.now = MAY - timedelta(days=1)
    await plans(town)
    assert len(await owed(town, "contacts.question")) == 1
    town.clock.now = MAY + timedelta(days=3)  # the service was away
    await plans(town)
    assert len(await owed(town, "contacts.question")) == 2


async def test_who_is_silent_is_phoned_and_the_task_ends_with_the_last(store: Store) -> None:
    town, officer, _ = await a_holder(store)
    town.clock.now = MAY
    await plans(town)
    for days, listed in ((10, 0), (20, 1)):  # ten working days are over on 29 May
        town.clock.now = MAY + timedelta(days=days)
        await plans(town)
        async with store.work() as work:
            assert len([task for task in await work.tasks.open() if task.kind == "contacts"]) == listed
    await officer.says("/tasks")
    (page,) = await officer.presses("核实获奖者联系人")
    assert page.startswith("有1位联系人要打电话核实：\n\n📞 马志强，13812345678\n")
    assert "2026年5月15日（周五）问过，没有答复" in page
    assert (await officer.presses("已核实"))[0].startswith("✅ 已记下电话核实。\n\n现在没有要核实的联系人")
    async with store.work() as work:
        assert [task for task in await work.tasks.open() if task.kind == "contacts"] == []
    assert (await officer.presses_data("contact:phoned:1:1"))[0].startswith("这位联系人已经不用核实")


async def test_whose_mail_came_back_is_on_the_list_too(store: Store) -> None:
    town, officer, first = await a_holder(store)
    async with store.work() as work:
        channel = await work.channels.find("telegram", first.chat_id)
        assert channel is not None
        given = await work.emails.give(channel.person_id, "ma@dairy.example", town.clock.now)
        await work.emails.bounce(given.id, MAY)
        await work.commit()
    town.clock.now = MAY
    assert "邮件被退回" in (await officer.presses_data("contact:list:0"))[0]
    assert "m***@dairy.example（已退信）" in (await officer.presses_data("register:see:1"))[0]


async def test_nobody_else_sees_or_changes_contacts(store: Store) -> None:
    town, _, _ = await a_holder(store)
    stranger, clerk = town.person(60), town.person(61)
    await stranger.says("/start")
    await give_role(town, clerk, Role.CLERK, unit="industry")
    for someone in (stranger, clerk):
        for data in ("contact:see:1", "contact:right:1", "contact:hand:1:2", "contact:list:0", "contact:phoned:1:1"):
            said = (await someone.presses_data(data))[0]
            assert ("联系人：" in said, CODE in said, "谢谢" in said) == (False, False, False)
    assert await contacts(town) == [(1, 50)]
