"""Departments are consulted by one-time links; silence is told as silence, the notice waits for the sum (Art. 15)."""

from datetime import timedelta

import pytest

from rules.applications.lifecycle import State
from rules.reviews.consultations import Answer
from storage.store import Store
from tests.handlers.applying import picture
from tests.handlers.reviewing import Review, ticks
from tests.handlers.towns import token_in
from tests.talking import Someone

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(15)]
SUM = "税务局没有意见；生态环境分局没有答复，已电话核实没有处罚记录。"
DEPARTMENT, OTHER = 700, 701


async def endorsed(store: Store) -> tuple[Review, Someone]:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses_data(f"review:endorse:{review.application}")
    await ticks(clerk)
    return review, clerk


async def asked(
    review: Review, clerk: Someone, departments: str = "县税务局\n县生态环境分局", question: str | None = None
) -> list[str]:
    """The links of the departments, in the order they were asked, with a question of the office's own or none."""
    await clerk.presses_data(f"consult:see:application-{review.application}")
    await clerk.presses("征求意见")
    await clerk.says(departments)
    await (clerk.says(question) if question else clerk.presses("跳过"))
    said = await clerk.presses("发送")
    return [token_in(words) for words in said if "start=" in words]


async def reply(review: Review, token: str, *answers: str, chat: int = DEPARTMENT) -> list[str]:
    department = review.person(chat)
    await department.says(f"/start {token}")
    await department.presses_data("consent:agree:" + token) if "consent:agree" in str(department.buttons()) else None
    for answer in answers:
        await department.says(answer)
    await department.presses("跳过")
    return await department.presses("发送")


async def test_two_departments_are_asked_and_one_replies(store: Store) -> None:
    review, clerk = await endorsed(store)
    taxes, _ = await asked(review, clerk)
    read = await reply(review, taxes, "1", "马科长，法规股")
    assert read == ["县税务局的意见已收到，谢谢。"]
    assert [one.text for one in await review.owed(Review.COLLEAGUE)][-1] == "consultations.reply_came"
    async with store.work() as work:
        found = await work.consultations.of(review.about)
    assert [(one.department, one.answer) for one in found] == [("县税务局", Answer.AGREES), ("县生态环境分局", None)]
    await clerk.presses_data(f"consult:see:application-{review.application}")
    assert await clerk.presses("县税务局") == [
        "县税务局：没有意见\n—\n答复人：马科长，法规股\n2026年9月1日（周二）10:00"
    ]


async def test_silence_is_not_consent_and_is_not_waited_for_longer_than_its_day(store: Store) -> None:
    review, clerk = await endorsed(store)
    taxes, _ = await asked(review, clerk)
    await reply(review, taxes, "1", "马科长，法规股")
    for days, read in ((0, "还有1个部门在答复期内"), (7, "还有1个部门在答复期内")):
        review.town.clock.now += timedelta(days=days)
        assert (await clerk.presses_data(f"consult:sum:application-{review.application}"))[0].startswith(read)
    review.town.clock.now += timedelta(days=1)  # the day after the fifth working day
    await clerk.presses_data(f"consult:sum:application-{review.application}")
    await clerk.says(SUM)
    assert (await clerk.presses("发送"))[0].startswith("意见已汇总（1个没有答复，已如实记录）")
    summed = next(entry for entry in await review.entries() if entry.act == "consultation_summed_up")
    assert summed.details == {"asked": 2, "silent": 1}


async def test_where_everybody_has_replied_nobody_is_said_to_be_silent(store: Store) -> None:
    review, clerk = await endorsed(store)
    for token in await asked(review, clerk):
        await reply(review, token, "1", "马科长，法规股")
    await clerk.presses_data(f"consult:sum:application-{review.application}")
    await clerk.says(SUM)
    assert await clerk.presses("发送") == ["意见已汇总，没有未答复的。现在可以公示了。"]


async def test_a_reply_after_the_sum_is_kept_as_late_and_told(store: Store) -> None:
    review, clerk = await endorsed(store)
    _, environment = await asked(review, clerk)
    review.town.clock.now += timedelta(days=8)
    await clerk.presses_data(f"consult:sum:application-{review.application}")
    await clerk.says(SUM)
    await clerk.presses("发送")
    await reply(review, environment, "2", "2025年3月因超标排放被处罚，决定书第4号。", "王股长")
    async with store.work() as work:
        (late,) = [one for one in await work.consultations.of(review.about) if not one.awaited]
    assert (late.department, late.answer, late.late) == ("县生态环境分局", Answer.OBJECTS, True)
    assert [one.text for one in await review.owed(Review.CLERK)][-1] == "consultations.late_reply"


async def test_a_link_opens_one_reply_once(store: Store) -> None:
    review, clerk = await endorsed(store)
    taxes, _ = await asked(review, clerk)
    await reply(review, taxes, "1", "马科长，法规股")
    assert "用过" in (await review.person(OTHER).says(f"/start {taxes}"))[0]
    async with store.work() as work:
        one = (await work.consultations.of(review.about))[0]
    assert (await clerk.presses_data(f"consult:link:{one.id}"))[0].startswith("这个部门已经答复")


async def test_a_lost_link_is_made_anew_and_the_old_one_opens_nothing(store: Store) -> None:
    review, clerk = await endorsed(store)
    taxes, _ = await asked(review, clerk, question="请核对近三年的纳税情况。")
    async with store.work() as work:
        one = (await work.consultations.of(review.about))[0]
    again = token_in((await clerk.presses_data(f"consult:link:{one.id}"))[0])
    other = review.person(OTHER)
    assert "县税务局" not in "".join(await other.says(f"/start {taxes}"))
    assert "请核对近三年的纳税情况" in "".join(await other.says(f"/start {again}"))
    for answer in ("3", "马科长，法规股"):
        await other.says(answer)
    await other.presses("跳过")
    assert await other.presses("发送") == ["县税务局的意见已收到，谢谢。"]


async def test_the_applicant_does_not_reply_for_a_department(store: Store) -> None:
    review, clerk = await endorsed(store)
    taxes, _ = await asked(review, clerk)
    read = await review.person(Review.APPLICANT).says(f"/start {taxes}")
    assert read[0].startswith("这是征求别人对您申报的意见，不能由您答复")
    assert await reply(review, taxes, "1", "马科长，法规股") == ["县税务局的意见已收到，谢谢。"]


async def test_a_department_on_the_list_twice_is_asked_once(store: Store) -> None:
    review, clerk = await endorsed(store)
    assert len(await asked(review, clerk, "县税务局\n县税务局")) == 1
    assert len(await asked(review, clerk, "县税务局\n县应急管理局")) == 1


@pytest.mark.parametrize("chat", [Review.APPLICANT, Review.STRANGER, Review.REVIEWER, Review.LEAD])
@pytest.mark.parametrize("verb", ["ask", "sum"])
async def test_nobody_but_the_units_clerk_asks(store: Store, chat: int, verb: str) -> None:
    review, clerk = await endorsed(store)
    await asked(review, clerk)
    someone = await review.declared(chat) if chat == Review.LEAD else review.person(chat)
    read = await someone.presses_data(f"consult:{verb}:application-{review.application}")
    assert read[0].startswith("这件事不归您办理")


async def test_before_the_endorsement_and_after_the_sum_nobody_is_asked(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    read = await clerk.presses_data(f"consult:ask:application-{review.application}")
    assert read[0].startswith("现在不是征求部门意见的阶段")
    await review.consulted()
    read = await clerk.presses_data(f"consult:ask:application-{review.application}")
    assert read[0].startswith("意见已经汇总，不能再改")


async def test_a_case_is_forwarded_with_an_opinion_once_its_notice_is_cleared(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await review.on_notice(cleared=False)
    assert "公示" in (await clerk.presses_data(f"review:forward:{review.application}"))[0]
    assert await review.state() is State.UNIT_NOTICE
    async with store.work() as work:
        (notice,) = await work.notices.newest(limit=5)
        await work.notices.clear(notice.id, [0], review.town.clock.now)
        await work.commit()
    await clerk.presses_data(f"review:forward:{review.application}")
    await clerk.says("材料完整，与原件核对一致；部门没有意见，公示没有异议，同意报送。")
    assert (await clerk.presses("发送"))[0].startswith("申报 2026-0001 已报评委办")
    assert await review.state() is State.FORWARDED
    assert [kind for kind, _, _ in await review.open_tasks()] == ["assignment"]
    (page,) = await clerk.presses_data(f"review:unit:{review.application}")
    assert "同意报送" in page


async def test_what_a_department_sends_along_is_read_by_whoever_asked(store: Store) -> None:
    review, clerk = await endorsed(store)
    taxes, _ = await asked(review, clerk)
    department = review.person(DEPARTMENT)
    await department.says(f"/start {taxes}")
    for answer in ("1", "马科长，法规股"):
        await department.says(answer)
    await department.sends_file("无欠税证明.png", picture(1))
    await department.presses("文件已齐")
    await department.presses("发送")
    await clerk.presses_data(f"consult:see:application-{review.application}")
    await clerk.presses("县税务局")
    assert (await clerk.presses("附件（1个）"))[0].startswith("[无欠税证明.png]")
    assert [entry.act for entry in await review.entries()][-1] == "consultation_files_read"
