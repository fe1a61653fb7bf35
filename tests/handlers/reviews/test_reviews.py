"""The receiving unit's clerk declares, reads, asks for a supplement, endorses or turns down (Art. 15, 40)."""

from datetime import date, timedelta

import pytest

from rules.applications.lifecycle import State
from rules.reviews.unit_reviews import CHECKED
from storage.database.values import Say
from storage.store import Store
from tests.handlers.reviewing import NUMBER, PHONE, Review, ticks
from texts import say

REASONS = "到申报截止日在本县工作不满规定年数，不符合申报条件。"


@pytest.mark.article(40)
async def test_a_clerk_declares_first_and_then_sees_the_case(store: Store) -> None:
    review = await Review.open(store)
    clerk = review.person(Review.CLERK)
    first = await clerk.presses_data(f"review:open:{review.application}")
    assert first == [say("zh", "reviews.declare", number="2026-0001", name="马小花")]
    cover = await clerk.says(say("zh", "reviews.no_interest"))
    assert cover == [
        (
            "📂 申报 2026-0001\n申报方：马小花（个人）\n第3届（2026年）\n受理单位：临夏县市场监督管理局\n"
            "提交时间：2026年9月1日（周二）10:00\n状态：受理单位审核中\n审核期限：2026年9月15日（周二）"
        )
    ]
    assert await review.acts(Review.CLERK) == ["recusal_declared", "application_read"]
    again = await clerk.presses_data(f"review:open:{review.application}")
    assert again == cover


@pytest.mark.article(40)
@pytest.mark.parametrize(
    "path",
    [
        "section:{}:person:0",
        "files:{}",
        "numbers:{}",
        "number:{}:2",
        "supplement:{}",
        "endorse:{}",
        "turn_down:{}",
        "ask_supplement:{}",
    ],
)
async def test_no_path_leads_past_the_declaration(store: Store, path: str) -> None:
    review = await Review.open(store)
    clerk = review.person(Review.CLERK)
    read = await clerk.presses_data("review:" + path.format(review.application))
    assert read[0].startswith("申报 2026-0001：马小花\n\n打开前请声明")
    assert await review.acts() == []


async def test_the_answers_are_paged_by_section_and_numbers_are_masked(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    (page,) = await clerk.presses("申报人")
    assert "6****************4" in page
    assert "138****5678" in page
    assert NUMBER not in page
    assert PHONE not in page
    assert clerk.buttons() == ["⬅ 回到申报"]


async def test_a_whole_number_takes_a_reason_and_is_written_down(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses("查看完整号码")
    (asked,) = await clerk.presses("6****************4")
    assert "为什么要看完整的号码？" in asked
    await clerk.says("与原件核对")
    (shown,) = await clerk.presses("发送")
    assert NUMBER in shown
    last = (await review.entries())[-1]
    assert (last.act, last.person_id, last.article) == ("number_read", review.ids[Review.CLERK], 12)
    assert set(last.details) == {"question", "reason"}
    async with store.work() as work:
        assert await work.drafts.answers(last.details["reason"]) == {"reason": "与原件核对"}
    repeated = await clerk.presses_data(f"f:{last.details['reason']}:z")
    assert NUMBER not in "".join(repeated)


@pytest.mark.article(12)
async def test_a_file_comes_as_a_document_with_its_marks_and_the_reading_is_written_down(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses("📎")
    assert clerk.buttons()[0] == "🔒⚠材料.pdf (1 KB)"
    assert await clerk.says("材料.pdf (1 KB)") == ["正在准备这份文件，马上发给您。"]
    (owed,) = await review.owed(Review.CLERK)
    assert owed.values["notes"].splitlines() == [
        "🔒 商业秘密：配方 / 不公开。请勿外传（第十二条）。",
        "每一页都印有您的姓名、申报编号和时间，原件没有改动（第四十条）。",
        "文件含有脚本，打开前请留意。",
    ]
    last = (await review.entries())[-1]
    assert (last.act, last.details) == ("file_read", {"file": review.file, "secret": True})


async def test_a_file_of_another_case_cannot_be_had_through_this_one(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        other = await work.files.add(
            b"other", owner=review.ids[600], name="别人.pdf", kind="pdf", subject="draft:77", now=review.town.clock.now
        )
        await work.commit()
    clerk = await review.declared(Review.CLERK)
    read = await clerk.presses_data(f"review:file:{review.application}:{other.id}")
    assert read[0].startswith("这份申报里没有这个文件")
    assert "file_read" not in await review.acts()


@pytest.mark.article(15)
async def test_a_clerk_endorses_and_the_applicant_is_told(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses("审核通过")
    read = await ticks(clerk)
    assert read == ["申报 2026-0001 审核通过，申报方已通知（第十五条）。接下来征求有关部门意见，再公示。"]
    assert await review.state() is State.CONSULTING
    assert await review.open_tasks() == [("consultation", date(2026, 9, 8), None)]
    assert [one.text for one in await review.owed(Review.APPLICANT)] == ["applications.told.consulting"]
    done = [entry for entry in await review.entries() if entry.act == "application_endorse"]
    assert [(entry.person_id, entry.article) for entry in done] == [(review.ids[Review.CLERK], 15)]
    async with store.work() as work:
        running = [one.kind for one in await work.deadlines.of(review.about) if one.ended_at is None]
    assert running == ["consultation"]


@pytest.mark.article(15)
@pytest.mark.parametrize("wanting", range(len(CHECKED)))
async def test_who_finds_one_point_wanting_is_told_what_to_do_instead(store: Store, wanting: int) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses("审核通过")
    for _ in range(wanting):
        await clerk.says("1")
    read = await clerk.says("2")
    assert read[0].startswith("有一项不符合，不能审核通过（第十五条）。请要求补正，或者不予报送")
    assert await review.state() is State.IN_REVIEW


@pytest.mark.article(15)
async def test_a_clerk_turns_down_with_ground_and_reasons_and_a_letter_is_owed(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses("不予报送")
    await clerk.says("1")
    await clerk.says(REASONS)
    assert await clerk.presses("发送") == ["申报 2026-0001 不予报送，理由已通知申报方。"]
    assert await review.state() is State.NOT_FORWARDED
    told, letter = await review.owed(Review.APPLICANT)
    said = {"number": "2026-0001", "ground": Say("opinion.grounds.conditions"), "reasons": REASONS}
    assert {**told.values, **said} == told.values
    assert told.values["remedy"].key == "remedies.by.unit"
    assert letter.paper is not None
    assert (letter.paper.name, letter.paper.subject) == ("non_forwarding", review.about)
    assert await review.open_tasks() == []


@pytest.mark.article(15)
async def test_of_two_clerks_the_second_is_told_who_was_first(store: Store) -> None:
    review = await Review.open(store)
    first, second = await review.declared(Review.CLERK), await review.declared(Review.COLLEAGUE)
    for clerk in (first, second):
        await clerk.presses_data(f"review:endorse:{review.application}")
    await ticks(first)
    read = await ticks(second)
    assert read[0].startswith("某200已于2026年9月1日（周二）10:00办理，您这次没有改动任何内容，不用再办。")
    assert (await review.acts()).count("application_endorse") == 1
    assert len(await review.owed(Review.APPLICANT)) == 1


async def test_pressing_send_twice_endorses_once(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses_data(f"review:endorse:{review.application}")
    await ticks(clerk)
    await clerk.presses("发送")
    assert (await review.acts()).count("application_endorse") == 1


async def test_lead_and_office_read_and_do_not_decide(store: Store) -> None:
    review = await Review.open(store)
    for chat in (Review.LEAD, Review.OFFICE):
        reader = await review.declared(chat)
        assert not any("报送" in label or "补正" in label for label in reader.buttons())
        (page,) = await reader.presses("申报人")
        assert "马小花" in page
        read = await reader.presses_data(f"review:endorse:{review.application}")
        assert read[0].startswith("这件事不归您办理")
    assert await review.state() is State.IN_REVIEW


async def test_the_case_is_shown_in_english(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        await work.people.set_language(review.ids[Review.CLERK], "en")
        await work.commit()
    clerk = await review.declared(Review.CLERK)
    assert "Pass the review" in clerk.buttons()
    (cover,) = await clerk.presses_data(f"review:open:{review.application}")
    assert cover == (
        "📂 Application 2026-0001\nApplicant: 马小花 (individual)\nEdition 3 (2026)\n"
        "Receiving unit: Linxia County Market Supervision Bureau\n"
        "Sent: Tuesday 1 September 2026, 10:00\nState: under review by the receiving unit\n"
        "Review due: Tuesday 15 September 2026"
    )


async def test_a_late_review_says_by_how_many_working_days(store: Store) -> None:
    review = await Review.open(store)
    review.town.clock.now += timedelta(days=17)
    clerk = await review.declared(Review.CLERK)
    (cover,) = await clerk.presses_data(f"review:open:{review.application}")
    assert cover.endswith("期限2026年9月15日（周二）已过，迟3个工作日")
