"""The party is asked, answers in the chat or on paper, or its time passes with proof that it was asked (Art. 36-39)."""

from datetime import date

import pytest

from rules.sanctions.cases import State
from storage.store import Store
from tests.handlers.sanctioning import CODE, DECISION, FACTS, FILE, FOUND, REASONS, Town, moment

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
LEAD, OFFICE, HOLDER, CHAIR, APPLICANT = Town.LEAD, Town.OFFICE, Town.HOLDER, Town.CHAIR, Town.APPLICANT


@pytest.mark.article(36)
async def test_by_a_number_alone_it_is_brought_by_hand_and_answered_on_paper(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens(OFFICE, "1", "1", "2", CODE.lower(), "某某公司", FACTS, FILE)
    await town.declares(OFFICE, LEAD)
    asked = await town.person(OFFICE).presses_data("sanction:ask:1")
    assert asked[0].startswith("案件 2026-001 的当事人不在服务里。")
    assert await town.open_kinds() == ["sanction_delivery"]
    read = await town.does(OFFICE, "deliver", "2026-08-28", "两名工作人员送到单位，负责人签收")
    assert read[0].startswith("送达已登记（案件 2026-001），陈述期限到2026年9月11日（周五）。")
    await town.does(OFFICE, "answer", "书面陈述：没有意见。", FILE)
    assert await town.open_kinds() == ["sanction_decision"]
    await town.does(LEAD, "decide", *DECISION, "1", REASONS)
    assert await town.bar(CODE, date(2026, 9, 1)) is not None


@pytest.mark.article(39)
async def test_a_statement_may_come_until_it_passes_and_passing_needs_proof(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await town.declares(OFFICE, LEAD)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    assert (await town.case()).hear_by == date(2026, 9, 15)
    await town.later(14)
    assert (await town.case()).state is State.HEARING
    await town.later(1)
    assert ((await town.case()).state, await town.open_kinds()) == (State.HEARING, ["sanction_delivery"])
    town.town.clock.now = moment(2026, 9, 1)
    await town.arrive("sanction:1:hearing:")
    town.town.clock.now = moment(2026, 9, 16)
    await town.later(0)
    assert ((await town.case()).state, await town.open_kinds()) == (State.HEARD, ["sanction_decision"])
    passed = next(entry for entry in await town.journal() if entry.act == "sanction_hearing_passed")
    assert (passed.person_id, passed.details["on"]) == (None, date(2026, 9, 1))
    late = await town.person(APPLICANT).presses_data("sanction:answer:1")
    assert late[0].splitlines()[0] == "这件案件已经办到别的一步，这一步现在不能做。请打开案件看看。"


@pytest.mark.article(36, 39)
async def test_a_letter_that_arrived_late_leaves_the_party_its_whole_ten_days(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await town.declares(OFFICE, LEAD)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    town.town.clock.now = moment(2026, 9, 3)
    await town.arrive("sanction:1:hearing:")
    states = []
    for day in (16, 17, 18):
        town.town.clock.now = moment(2026, 9, day)
        await town.later(0)
        states.append((await town.case()).state)
    assert states == [State.HEARING, State.HEARING, State.HEARD]


@pytest.mark.article(36)
async def test_a_delivery_by_hand_is_proof_and_its_days_count_anew(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens(OFFICE, "1", "1", "2", CODE, "某某公司", FACTS, FILE)
    await town.declares(OFFICE, LEAD)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    await town.later(60)
    assert ((await town.case()).state, (await town.case()).hear_by) == (State.HEARING, None)
    await town.does(OFFICE, "deliver", "2026-10-30", "送到单位，负责人签收")
    assert (await town.case()).hear_by == date(2026, 11, 13)
    town.town.clock.now = moment(2026, 11, 13)
    await town.later(0)
    assert (await town.case()).state is State.HEARING
    await town.later(1)
    assert (await town.case()).state is State.HEARD
    passed = next(entry for entry in await town.journal() if entry.act == "sanction_hearing_passed")
    async with store.work() as work:
        assert (await work.drafts.answers(passed.details["draft"]))["delivery"] == "送到单位，负责人签收"
    assert passed.details["on"] == date(2026, 10, 30)
    assert "how" not in passed.details


async def test_the_party_reads_what_is_held_against_it_in_my_progress(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens_39()
    holder = town.person(HOLDER)
    assert "案件" not in (await holder.presses_data("status:all"))[0]
    await town.declares(CHAIR, OFFICE)
    await town.does(CHAIR, "investigate", FOUND, FILE)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    holder.reads()
    assert "案件 2026-001（第三十九条）：正在听取意见" in "\n".join(await holder.presses_data("status:all"))
    assert [task for task in await holder.says("/tasks") if "陈述申辩" in task] != []
