"""The lead sees who serves and ends a role at once."""

import pytest
from aiogram.methods import SetMyCommands
from aiogram.types import BotCommandScopeChat

from rules.people.roles import Role
from storage.store import Store
from tests.handlers.towns import give_role, lead_of, roles_of
from tests.talking import Town


@pytest.mark.article(41)
async def test_a_role_ends_at_once_and_its_tasks_go_back_to_the_others(store: Store) -> None:
    town = Town(store)
    lead, reviewer = await lead_of(town), town.person(200)
    await reviewer.says("/start")
    held = await give_role(town, 200, Role.REVIEWER)
    async with store.work() as work:
        await work.tasks.assign(
            "score:1", "score", "application:1", Role.REVIEWER, now=town.clock.now, person_id=held.person_id
        )
        await work.commit()
    await reviewer.says("/menu")
    assert "📥 待办任务" in reviewer.buttons()
    await lead.says("/people")
    await lead.presses("评审人员")
    assert "确定吗" in (await lead.presses("结束这个角色"))[0]
    assert await roles_of(town, 200) == [(Role.REVIEWER, None)]
    assert "立即生效" in (await lead.presses("确定结束"))[0]
    assert await roles_of(town, 200) == []
    await reviewer.says("/menu")
    assert "📥 待办任务" not in reviewer.buttons()
    async with store.work() as work:
        task = await work.tasks.get("score:1")
        owed = [each.text for each in await work.outbox.of(held.person_id)]
        entries = await work.journal.of(f"person:{held.person_id}")
    assert task is not None
    assert task.person_id is None
    assert owed == ["people.told_ended"]
    assert [(entry.act, entry.article) for entry in entries] == [("role_ended", 41)]


async def test_the_chat_of_whoever_lost_a_role_shows_its_commands_no_more(store: Store) -> None:
    town = Town(store)
    lead, reviewer = await lead_of(town), town.person(200)
    await reviewer.says("/start")
    held = await give_role(town, 200, Role.REVIEWER)
    await lead.presses_data(f"person:end:{held.id}")
    last = [call for call in town.session.said if isinstance(call, SetMyCommands)][-1]
    assert last.scope == BotCommandScopeChat(chat_id=200)
    assert "tasks" not in [each.command for each in last.commands]


@pytest.mark.article(9)
async def test_the_last_lead_stays(store: Store) -> None:
    town = Town(store)
    lead = await lead_of(town)
    await lead.says("/people")
    await lead.presses("马主任")
    await lead.presses("结束这个角色")
    assert "只剩一位负责人" in (await lead.presses("确定结束"))[0]
    assert await roles_of(town, 100) == [(Role.LEAD, None)]


async def test_only_the_named_units_clerk_is_ended(store: Store) -> None:
    town = Town(store)
    lead, clerk = await lead_of(town), town.person(200)
    await clerk.says("/start")
    first = await give_role(town, 200, Role.CLERK, "commerce")
    await give_role(town, 200, Role.CLERK, "health")
    await lead.presses_data(f"person:end:{first.id}")
    assert await roles_of(town, 200) == [(Role.CLERK, "health")]
    assert "已经结束" in (await lead.presses_data(f"person:end:{first.id}"))[0]


@pytest.mark.article(8)
async def test_a_chair_who_is_no_plain_member_any_more_stays_the_chair_with_what_is_theirs(store: Store) -> None:
    town = Town(store)
    lead, chair = await lead_of(town), town.person(200)
    await chair.says("/start")
    plain = await give_role(town, 200, Role.COMMITTEE)
    await give_role(town, 200, Role.COMMITTEE, "chair")
    async with store.work() as work:
        await work.tasks.assign(
            "vote:1", "vote", "meeting:1", Role.COMMITTEE, now=town.clock.now, person_id=plain.person_id
        )
        await work.commit()
    await lead.presses_data(f"person:end:{plain.id}")
    assert await roles_of(town, 200) == [(Role.COMMITTEE, "chair")]
    async with store.work() as work:
        task = await work.tasks.get("vote:1")
    assert (task and task.person_id) == plain.person_id


async def test_a_long_list_is_paged_and_the_office_looks_without_changing(store: Store) -> None:
    town = Town(store)
    lead, officer = await lead_of(town), town.person(201)
    await officer.says("/start")
    await give_role(town, 201, Role.OFFICE)
    for chat in range(300, 310):
        await town.person(chat).says("/start")
        await give_role(town, chat, Role.REVIEWER)
    assert "12个角色" in (await lead.says("/people"))[0]
    assert len([label for label in lead.buttons() if "·" in label]) == 8
    await lead.presses("后一页")
    assert len([label for label in lead.buttons() if "·" in label]) == 4
    await officer.says("/people")
    assert "➕ 邀请" not in officer.buttons()
    held = await give_role(town, 300, Role.REVIEWER)
    assert "不归您办理" in (await officer.presses_data(f"person:end:{held.id}"))[0]
    assert await roles_of(town, 300) == [(Role.REVIEWER, None)]
