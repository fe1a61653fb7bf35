"""The one supplement: asked item by item with a last day, answered in the chat, and the review goes on (Art. 15)."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from rules.applications.lifecycle import State
from rules.engine.damage import DAMAGED
from storage.engine.drafts import DraftState
from storage.store import Store
from tests.handlers.engine.test_damages import SAID, damage
from tests.handlers.reviewing import Review
from tests.talking import Someone

ITEMS = "请补交2025年审计报告\n更正职工人数"


async def asked(review: Review, *, days: str | None = None) -> Someone:
    """A clerk has asked for two things."""
    clerk = await review.declared(Review.CLERK)
    await clerk.presses("要求补正")
    await clerk.says(ITEMS)
    await (clerk.says(days) if days else clerk.presses("跳过"))
    await clerk.presses("发送")
    return clerk


async def answered(review: Review) -> Someone:
    """The applicant has answered both."""
    applicant = review.person(Review.APPLICANT)
    await applicant.presses_data(f"supplement:fill:{review.application}")
    await applicant.says("审计报告已补上。")
    await applicant.sends_file("审计报告.png", picture())
    await applicant.presses("文件已齐")
    await applicant.says("职工人数是120人。")
    await applicant.presses("跳过")
    await applicant.presses("发送")
    return applicant


def picture() -> bytes:
    """A scan, as small as one can be."""
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.article(15)
async def test_one_notice_names_everything_and_sets_the_last_day(store: Store) -> None:
    review = await Review.open(store)
    clerk = await asked(review)
    assert clerk.buttons() == ["📥 待办任务", "🏠 回到菜单"]
    assert await review.state() is State.SUPPLEMENT
    notice, paper = await review.owed(Review.APPLICANT)
    assert (notice.text, notice.buttons[0][0]["press"]) == (
        "supplements.asked",
        f"supplement:fill:{review.application}",
    )
    assert notice.values["items"] == "1. 请补交2025年审计报告\n2. 更正职工人数"
    assert (notice.values["due"], notice.values["days"]) == (date(2026, 9, 8), 5)
    assert paper.paper is not None
    assert (paper.paper.name, paper.paper.subject) == ("supplement_notice", review.about)
    assert await review.open_tasks() == [
        ("supplement", date(2026, 9, 8), review.ids[Review.APPLICANT]),
        ("supplement_wait", date(2026, 9, 8), None),
    ]
    async with store.work() as work:
        clocks = {one.kind: (one.count.last, one.ended_at is None) for one in await work.deadlines.of(review.about)}
        kept = await work.supplements.get(review.application)
    assert clocks == {"supplement": (date(2026, 9, 8), True), "unit_review": (date(2026, 9, 15), False)}
    assert kept is not None
    assert kept.items == ("请补交2025年审计报告", "更正职工人数")


async def test_the_clerk_may_give_more_days(store: Store) -> None:
    review = await Review.open(store)
    await asked(review, days="10")
    assert (await review.owed(Review.APPLICANT))[0].values["due"] == date(2026, 9, 15)


@pytest.mark.article(15)
async def test_the_applicant_answers_item_by_item_and_the_review_goes_on_with_a_new_day(store: Store) -> None:
    review = await Review.open(store)
    await asked(review)
    review.town.clock.now += timedelta(days=2)
    applicant = await answered(review)
    assert applicant.buttons() == ["📍 我的进度", "🏠 回到菜单"]
    assert await review.state() is State.IN_REVIEW
    assert await review.open_tasks() == [("unit_review", date(2026, 9, 17), None)]
    for clerk in (Review.CLERK, Review.COLLEAGUE):
        assert [one.text for one in await review.owed(clerk)] == ["supplements.came"]
    reader = await review.declared(Review.COLLEAGUE)
    assert "📎 附件（2）" in reader.buttons()
    (page,) = await reader.presses("补正内容")
    assert "第1项：请补交2025年审计报告\n　审计报告已补上。\n· 审计报告.png" in page
    assert "第2项：更正职工人数\n　职工人数是120人。" in page
    acts = [act for act in await review.acts() if act.startswith("application_")]
    assert acts[:3] == ["application_read", "application_ask_supplement", "application_supply"]


@pytest.mark.article(15)
async def test_a_second_supplement_is_refused(store: Store) -> None:
    review = await Review.open(store)
    await asked(review)
    await answered(review)
    clerk = await review.declared(Review.CLERK)
    assert not any("要求补正" in label for label in clerk.buttons())
    await clerk.presses_data(f"review:ask_supplement:{review.application}")
    assert await review.state() is State.IN_REVIEW
    assert (await review.acts()).count("application_ask_supplement") == 1


async def test_of_two_notices_sent_at_once_one_counts(store: Store) -> None:
    review = await Review.open(store)
    clerks = [await review.declared(Review.CLERK), await review.declared(Review.COLLEAGUE)]
    for clerk in clerks:
        await clerk.presses("要求补正")
        await clerk.says(ITEMS)
        await clerk.presses("跳过")
    await clerks[0].presses("发送")
    assert (await clerks[1].presses("发送"))[0].startswith("某200已于")
    assert [one.text for one in await review.owed(Review.APPLICANT)] == ["supplements.asked", "supplements.paper"]


async def test_nobody_else_can_open_the_applicants_form(store: Store) -> None:
    review = await Review.open(store)
    await asked(review)
    for chat in (Review.CLERK, Review.LEAD, 600):
        read = await review.person(chat).presses_data(f"supplement:fill:{review.application}")
        assert read[0].startswith("这件事不归您办理")
    assert (await review.refusals())[-1].person_id == review.ids[600]


async def test_what_is_not_asked_cannot_be_answered_and_what_is_sent_not_again(store: Store) -> None:
    review = await Review.open(store)
    applicant = review.person(Review.APPLICANT)
    assert (await applicant.presses_data(f"supplement:fill:{review.application}"))[0].startswith(
        "这份申报没有要补正的内容，不用补正。"
    )
    await asked(review)
    applicant = await answered(review)
    assert (await applicant.presses_data(f"supplement:fill:{review.application}"))[0].startswith("补正已经交过了")
    assert (await review.acts()).count("application_supply") == 1


async def test_the_form_stands_in_menu_and_tasks_and_cannot_be_dropped(store: Store) -> None:
    review = await Review.open(store)
    await asked(review)
    applicant = review.person(Review.APPLICANT)
    await applicant.says("/start")
    assert applicant.buttons()[0] == "▶ 继续：补正"
    assert "1. 补正申报材料　2026-0001 马小花\n　　最迟2026年9月8日（周二）办理" in (await applicant.says("/tasks"))[0]
    assert "第1项：请补交2025年审计报告" in (await applicant.presses("1. 补正"))[0]
    async with store.work() as work:
        (draft,) = await work.drafts.open_for(review.ids[Review.APPLICANT], "supplement")
    assert (await applicant.presses_data(f"f:{draft.id}:d"))[0].startswith("这份表不能放弃")


async def test_the_progress_leads_to_the_form_and_a_withdrawal_ends_it(store: Store) -> None:
    review = await Review.open(store)
    await asked(review)
    applicant = review.person(Review.APPLICANT)
    await applicant.presses_data(f"status:see:{review.application}")
    assert "第1项：请补交2025年审计报告" in (await applicant.presses("现在补正"))[0]
    await applicant.presses_data(f"application:gone:{review.application}")
    assert await review.state() is State.WITHDRAWN
    assert await review.open_tasks() == []
    await applicant.says("/menu")
    assert not any("继续" in label for label in applicant.buttons())
    assert (await applicant.presses_data(f"supplement:fill:{review.application}"))[0].startswith(
        "这份申报现在不用补正了"
    )


@pytest.mark.article(15)
@pytest.mark.parametrize(("day", "state"), [(7, State.SUPPLEMENT), (8, State.NOT_FORWARDED)])
async def test_want_of_a_supplement_turns_down_only_after_its_last_day(store: Store, day: int, state: State) -> None:
    review = await Review.open(store)
    clerk = await asked(review)
    review.town.clock.now += timedelta(days=day)
    read = await clerk.presses_data(f"review:turn_down:{review.application}")
    if state is State.SUPPLEMENT:
        assert read[0].startswith("补正期限是2026年9月8日（周二），还没有到")
    else:
        await clerk.says("2")
        await clerk.says("补正期限已过，审计报告没有补交，材料仍然不齐。")
        await clerk.presses("发送")
        assert await review.open_tasks() == []
        async with store.work() as work:
            kept = await work.supplements.get(review.application)
            assert kept is not None
            draft = await work.drafts.get(kept.draft_id)
            assert draft is not None
            assert draft.state is DraftState.DROPPED
    assert await review.state() is state


async def test_a_late_answer_is_taken_while_nobody_has_decided(store: Store) -> None:
    review = await Review.open(store)
    await asked(review)
    review.town.clock.now += timedelta(days=20)
    await answered(review)
    assert await review.state() is State.IN_REVIEW


async def test_the_clerk_is_told_in_english_too(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        await work.people.set_language(review.ids[Review.CLERK], "en")
        await work.commit()
    clerk = await review.declared(Review.CLERK)
    await clerk.presses("Ask for a supplement")
    await clerk.says("The audit report of 2025")
    await clerk.presses("Skip")
    assert await clerk.presses("correct, send") == [
        (
            "The applicant has been asked for the supplement. The last day is Tuesday 8 September 2026 "
            "(5 working day(s)). You will be told when it arrives, and the review then has a new deadline."
        )
    ]


@pytest.mark.article(15)
async def test_a_supplement_is_left_for_later_but_never_offered_to_be_dropped(store: Store) -> None:
    review = await Review.open(store)
    clerk = await asked(review)
    applicant = review.person(Review.APPLICANT)
    pages = []
    await applicant.presses_data(f"supplement:fill:{review.application}")
    pages.append(applicant.buttons())
    await applicant.says("审计报告已补上。")
    await applicant.presses("跳过")
    await applicant.presses("填写清单")
    pages.append(applicant.buttons())
    await applicant.presses("继续填写")
    await applicant.says("职工人数是120人。")
    await applicant.presses("跳过")
    pages.append(applicant.buttons())
    ends = ["💾 存好离开", "✖ 放弃"]
    assert [[label for label in page if label in ends] for page in pages] == [ends[:1]] * 3
    assert clerk.buttons() != []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_an_answer_that_is_damaged_is_said_to_be_so_beside_the_others(store: Store) -> None:
    review = await Review.open(store)
    clerk = await asked(review)
    await answered(review)
    async with store.work() as work:
        kept = await work.supplements.get(review.application)
    assert kept is not None
    for question in ("item.2.text", "item.1.files"):
        await damage(store, "answers", "value", f"draft_id = {kept.draft_id} AND question = '{question}'")
    (page,) = await clerk.presses_data(f"review:supplement:{review.application}")
    assert (page.count(SAID["zh"]), DAMAGED in page, "审计报告已补上。" in page) == (2, False, True)
