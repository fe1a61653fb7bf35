"""What became of every message can be seen by state and by case, by whoever may; what did not arrive is tried again."""

from datetime import timedelta

import pytest

from rules.people.roles import Role
from storage.engine.messages import Wording
from storage.engine.owed import OwedState, Urgency
from storage.store import Store
from tests.handlers.applying import give_role
from tests.handlers.holding import JULY, register
from tests.handlers.objecting import Case
from tests.handlers.reviewing import Review
from tests.handlers.scoring import Scoring
from tests.reminders.mail import Office
from workflow.engine.sending import Unreachable

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
MINUTE = timedelta(minutes=1)
ACTS = ("see", "again", "hold", "free")


@pytest.mark.article(9)
async def test_every_message_has_a_state_and_its_proof_and_one_that_failed_goes_again(store: Store) -> None:
    town, officer = await register(store, now=JULY)
    office = Office(store, now=JULY)
    blocked, held = await office.person(6), await office.person(7)
    office.telegram.script = {6: [Unreachable("403")]}
    for key, one, later in (("award:1:a", blocked, 0), ("award:1:b", held, 0), ("award:1:c", held, 1)):
        await office.owe(key, one, "unreachable.told", values={"count": 7}, due_at=JULY + later * 9 * 60 * MINUTE)
    await office.delivery.deliver_once(JULY)
    (failed,) = await officer.says("/messages")
    assert failed.startswith("消息：没有送到，共1条")
    assert [label for label in officer.buttons() if "（" in label] == [
        "⏳ 等待发送（1）",
        "✋ 等待放行（0）",
        "✅ 已送到（1）",
        "🚫 不再需要（0）",
    ]
    (sent,) = await officer.presses("已送到")
    assert "号 · 奖项 · 第3号人员 · 2026年7月6日（周一）10:00 · Telegram" in sent
    (page,) = await officer.presses("· 奖项")
    assert "状态：已送到" in page
    assert "2026年7月6日（周一）10:00送到，渠道：Telegram，凭证：2" in page
    assert "✅ 已记下电话告知，7条消息办结。" in page
    await officer.says("/messages")
    (lost,) = await officer.presses("· 奖项")
    assert "原因：403" in lost
    (again,) = await officer.presses("再发一次")
    assert again.startswith("✅ 已重新排队")
    await office.person(6)  # they wrote again
    assert await office.delivery.deliver_once(JULY + MINUTE) == 1
    async with store.work() as work:
        assert [task.state.value for task in await work.tasks.of("unreachable")] == ["done"]
        assert [entry.act for entry in await work.journal.of("outbox:1")] == ["message_tried_again"]
    refused = await officer.presses_data("message:again:1")
    assert refused[0].startswith("这条消息已经不在“没有送到”里")
    assert town.clock.now == JULY


@pytest.mark.article(40)
async def test_words_and_reader_are_for_whoever_may_read_the_case(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        for key, text in (
            (f"{review.about}:x", "applications.told.published"),
            (f"task:{review.about}:y", "menu.open"),
        ):
            await work.outbox.owe(key, review.ids[100], text, now=review.town.clock.now)
        await work.outbox.owe("person:1:email-code", review.ids[100], "menu.open", now=review.town.clock.now)
        await work.commit()
    officer = review.person(Review.OFFICE)
    (listed,) = await officer.says("/messages")
    assert listed.startswith("消息：等待发送，共3条")
    assert "申报 2026-0001 · 不显示" in listed
    shut = (await officer.presses_data("message:see:1"))[0]
    assert ("收件人：不显示" in shut, "声明没有利害关系之后才能看" in shut) == (True, True)
    assert "声明没有利害关系" in (await officer.presses_data("message:see:3"))[0]  # a code is nobody's but its owner's
    officer = await review.declared(Review.OFFICE)
    assert "收件人：某**" in (await officer.presses_data("message:see:2"))[0]
    await officer.presses_data("message:find")
    assert (await officer.says("2026-0001"))[0].startswith("消息：等待发送，共2条")
    lead = await review.declared(Review.LEAD, interest=True)
    assert "共1条" in (await lead.presses_data("message:list:owed:all:0"))[0]
    for data in ("message:see:1", "message:again:1", f"message:list:owed:{review.about.replace(':', '-')}:0"):
        assert "2026-0001" not in (await lead.presses_data(data))[0]
    await lead.presses_data("message:find")
    assert (await lead.says("2026-0001"))[0].startswith("没有找到这个编号的案件")


@pytest.mark.article(40)
async def test_what_is_shut_to_an_officer_is_for_another_to_phone(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        await work.outbox.owe(f"{review.about}:x", review.ids[100], "menu.open", now=review.town.clock.now)
        (owed,) = await work.outbox.due(review.town.clock.now, 9)
        await work.outbox.fail(owed.id, error="403")
        await work.commit()
    lead = await review.declared(Review.LEAD, interest=True)
    assert (await lead.presses_data("unreachable:list:0"))[0].startswith("现在没有")
    await lead.presses_data(f"unreachable:told:{review.ids[100]}")
    async with store.work() as work:
        assert [one.state for one in await work.outbox.unreachable()] == [OwedState.FAILED]
    officer = review.person(Review.OFFICE)
    assert (await officer.presses_data("unreachable:list:0"))[0].startswith("有1人收不到消息")


@pytest.mark.article(9)
async def test_a_letter_that_waits_for_the_lead_stands_among_the_held_and_leads_to_its_approval(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.failed()
    lead = scoring.person(Review.LEAD)
    (held,) = await lead.presses_data("message:list:held:all:0")
    assert held.startswith("消息：等待放行，共1条")
    await lead.presses("不予受理告知书（2026-0001）")
    await lead.presses("没有利害关系")
    assert (await lead.presses("批准不予受理告知书"))[0].startswith("✉ 不予受理告知书")


@pytest.mark.article(9)
async def test_what_was_said_is_read_as_it_was_worded_then(store: Store) -> None:
    _, officer = await register(store, now=JULY)
    office = Office(store, now=JULY)
    for key in ("award:1:a", "award:1:b"):
        await office.owe(key, await office.person(6), "unreachable.told", values={"count": 7})
    async with store.work() as work:
        (owed, _) = await work.outbox.due(JULY, 9)
        old = Wording("unreachable.told", "zh", "{count}条，从前的说法")
        await work.wordings.keep(old, JULY - timedelta(days=365))
        await work.outbox.sent(owed.id, JULY, proof="1", channel_id=None, wording=old.mark)
        await work.outbox.give_back(2, 1)
        await work.commit()
    assert await office.delivery.deliver_once(JULY) == 1
    (before,), (now,) = [await officer.presses_data(f"message:see:{one}") for one in (1, 2)]
    assert ("7条，从前的说法" in before, "自2025年7月6日（周日）10:00起使用" in before) == (True, True)
    assert ("7条消息办结。" in now, "自2026年7月6日（周一）10:00起使用" in now) == (True, True)
    async with store.work() as work:
        await work.outbox.forget(JULY + MINUTE)
        await work.commit()
    assert "7条" not in (await officer.presses_data("message:see:1"))[0]


@pytest.mark.article(9)
async def test_the_lead_holds_back_what_waits_and_has_a_task_until_it_is_let_go(store: Store) -> None:
    town, officer = await register(store, now=JULY)
    office = Office(store, now=JULY)
    holder, night = await office.person(6), JULY + 9 * 60 * MINUTE
    lead = town.person(11)
    await give_role(town, lead, Role.LEAD)
    await office.owe("award:1:a", holder, "unreachable.told", values={"count": 7}, due_at=night)
    assert "先不发送" not in "".join(await officer.presses_data("message:see:1") + officer.buttons())
    assert not (await officer.presses_data("message:hold:1"))[0].startswith("✋")
    assert (await lead.presses_data("message:free:1"))[0].startswith("这条消息没有被暂缓")
    await lead.presses_data("message:see:1")
    assert (await lead.presses("先不发送"))[0].startswith("✋ 已暂缓发送")
    assert "决定是否放行暂缓的消息" in (await lead.says("/tasks"))[0]
    assert [await office.delivery.deliver_once(at) for at in (JULY, night + MINUTE)] == [1, 0]  # the task's own word
    assert (await lead.presses_data("message:list:held:all:0"))[0].startswith("消息：等待放行，共1条")
    await lead.presses("· 奖项")
    assert (await lead.presses("放行发送"))[0].startswith("✅ 已放行")
    assert "决定是否放行" not in (await lead.says("/tasks"))[0]
    assert await office.delivery.deliver_once(night + MINUTE) == 1
    assert (await lead.presses_data("message:hold:1"))[0].startswith("这条消息已经在发送或已经办结")
    async with store.work() as work:
        assert [entry.act for entry in await work.journal.of("outbox:1")] == ["message_held", "message_released"]


@pytest.mark.article(9)
async def test_nobody_is_kept_waiting_for_an_answer_and_staff_hear_of_their_duties(store: Store) -> None:
    town, officer = await register(store, now=JULY)
    lead, night = town.person(11), JULY + 9 * 60 * MINUTE
    await give_role(town, lead, Role.LEAD)
    async with store.work() as work:
        ids = [(await work.people.meet("telegram", chat, JULY, "zh")).person.id for chat in (11, 6)]
        await work.outbox.owe("award:1:late", ids[0], "menu.open", now=JULY, due_at=night)
        await work.outbox.owe("award:1:b", ids[1], "menu.open", now=JULY, due_at=night, urgency=Urgency.ANSWER)
        await work.commit()
    assert officer is not lead
    for one in (1, 2):
        assert (await lead.presses_data(f"message:hold:{one}"))[0].startswith("这条消息不能暂缓")


async def test_nobody_else_looks_at_messages(store: Store) -> None:
    town, _ = await register(store)
    clerk = town.person(10)
    await give_role(town, clerk, Role.CLERK, unit="industry")
    for data in (
        "message:list",
        "message:list:sent:all:0",
        *(f"message:{verb}:1" for verb in ("see", "again", "hold", "free")),
        "message:find",
    ):
        assert "消息：" not in (await clerk.presses_data(data))[0]
    assert "消息：" not in (await clerk.says("/messages"))[0]


@pytest.mark.article(40)
async def test_the_objector_is_named_to_nobody_in_the_list_of_messages(store: Store) -> None:
    case = await Case.open(store)
    async with store.work() as work:
        for chat in (5, 901):
            await work.people.set_name(case.ids[chat], "李平")
        await work.commit()
    await case.object()
    await case.opens()
    (listed,) = await case.office.says("/messages")
    mine = [one.id for one in await case.owed(5) if one.key.startswith("objection:1:")]
    assert mine != []
    assert ("异议 YY2026-001 · 不显示" in listed, "李" in listed) == (True, False)
    for one in mine:
        (page,) = await case.office.presses_data(f"message:see:{one}")
        assert ("收件人：不显示" in page, "李" in page) == (True, False)
