"""Holders are invited, say whether they come, and are noted; what was held is counted (Art. 31, 35)."""

from datetime import UTC, datetime

import pytest

from rules.awards.affairs import Invited, State
from rules.engine.refusals import Refusal
from storage.store import Store
from tests.handlers.holding import plans, sends_list, texts_owed
from tests.handlers.yearly import OTHER, STRANGER, Years
from tests.workflow.desks import desk_of
from workflow.awards.activities import plan_activity
from workflow.engine.drafts import begun

DAY = datetime(2026, 7, 20, 2, tzinfo=UTC)
EVE = datetime(2026, 7, 19, 2, tzinfo=UTC)


async def planned(store: Store) -> Years:
    """An activity on 20 July to which two holders are invited."""
    years = await Years.begin(store)
    await sends_list(years.officer, [OTHER])
    await years.officer.presses("确认导入")
    (said,) = await years.writes(years.officer, "activity", None, on="2026-07-20")
    assert said.startswith("✅ 活动已安排，编号活动〔2026〕1号，2026年7月20日（周一）举行，邀请2家获奖者")
    return years


async def states(store: Store) -> list[Invited]:
    async with store.work() as work:
        return [guest.state for guest in await work.guests.of(1)]


@pytest.mark.article(31, 35)
async def test_holders_are_invited_reminded_and_noted_and_the_activity_is_counted(store: Store) -> None:
    years = await planned(store)
    assert await texts_owed(store, "affair:1:invited-1") == ["affairs.invited"]
    for press in ("activity:come:1:2:yes", "activity:come:9:1:yes", "activity:see:1:0", "activity:hold:1"):
        assert (await years.holder.presses_data(press))[0].startswith("这件事"), press
    await years.holder.presses_data("affair:open:1")
    assert (await years.holder.presses("🙋"))[0].startswith("已登记：您参加")
    assert await states(store) == [Invited.ASKED, Invited.COMING]
    assert (await years.officer.presses_data("activity:here:1:1:0"))[0].startswith("活动在2026年7月20日（周一）举行")
    years.town.clock.now = EVE
    for _ in range(2):
        await plans(years.town)
    assert await texts_owed(store, "activity:1:1:before") == ["affairs.activity_near"]
    years.town.clock.now = DAY
    (noted,) = await years.officer.presses_data("activity:here:1:1:0")
    assert ("到场1" in noted, "✅ 临夏县㐂和乳业" in noted) == (True, True)
    await years.officer.presses_data("activity:hold:1")
    assert await states(store) == [Invited.ABSENT, Invited.ATTENDED]
    assert (await years.affair(1)).state is State.SETTLED
    (listed,) = await years.officer.presses_data("affair:list:activity:0")
    assert "2026年已举办1次，邀请2家次，到场1家次" in listed
    assert (await years.holder.presses_data("activity:come:1:1:no"))[0].startswith("这件事已经往前走了")


@pytest.mark.article(35)
async def test_whoever_declined_was_not_absent(store: Store) -> None:
    years = await planned(store)
    await years.holder.presses_data("affair:open:1")
    await years.holder.presses_data("activity:come:1:1:no")
    years.town.clock.now = DAY
    await years.officer.presses_data("activity:hold:1")
    assert await states(store) == [Invited.ABSENT, Invited.DECLINED]


@pytest.mark.article(35)
async def test_what_is_called_off_is_told_to_whoever_has_not_declined(store: Store) -> None:
    years = await planned(store)
    assert (await years.town.person(STRANGER).presses_data("activity:off:1"))[0].startswith("这件事")
    await years.officer.presses_data("activity:off:1")
    assert (await years.affair(1)).state is State.CLOSED
    assert await texts_owed(store, "affair:1:off") == ["affairs.called_off"]
    years.town.clock.now = EVE
    await plans(years.town)
    assert await texts_owed(store, "activity:1") == []


@pytest.mark.article(35)
async def test_a_unit_invites_those_that_it_recommended(store: Store) -> None:
    years = await Years.begin(store)
    elsewhere = [*OTHER[:-1], "临夏县商务局"]
    await sends_list(years.officer, [elsewhere])
    await years.officer.presses("确认导入")
    (said,) = await years.writes(years.clerk, "activity", None, on="2026-07-20")
    assert "邀请1家获奖者" in said
    assert (await years.affair(1)).unit == "industry"


@pytest.mark.article(31, 35)
@pytest.mark.parametrize(("on", "taken"), [("2026-07-19", False), ("2026-07-20", True)])
async def test_an_activity_is_of_today_or_later(store: Store, on: str, *, taken: bool) -> None:
    years = await Years.begin(store)
    answers = {"on": on, "name": "交流会", "place": "县政府", "words": "请来交流。", "invited": "all"}
    async with store.work() as work:
        desk = await desk_of(work, years.officer.chat_id, DAY)
        draft = await begun(desk, "activity", "")
        if taken:
            affair, _ = await plan_activity(desk, draft, answers)
            assert affair.due_on == DAY.date()
        else:
            with pytest.raises(Refusal) as refused:
                await plan_activity(desk, draft, answers)
            assert (refused.value.key, refused.value.article) == ("activity.past", 35)
