"""Anybody asks the office from any point and comes back; the answer has its article and can become public (Art. 44)."""

from datetime import timedelta

import pytest

from rules.affairs import Kind, State
from rules.questions import affairs as questions
from rules.questions.objection import objection
from storage.store import Store
from tests.handlers.objecting import NOW, Case, Objecting
from tests.handlers.reviewing import Review
from tests.rules.every_form import pack
from tests.storage import unsealed

SHUT = "这件事不归您办理"
WORDS = "马小花问：公司改名以后，成立时间从哪一天算？"
ANSWER = "从最初登记的那一天算。"


async def asked(case: Case, words: str = WORDS) -> list[str]:
    """The objector asks by the command, agreed the first time."""
    await case.objector.says("/ask")
    if any("同意" in label for label in case.objector.buttons()):
        await case.objector.presses("同意")
    return await case.objector.says(words)


async def answered(case: Case, *, article: str = "10") -> None:
    await case.office.presses_data("af:open:1")
    await case.office.presses_data("af:none:1")
    await case.office.presses("✍ 答复")
    await case.office.says(ANSWER)
    await case.office.says(article)
    await case.press_send(case.office, "inquiry_answer")


@pytest.mark.article(44)
async def test_a_question_is_a_task_with_a_last_day_and_the_answer_comes_with_its_article(store: Store) -> None:
    case = await Case.open(store)
    (sent,) = await asked(case)
    assert (
        sent.startswith("✅ 问题已送临夏县质量奖评审委员会办公室，编号提问〔2026〕1号，最迟2026年9月")
        or "提问〔2026〕1号" in sent
    )
    async with store.work() as work:
        (task,) = await work.tasks.of("affair:1")
        affair = await work.affairs.get(1)
        told = await work.outbox.of(case.ids[901])
    assert (task.kind, task.role.value, task.due_on) == ("affair_inquiry", "office", affair and affair.due_on)
    assert [one.text for one in told] == ["tasks.given"]
    for chat in (6, 100, 903):
        assert (await case.person(chat).presses_data("af:open:1"))[0].startswith(SHUT)
    assert "提问〔2026〕1号" in (await case.objector.says("/status"))[0]
    await answered(case)
    async with store.work() as work:
        (answer,) = [one for one in await work.outbox.of(case.ids[5]) if one.key.startswith("affair:1:answered")]
    assert (answer.text, answer.values["words"], answer.values["article"]) == (
        "affairs.told.inquiry.answered",
        ANSWER,
        10,
    )
