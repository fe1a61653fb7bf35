"""The task list: one's own and one's role's, one tap to open each; the office sees whom each waits for (Art. 9)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from reminders.letters import written
from rules.applications.lifecycle import State
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.holding import plans
from tests.handlers.reviewing import UNIT, Review


async def give_many(review: Review, count: int) -> None:
    """More tasks of the unit about cases that are not there."""
    async with review.town.store.work() as work:
        for number in range(count):
            key, subject = f"more:{number}", f"application:{1000 + number}"
            due = date(2026, 9, 20) + timedelta(days=number)
            now = review.town.clock.now
            await work.tasks.assign(key, "unit_review", subject, Role.CLERK, now=now, unit=UNIT, due_on=due)
        await work.commit()


async def test_a_clerk_sees_the_units_task_and_opens_it_with_one_tap(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    assert await clerk.says("/tasks") == [
        "📥 待办任务（1项）\n\n1. 审核申报材料　2026-0001 马小花\n　　最迟2026年9月15日（周二）办理"
    ]
    assert clerk.buttons() == ["1. 审核申报材料", "🏠 回到菜单"]
    assert (await clerk.says("1. 审核申报材料"))[0].startswith("📂 申报 2026-0001")


async def test_an_empty_list_is_said_kindly(store: Store) -> None:
    review = await Review.open(store)
    assert await review.person(Review.STRANGER).says("/tasks") == ["现在没有要您办的事。有新任务会马上告诉您。"]
    assert await review.person(600).presses_data("task:list") == ["现在没有要您办的事。有新任务会马上告诉您。"]


async def test_lateness_is_told_in_working_days(store: Store) -> None:
    review = await Review.open(store)
    clerk, start = review.person(Review.CLERK), review.town.clock.now
    said = {}
    for days in (13, 14, 15, 17, 20):
        review.town.clock.now = start + timedelta(days=days)
        said[days] = (await clerk.says("/tasks"))[0].splitlines()[-1].strip()
    assert said == {
        13: "最迟2026年9月15日（周二）办理",
        14: "今天到期",
        15: "应于2026年9月15日（周二）办理，已迟1个工作日",
        17: "应于2026年9月15日（周二）办理，已迟3个工作日",
        20: "应于2026年9月15日（周二）办理，已迟5个工作日",  # Sunday 20 September 2026 is worked
    }


async def test_the_list_has_eight_a_page(store: Store) -> None:
    review = await Review.open(store)
    await give_many(review, 9)
    clerk = review.person(Review.CLERK)
    (first,) = await clerk.says("/tasks")
    assert first.count("审核申报材料") == 8
    assert clerk.buttons()[7:] == ["8. 审核申报材料", "后一页 ➡", "🏠 回到菜单"]
    (second,) = await clerk.presses("后一页")
    assert [line.split(".")[0] for line in second.splitlines() if "审核申报材料" in line] == ["9", "10"]
    assert clerk.buttons()[2:] == ["⬅ 前一页", "🏠 回到菜单"]


async def test_lead_and_office_see_whom_each_task_waits_for(store: Store) -> None:
    review = await Review.open(store)
    for chat in (Review.LEAD, Review.OFFICE):
        someone = review.person(chat)
        await someone.says("/tasks")
        assert await someone.presses("全部待办") == [
            (
                "🗂 全部待办（1项）：等谁办、何时到期\n\n1. 审核申报材料　2026-0001 马小花\n"
                "　　最迟2026年9月15日（周二）办理 · 等：临夏县市场监督管理局"
            )
        ]
        assert (await someone.presses("1. 审核"))[0].startswith("申报 2026-0001：马小花\n\n打开前请声明")


async def test_nobody_else_sees_all_tasks(store: Store) -> None:
    review = await Review.open(store)
    for chat in (Review.CLERK, Review.REVIEWER, Review.APPLICANT):
        assert (await review.person(chat).presses_data("task:all"))[0].startswith("这件事不归您办理")
    assert [one.subject for one in await review.refusals()] == ["people.not_yours"] * 3


async def test_a_kind_that_nobody_named_is_listed_all_the_same(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        await work.tasks.assign("odd", "odd_kind", "odd:1", Role.OFFICE, now=review.town.clock.now)
        await work.commit()
    office = review.person(Review.OFFICE)
    assert await office.says("/tasks") == ["📥 待办任务（1项）\n\n1. 待办事项　\n　　没有期限"]
    assert office.buttons() == ["🗂 全部待办：等谁办", "🏠 回到菜单"]


async def test_the_list_is_read_in_english(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        await work.people.set_language(review.ids[Review.CLERK], "en")
        await work.commit()
    assert await review.person(Review.CLERK).says("/tasks") == [
        "📥 Tasks (1)\n\n1. Review an application  2026-0001 马小花\n    due Tuesday 15 September 2026"
    ]


async def test_a_page_of_the_list_costs_the_same_however_many_tasks_there_are(store: Store) -> None:
    review = await Review.open(store)
    clerk, counts = await review.declared(Review.CLERK), []
    for more in (2, 40):
        await give_many(review, more)
        said: list[str] = []
        listen = (store._engine.sync_engine, "before_cursor_execute", lambda *seen, said=said: said.append(seen[2]))
        event.listen(*listen)
        await clerk.says("/tasks")
        event.remove(*listen)
        counts.append(len(said))
    assert counts[0] == counts[1] < 20


async def read_of(review: Review, chat: int, text: str, language: str = "zh") -> list[str]:
    """The reminders of this kind as the person reads them, oldest first."""
    owed = [one for one in await review.owed(chat) if one.text == text]
    return [written(one, language, review.town.clock.now).text for one in sorted(owed, key=lambda one: one.id)]


async def test_two_reminders_of_one_kind_name_their_cases(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        now, about = review.town.clock.now, f"application:{review.application}"
        person_id = review.ids[Review.REVIEWER]
        draft = await work.drafts.begin(person_id, "individual", now, subject="edition:1")
        other = await work.applications.begin(
            edition_id=1, kind="individual", person_id=person_id, draft_id=draft.id, now=now
        )
        await work.applications.move(other, State.IN_REVIEW, now, number="2026-0002", name="马小燕", unit=UNIT)
        for key, subject in (("one", about), ("two", f"application:{other.id}")):
            due = date(2026, 9, 15)
            await work.tasks.assign(key, "unit_review", subject, Role.CLERK, now=now, unit=UNIT, due_on=due)
        await work.tasks.drop(f"{about}:unit_review", now)
        await work.commit()
    review.town.clock.now = datetime(2026, 9, 15, 2, tzinfo=UTC)
    await plans(review.town)
    last = "最后一天是2026年9月15日（周二）"
    assert await read_of(review, Review.CLERK, "reminders.task.due") == [
        f"待办提醒：审核申报材料（2026-0001 马小花）。{last}。",
        f"待办提醒：审核申报材料（2026-0002 马小燕）。{last}。",
    ]
    clerk = review.person(Review.CLERK)
    review.town.clock.now = datetime(2026, 9, 24, 2, tzinfo=UTC)
    await plans(review.town)
    assert len(await clerk.says("/tasks")) == 1
    assert (await read_of(review, Review.LEAD, "reminders.task.waiting"))[1] == (
        f"请关注：审核申报材料（2026-0002 马小燕）由临夏县市场监督管理局办理，{last}，还没有办完。"
    )
    assert (await read_of(review, Review.LEAD, "reminders.task.waiting", "en"))[0].startswith(
        "Please note: Review an application (2026-0001 马小花) waits for "
    )


async def test_the_lead_reads_who_has_been_given_a_task(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        now, about, due = review.town.clock.now, f"application:{review.application}", date(2026, 9, 15)
        person_id = review.ids[Review.REVIEWER]
        await work.tasks.assign("p", "sheet_material", about, Role.REVIEWER, now=now, person_id=person_id, due_on=due)
        await work.commit()
    review.town.clock.now = datetime(2026, 9, 24, 2, tzinfo=UTC)
    await plans(review.town)
    read = await read_of(review, Review.LEAD, "reminders.task.waiting")
    assert [line for line in read if "某500（评审人员）" in line and "2026-0001" in line] == read[1:]
    assert len(read) == 2


@pytest.mark.article(40)
async def test_a_lead_with_an_interest_is_told_of_no_late_task_of_the_case(store: Store) -> None:
    review = await Review.open(store)
    await review.declared(Review.LEAD, interest=True)
    review.town.clock.now = datetime(2026, 9, 24, 2, tzinfo=UTC)
    await plans(review.town)
    assert await read_of(review, Review.LEAD, "reminders.task.waiting") == []
