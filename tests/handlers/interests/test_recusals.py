"""A clerk with an interest is shut out, and the lead finds another for the case (Art. 15, 40)."""

import re
from datetime import date

import pytest

from handlers.interests.recusals import BACK
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.objecting import Case
from tests.handlers.reviewing import UNIT, Review
from tests.house.sources import modules
from tests.talking import buttons
from texts import say


@pytest.mark.article(40)
async def test_who_has_an_interest_is_shut_out_and_the_lead_looks_for_another(store: Store) -> None:
    review = await Review.open(store)
    clerk = review.person(Review.CLERK)
    await clerk.presses_data(f"review:open:{review.application}")
    await clerk.presses("利害关系，需要回避")
    assert await clerk.presses("确定回避") == ["您的回避声明已存档，申报 2026-0001 由别人办理。谢谢您如实声明。"]
    assert await clerk.says("/tasks") == ["现在没有要您办的事。有新任务会马上告诉您。"]
    assert ("recusal", date(2026, 9, 2), None) in await review.open_tasks()
    assert [one.text for one in await review.owed(Review.LEAD)] == ["reviews.another_wanted"]
    lead = review.person(Review.LEAD)
    assert "有人回避，另找经办人" in (await lead.says("/tasks"))[0]
    await lead.presses("有人回避")
    assert lead.buttons() == ["某201", "📥 待办任务", "🏠 回到菜单"]
    assert await lead.presses("某201") == ["已交给某201，并通知了对方。"]
    assert await review.open_tasks() == [("unit_review", date(2026, 9, 15), review.ids[Review.COLLEAGUE])]
    assert [one.text for one in await review.owed(Review.COLLEAGUE)] == ["reviews.given"]


@pytest.mark.article(40)
async def test_an_interest_found_later_takes_the_case_away_and_no_word_takes_it_back(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses("我发现有利害关系")
    await clerk.presses("确定回避")
    for press in ("open", "none", "files", "endorse", "interest"):
        read = await clerk.presses_data(f"review:{press}:{review.application}")
        assert read[0].startswith("这件事不归您办理")
    async with store.work() as work:
        stands = await work.recusals.of(review.ids[Review.CLERK], review.about)
        assert stands is not None
        assert stands.interest is True


@pytest.mark.article(15)
async def test_a_case_of_a_unit_without_clerks_is_given_to_the_first_one_who_comes(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        for chat in (Review.CLERK, Review.COLLEAGUE):
            await work.roles.end(review.ids[chat], Role.CLERK, review.town.clock.now, unit=UNIT)
        await work.commit()
    lead = await review.declared(Review.LEAD)
    assert (await lead.presses("另找经办人"))[0].startswith("申报 2026-0001 的受理单位现在没有可以办理的经办人")
    async with store.work() as work:
        await work.roles.grant(review.ids[600], Role.CLERK, unit=UNIT)
        await work.commit()
    await lead.presses_data(f"review:clerk:{review.application}")
    assert await lead.presses("某600") == ["已交给某600，并通知了对方。"]
    assert "审核申报材料" in (await review.person(600).says("/tasks"))[0]


@pytest.mark.article(40)
@pytest.mark.parametrize("press", sorted(BACK))
async def test_an_interest_is_asked_about_again_before_it_is_declared(store: Store, press: str) -> None:
    review = await Review.open(store)
    lead = review.person(Review.LEAD)
    assert await lead.presses_data(f"recusal:ask:{press}:7") == [say("zh", "reviews.recuse_sure")]
    assert [data for _, data in buttons(lead._mine()[-1])] == [f"{press}:7", f"{BACK[press]}:7"]
    async with store.work() as work:
        assert await work.recusals.declared_by(review.ids[Review.LEAD]) == frozenset()


def test_no_page_or_chat_declares_an_interest_at_the_first_press() -> None:
    asked = re.compile(
        r'"(?:objections\.interested|reviews\.have_interest)", f"(\w+:\w+)'
        r'|return declaration\(request, desk, refusal, f"[^"]+", f"(\w+:\w+):'
    )
    found = [
        one or other
        for room in ("handlers", "web")
        for path in modules(room)
        for one, other in asked.findall(path.read_text("utf-8"))
    ]
    assert len(found) >= 10
    assert set(found) == {"recusal:ask", "review:sure"}


@pytest.mark.article(40)
async def test_an_objection_stays_open_until_the_second_press(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.office.presses_data("objection:open:1")
    await case.office.presses("有利害关系，回避")
    async with store.work() as work:
        assert await work.recusals.of(case.ids[901], "objection:1") is None
    await case.office.presses("确定回避")
    async with store.work() as work:
        assert "objection:1" in await work.recusals.interests_of(case.ids[901])
