"""What follows from a review: messages that can be read, clocks that end, and one decision of two at once (Art. 15)."""

import asyncio
from datetime import timedelta

import pytest

from handlers.papers import render
from reminders.letters import written
from rules.applications.lifecycle import State
from rules.engine.pack import load_pack
from storage.store import Store
from tests.handlers.applications.test_supplements import answered, asked
from tests.handlers.reviewing import Review, ticks
from workflow.engine.ladders import remind_of_tasks
from workflow.engine.planning import Planning
from workflow.office.owed import still_owed

OPINION = "材料完整，与原件核对一致，公示期满没有异议，同意报送。"


async def plan(review: Review) -> list[str]:
    """One look of the planner; the texts that are still owed to the clerk and the applicant."""
    now, pack = review.town.clock.now, load_pack()
    async with review.town.store.work() as work:
        calendar = await work.calendar.load()
        await remind_of_tasks(Planning(work=work, pack=pack, calendar=calendar, now=now, said_at=now))
        await work.commit()
    async with review.town.store.work() as work:
        found = [one for chat in (200, 100) for one in await work.outbox.of(review.ids[chat])]
        return [one.text for one in found if await still_owed(work, one, now, calendar, pack)]


async def test_every_message_can_be_read_in_both_languages(store: Store) -> None:
    review = await Review.open(store)
    await asked(review)
    await answered(review)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses_data(f"review:turn_down:{review.application}")
    await clerk.says("1")
    await clerk.says("到申报截止日在本县工作不满规定年数，不符合申报条件。")
    await clerk.presses("发送")
    colleague = await review.declared(Review.COLLEAGUE, interest=True)
    assert colleague.buttons() == ["📥 待办任务", "🏠 回到菜单"]
    owed = [one for chat in (100, 200, 201, 400) for one in await review.owed(chat)]
    assert sorted({one.text for one in owed}) == [
        "reviews.letter",
        "reviews.not_forwarded",
        "supplements.asked",
        "supplements.came",
        "supplements.paper",
    ]
    for one in owed:
        for language in ("zh", "en"):
            letter = written(one, language, one.created_at)
            assert "2026-0001" in letter.text
            assert "{" not in letter.text
            if one.paper is not None:
                name, content = await render(store, load_pack(), one.paper, language)
                assert name.endswith("2026-0001.pdf")
                assert content.startswith(b"%PDF")


@pytest.mark.article(15)
async def test_nobody_is_reminded_of_a_review_that_is_over(store: Store) -> None:
    review = await Review.open(store)
    review.town.clock.now += timedelta(days=14)
    assert await plan(review) == ["reminders.task.due"]
    clerk = await review.declared(Review.CLERK)
    await clerk.presses_data(f"review:endorse:{review.application}")
    await ticks(clerk)
    assert await plan(review) == ["tasks.given", "applications.told.consulting"]
    async with store.work() as work:
        owed = [one for one in await work.outbox.of(review.ids[Review.CLERK]) if "unit_review" in one.key]
        now, calendar = review.town.clock.now, await work.calendar.load()
        assert [one.key for one in owed if await still_owed(work, one, now, calendar, load_pack())] == []


@pytest.mark.article(15)
async def test_an_overdue_supplement_is_told_to_the_clerk_and_a_sent_one_to_nobody(store: Store) -> None:
    review = await Review.open(store)
    await asked(review)
    review.town.clock.now += timedelta(days=8)
    assert await plan(review) == [
        "reminders.task.late",
        "supplements.asked",
        "supplements.paper",
        "reminders.task.late",
    ]
    await answered(review)
    assert await plan(review) == ["supplements.came"]


@pytest.mark.article(15)
async def test_two_decisions_in_the_same_moment_are_one(store: Store) -> None:
    review = await Review.open(store)
    clerks = [await review.declared(Review.CLERK), await review.declared(Review.COLLEAGUE)]
    for clerk in clerks:
        await clerk.presses_data(f"review:endorse:{review.application}")
    read = await asyncio.gather(*(ticks(clerk) for clerk in clerks))
    said = {words[0].partition("，")[0] for words in read}
    late = "{}已于2026年9月1日（周二）10:00办理"
    assert said in [{"申报 2026-0001 审核通过", late.format(winner)} for winner in ("某200", "某201")]
    assert (await review.acts()).count("application_endorse") == 1
    assert len(await review.owed(Review.APPLICANT)) == 1
    assert await review.state() is State.CONSULTING


@pytest.mark.article(15)
async def test_a_withdrawal_and_a_decision_in_the_same_moment_are_one(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses_data(f"review:endorse:{review.application}")
    async with store.work() as work:
        application = await work.applications.get(review.application)
        assert application is not None
        assert await work.applications.move(application, State.WITHDRAWN, review.town.clock.now)
        await work.commit()
    assert (await ticks(clerk))[0].startswith("这份申报现在的状态不能这样办理")
    assert await review.state() is State.WITHDRAWN


@pytest.mark.article(15)
async def test_on_a_provisional_day_nothing_is_turned_down_as_late(store: Store) -> None:
    review = await Review.open(store)
    review.town.clock.now += timedelta(days=116)  # 26 December 2026: five working days later is a year without a notice
    clerk = await asked(review)
    assert (await review.owed(Review.APPLICANT))[0].text == "supplements.asked_provisional"
    review.town.clock.now += timedelta(days=20)
    read = await clerk.presses_data(f"review:turn_down:{review.application}")
    assert "是暂定日期" in read[0]
    assert await review.state() is State.SUPPLEMENT
