"""Anybody asks the office from any point and comes back; the answer has its article and can become public (Art. 44)."""

from datetime import timedelta

import pytest

from rules.awards.affairs import MOST_ADDED, MOST_ASKED
from storage.engine.drafts import DraftState
from storage.store import Store
from storage.work import Work
from tests.handlers.applying import draft_of
from tests.handlers.objecting import NOW, Case
from tests.handlers.reviewing import Review
from tests.talking import Someone
from texts import say

SHUT = "这件事不归您办理"
WORDS = "马小花问：公司改名以后，成立时间从哪一天算？"
ANSWER = "从最初登记的那一天算。"


async def asks(someone: Someone, words: str = WORDS) -> list[str]:
    """Somebody asks by the command, and agrees the first time."""
    await someone.says("/ask")
    if any("同意" in label for label in someone.buttons()):
        await someone.presses("同意")
    return await someone.says(words)


async def answers(case: Case, one: int = 1) -> None:
    """The office opens the question, declares, and answers by Article 10."""
    await case.office.presses_data(f"affair:open:{one}")
    await case.office.presses_data(f"affair:none:{one}")
    await case.office.presses("✍ 答复")
    await case.says_all(case.office, "inquiry_answer", ANSWER, "10")


async def is_sent(work: Work, draft_id: int) -> bool:
    """Whether nothing more is written into the draft."""
    draft = await work.drafts.get(draft_id)
    return draft is not None and draft.state is DraftState.SENT


@pytest.mark.article(44)
async def test_a_question_is_a_task_with_a_last_day_and_the_answer_comes_with_its_article(store: Store) -> None:
    case = await Case.open(store)
    (sent,) = await asks(case.objector)
    assert sent.startswith(
        "✅ 问题已送临夏县人民政府质量奖评审委员会办公室，编号提问〔2026〕1号，最迟2026年10月8日（周四）答复"
    )
    async with store.work() as work:
        (task,) = await work.tasks.of("affair:1")
        affair = await work.affairs.get(1)
        told = await work.outbox.of(case.ids[901])
    assert affair is not None
    assert (task.kind, task.role.value, task.due_on) == ("affair_inquiry", "office", affair.due_on)
    assert [one.text for one in told] == ["tasks.given"]
    for chat in (6, 100, 903):
        assert (await case.person(chat).presses_data("affair:open:1"))[0].startswith(SHUT)
    assert "提问〔2026〕1号" in (await case.objector.says("/status"))[0]
    await answers(case)
    async with store.work() as work:
        (answer,) = [one for one in await work.outbox.of(case.ids[5]) if one.key.startswith("affair:1:answered")]
    told_ = (answer.text, answer.values["words"], answer.values["article"])
    assert told_ == ("affairs.told.inquiry.answered", ANSWER, 10)
    assert ANSWER in (await case.objector.presses_data("affair:open:1"))[0]


@pytest.mark.article(44)
async def test_the_office_opens_a_question_from_its_tasks(store: Store) -> None:
    case = await Case.open(store)
    await asks(case.objector)
    (page,) = await case.office.says("/tasks")
    assert say("zh", "tasks.affair_inquiry") in page
    await case.office.presses("答复提问")
    assert any("没有利害关系" in label for label in case.office.buttons())


@pytest.mark.article(22, 44)
async def test_inside_a_form_one_asks_by_button_and_stands_at_the_same_question_again(store: Store) -> None:
    case = await Case.open(store)
    await case.objector.says("/object")
    await case.objector.presses_data("consent:agree:objection:begin")
    await case.objector.says("1")
    before, answered = await draft_of(case.town, case.objector, "objection")
    (shown,) = await case.objector.says("/where")
    await case.objector.presses("问评委办")
    sent, again = await case.objector.says(WORDS)
    assert ("提问〔2026〕1号" in sent, again) == (True, shown)
    after, kept = await draft_of(case.town, case.objector, "objection")
    assert (after.id, kept) == (before.id, answered)
    await case.objector.presses("问评委办")
    assert await case.objector.presses("不问了") == [shown]


@pytest.mark.article(44)
async def test_a_form_offers_the_office_to_the_clerk_and_not_to_the_office_itself(store: Store) -> None:
    review, ask = await Review.open(store), say("zh", "inquiries.ask")
    for chat in (Review.CLERK, Review.OFFICE, Review.LEAD):
        await review.declared(chat)
    clerk, office, lead = (review.person(chat) for chat in (Review.CLERK, Review.OFFICE, Review.LEAD))
    await clerk.presses_data(f"review:turn_down:{review.application}")
    await office.presses_data("paper_case:new")
    await office.presses("组织的申报")
    await lead.presses_data("edition:new")
    for someone, offered in ((clerk, True), (office, False), (lead, False)):
        assert say("zh", "forms.help") in someone.buttons()
        assert (ask in someone.buttons()) == offered


@pytest.mark.article(44)
async def test_the_button_is_in_the_menu_the_help_and_below_words_that_nobody_understood(store: Store) -> None:
    case = await Case.open(store)
    for way in ("/menu", "/help", "哪里能喝茶"):
        await case.person(6).says(way)
        assert any("问评委办" in label for label in case.person(6).buttons())
    await case.person(6).presses_data("help:see:fee")
    assert any("问评委办" in label for label in case.person(6).buttons())


@pytest.mark.article(44)
async def test_a_second_question_is_added_to_the_first_and_floods_end(store: Store) -> None:
    case = await Case.open(store)
    await asks(case.objector)
    for n in range(MOST_ADDED):
        assert (await asks(case.objector, f"还有第{n}点要问"))[0].startswith(
            "✅ 已经加到您的问题（编号提问〔2026〕1号）"
        )
    (refused, *_) = await case.objector.says("/ask")
    assert refused.splitlines()[0].startswith("您的问题（编号提问〔2026〕1号）已经补充多次")
    async with store.work() as work:
        assert len(await work.tasks.of("affair:1")) == 1
        acts = [(one.act, one.article) for one in await work.journal.of("affair:1")]
        told = [one.text for one in await work.outbox.of(case.ids[901])]
        affair = await work.affairs.get(1)
        assert affair is not None
        assert [await is_sent(work, one["draft"]) for one in affair.said] == [True] * MOST_ADDED
    assert len([one for one in acts if one[0].endswith("add")]) == MOST_ADDED
    assert len([one for one in told if one.endswith("added")]) == MOST_ADDED
    await answers(case)
    for one in range(2, MOST_ASKED + 1):
        await asks(case.objector)
        await answers(case, one)
    (refused, *_) = await case.objector.says("/ask")
    assert refused.startswith(f"一天最多提{MOST_ASKED}个问题")
    case.town.clock.now += timedelta(days=1, seconds=1)
    assert "提问〔2026〕6号" in (await asks(case.objector))[0]


@pytest.mark.article(44)
async def test_too_short_words_are_asked_for_again(store: Store) -> None:
    case = await Case.open(store)
    (again,) = await asks(case.objector, "?!")
    assert "请把问题写在一条消息里发来" in again
    assert "提问〔2026〕1号" in (await case.objector.says(WORDS))[0]


@pytest.mark.article(14, 40, 44)
async def test_whoever_has_an_interest_in_the_askers_case_hears_nothing_of_the_question(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.office.presses_data("objection:open:1")
    await case.office.presses_data("objection:interest:1")
    await asks(case.objector)
    async with store.work() as work:
        told = [one.key for one in await work.outbox.of(case.ids[901]) if "affair" in one.key]
    assert told == []
    assert (await case.office.presses_data("affair:open:1"))[0].startswith(SHUT)
    assert "提问〔2026〕1号" not in (await case.office.presses_data("affair:list:inquiry:0"))[0]
    assert "提问〔2026〕1号" in (await case.person(902).presses_data("affair:list:inquiry:0"))[0]


@pytest.mark.article(14)
async def test_an_applicant_can_ask_the_unit_that_has_the_application_and_its_clerk_answers(store: Store) -> None:
    review = await Review.open(store)
    applicant, clerk = review.person(review.APPLICANT), review.person(review.CLERK)
    await applicant.says("/ask")
    if any("同意" in label for label in applicant.buttons()):
        await applicant.presses("同意")
    await applicant.presses("改问")
    (sent,) = await applicant.says(WORDS)
    assert sent.startswith("✅ 问题已送临夏县市场监督管理局")
    assert (await review.person(review.STRANGER).presses_data("affair:open:1"))[0].startswith(SHUT)
    await clerk.presses_data("affair:open:1")
    await clerk.presses_data("affair:none:1")
    await clerk.presses("✍ 答复")
    await clerk.says(ANSWER)
    await clerk.says("10")
    await clerk.presses("发送")
    assert ANSWER in (await applicant.presses_data("affair:open:1"))[0]


@pytest.mark.article(44)
async def test_an_answer_becomes_public_as_the_officer_leaves_it_and_can_be_taken_off(store: Store) -> None:
    case = await Case.open(store)
    await asks(case.objector)
    await answers(case)
    assert (await case.person(6).presses_data("inquiry:public:0"))[0].startswith("还没有公开的答复")
    await case.office.presses_data("affair:open:1")
    checked = await case.office.presses("公开这个答复")
    assert WORDS in "".join(checked)
    draft, _ = await draft_of(case.town, case.office, "public_answer")
    await case.office.presses_data(f"f:{draft.id}:q:0")
    await case.office.says("公司改名以后，成立时间从哪一天算？")
    await case.press_send(case.office, "public_answer")
    (listed,) = await case.person(6).presses_data("inquiry:public:0")
    assert ("公司改名以后" in listed, "马小花" in listed) == (True, False)
    (read,) = await case.person(6).presses("看第1个")
    assert ANSWER + "\n\n依据：第十条。" in read
    async with store.work() as work:
        (kept,) = await work.public_answers.page(limit=9)
    assert "马小花" not in f"{kept.question}{kept.answer}"
    for chat in (5, 6, 903):
        assert (await case.person(chat).presses_data("affair:unpublish:1"))[0] != ""
    assert (await case.person(6).presses_data("inquiry:read:1"))[0] == read
    await case.office.presses_data("affair:unpublish:1")
    assert (await case.person(6).presses_data("inquiry:public:0"))[0].startswith("还没有公开的答复")
    assert (await case.person(6).presses_data("inquiry:read:1"))[0].startswith("这条答复已经不再公开")
    assert case.town.clock.now == NOW
