"""A holder claims its award with a code, and sees what it holds and what it owes (Art. 5, 32)."""

import pytest

from storage.engine.owed import OwedState
from storage.store import Store
from tests.handlers.holding import JULY, NOMINATED, WIN, claims, imported, plans, register
from tests.reminders.mail import Office


@pytest.mark.article(5)
async def test_with_the_code_somebody_becomes_the_holders_contact(store: Store) -> None:
    town, officer = await imported(store, WIN)
    holder = await claims(town, officer)
    async with store.work() as work:
        seat = await work.people.meet("telegram", 50, town.clock.now, "zh")
        (contact,) = await work.holders.of(1)
    assert (contact.person_id, contact.claimed_at) == (seat.person.id, town.clock.now)
    assert (seat.person.name, seat.person.phone) == ("马志强", "13812345678")
    (mine,) = await holder.presses_data("award:mine")
    assert mine.startswith("您的奖项：")
    assert "有效期至2026年9月30日（周三）；有效期内" in mine


async def test_small_letters_and_spaces_do_not_matter_and_a_wrong_code_is_counted(store: Store) -> None:
    town, officer = await imported(store, WIN)
    stranger = town.person(51)
    await stranger.presses_data("award:code")
    assert (await stranger.says("ABCD 2345"))[0].startswith("没有找到这个链接或邀请码")
    async with store.work() as work:
        channel = await work.channels.find("telegram", 51)
        assert channel is not None
        assert await work.attempts.wrong(f"channel:{channel.id}", town.clock.now) == 1
    code = (await officer.presses_data("register:code:1"))[-1].partition("领取码：")[2].splitlines()[0]
    await stranger.presses_data("award:code")
    assert (await stranger.says(code.lower()))[0].startswith("✅ 已登记")


async def test_one_contact_of_two_awards_claims_both(store: Store) -> None:
    second = list(NOMINATED)
    second[8:10] = WIN[8:10]
    town, officer = await imported(store, WIN, second)
    holder = await claims(town, officer)
    (mine,) = await holder.presses_data("award:mine")
    assert ("㐂和乳业" in mine, "好味面业" in mine) == (True, True)
    async with store.work() as work:
        assert await work.holders.count_unclaimed() == 0


async def test_whoever_holds_nothing_is_told_how_to_come_to_it(store: Store) -> None:
    town, _ = await register(store)
    someone = town.person(50)
    await someone.says("/start")
    (told,) = await someone.presses("我的奖项")
    assert told.startswith("您还没有登记为获奖者的联系人")
    (asked,) = await someone.presses("输入领取码")
    assert asked.startswith("请输入评委办信里的八位领取码")


@pytest.mark.article(32)
async def test_what_could_not_be_told_before_the_claim_is_before_the_holders_eyes_after_it(store: Store) -> None:
    town, officer = await imported(store, WIN, now=JULY)
    await plans(town)
    await Office(store).delivery.deliver_once(town.clock.now)
    (listed,) = await officer.presses_data("unreachable:list:0")
    assert "马志强，13812345678，有2条消息没有送到" in listed
    assert "自评报告还没有收到" in listed
    holder = await claims(town, officer)
    assert any("填写2026年自评报告" in label for label in holder.buttons())
    assert (await officer.presses_data("unreachable:list:0"))[0] == "现在没有要打电话的人。"
    async with store.work() as work:
        assert {owed.state for owed in await work.outbox.page() if owed.kind in ("assessment", "expiry")} == {
            OwedState.SENT
        }
        assert [task.state.value for task in await work.tasks.of("unreachable")] == ["done"]


async def test_what_is_owed_before_the_claim_and_not_yet_sent_comes_to_the_new_chat(store: Store) -> None:
    town, officer = await imported(store, WIN, now=JULY)
    await plans(town)
    await claims(town, officer)
    office = Office(store)
    await office.delivery.deliver_once(town.clock.now)
    assert ["自评报告还没有收到" in text for text in office.telegram.texts(50)] == [True, False]


async def test_a_holder_reads_english_if_they_like(store: Store) -> None:
    town, officer = await imported(store, WIN)
    holder = await claims(town, officer, chat=52, language="en")
    (mine,) = await holder.presses_data("award:mine")
    assert mine.startswith(
        "Your awards:\n\n🏅 临夏县㐂和乳业有限责任公司\nLinxia County People's Government Quality Award"
    )
    assert "Valid until Wednesday 30 September 2026; valid" in mine
