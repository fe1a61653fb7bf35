"""Cases from their opening to their decision and what it does, by pressing buttons (Art. 36-39)."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from handlers.sanctions import papers as sanction_papers
from rules.awards.validity import Ending
from rules.people.roles import Role
from rules.sanctions.cases import Recovery, State
from storage.store import Store
from tests import talking
from tests.handlers.applying import draft_of
from tests.handlers.reviewing import NUMBER
from tests.handlers.sanctioning import (
    APPROVAL,
    CERTIFICATE,
    CIRCULAR,
    CODE,
    DECISION,
    FACTS,
    FILE,
    FOUND,
    REASONS,
    Town,
    heard,
    revoked,
)
from workflow.sanctions.cases import under_investigation, withheld

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
LEAD, OFFICE, HOLDER, CHAIR, APPLICANT = Town.LEAD, Town.OFFICE, Town.HOLDER, Town.CHAIR, Town.APPLICANT


@pytest.mark.article(37, 39)
async def test_an_honour_is_revoked_from_the_investigation_to_the_circular(store: Store) -> None:
    town = await revoked(store)
    award = await town.the_award()
    assert (award.ending, award.ended_on) == (Ending.REVOKED, date(2026, 9, 1))
    bar = await town.bar(CODE, date(2031, 9, 1))
    assert bar is not None
    assert (bar.article, bar.from_on, bar.until_on) == (39, date(2026, 9, 1), date(2031, 9, 1))
    assert await town.told(HOLDER) == ["sanctions.told.hearing", "sanctions.told.decision"]
    assert await town.open_kinds() == ["sanction_recovery", "sanction_publication"]
    assert await town.open_kinds("heard:1") == ["sanction_return"]
    await town.does(OFFICE, "recover", "1", "1", "2026-09-01")
    await town.does(OFFICE, "recover", "1", "2", "2026-09-01", "称已经遗失，不出具书面说明")
    one = await town.case()
    assert (one.plaque, one.certificate, one.state) == (Recovery.RECEIVED, Recovery.REFUSED, State.IN_FORCE)
    assert await town.open_kinds("heard:1") == []
    published = await town.does(LEAD, "publish", "关于撤销质量奖的通报", CIRCULAR, "县政府网站")
    assert published[0] == "通报已公开（案件 2026-001）：已办结。"
    assert await town.open_kinds() == []
    async with store.work() as work:
        slot = await work.dispatches.of("sanction_circular", "sanction:1")
    assert slot is not None
    assert slot.reference == one.number
    kinds = [(kind, due is not None) for kind, _, due, _ in await town.tasks()]
    assert kinds == [
        ("sanction_investigation", True),
        ("sanction_case", True),
        ("sanction_decision", True),
        ("sanction_approval", False),
        ("sanction_recovery", True),
        ("sanction_publication", True),
    ]
    assert [entry.act.removeprefix("sanction_") for entry in await town.journal() if "sanction" in entry.act] == [
        "opened",
        "shut_to",
        "investigate",
        "hear",
        "answer",
        "decide",
        "approve",
        "in_force",
        "recover",
        "recover",
        "publish",
        "close",
    ]


@pytest.mark.article(36)
async def test_false_materials_end_the_application_and_bar_its_applicant_for_five_years(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await heard(town)
    decided = await town.does(LEAD, "decide", *DECISION, "1", REASONS)
    assert decided[0] == "决定已登记（案件 2026-001）：已办结。"
    bar = await town.bar(NUMBER, date(2031, 9, 1))
    assert bar is not None
    assert (bar.article, bar.until_on, bar.words) == (36, date(2031, 9, 1), {"name": "马小花", "document": DECISION[1]})
    assert await town.bar(NUMBER, date(2031, 9, 2)) is None
    assert await town.open_tasks() == []
    struck = [entry for entry in await town.entries() if entry.act == "application_strike"]
    assert [(entry.person_id, entry.details) for entry in struck] == [(town.ids[LEAD], {"article": 36})]
    read = await town.person(APPLICANT).presses_data("sanction:mine:1")
    assert "自2026年9月1日（周二）起到2031年9月1日（周一）为止，不受理其申报。" in read[0]


@pytest.mark.article(37)
async def test_an_award_won_by_fraud_is_cancelled_and_its_holder_barred_for_ten_years(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens(LEAD, "2", "2", "2", CODE, FACTS, FILE)
    await heard(town)
    assert (await town.bar(CODE, date(2026, 9, 5)), (await town.the_award()).ending) == (None, None)
    await town.does(LEAD, "decide", *DECISION, REASONS)
    assert ((await town.case()).state, await town.open_kinds()) == (State.DECIDED, ["sanction_approval"])
    assert (await town.bar(CODE, date(2026, 9, 5)), (await town.the_award()).ending) == (None, None)
    await town.does(LEAD, "approve", *APPROVAL, "2", "2026-09-05", "决定写明自送达之日起生效")
    award, bar = await town.the_award(), await town.bar(CODE, date(2036, 9, 5))
    assert bar is not None
    assert (award.ending, award.ended_on, bar.from_on) == (Ending.CANCELLED, date(2026, 9, 5), date(2026, 9, 5))
    assert (await town.case()).matter["effect"]["reason"] == "决定写明自送达之日起生效"


@pytest.mark.article(36)
async def test_whoever_is_barred_while_another_application_runs_is_to_be_struck(store: Store) -> None:
    """The case is about a number, not about the application that runs under it."""
    number = "622921199001010016"
    town = await Town.with_award(store, document_number=number)
    await town.opens(OFFICE, "1", "1", "3", "1", number, "马小花", FACTS, FILE)
    await town.declares(OFFICE, LEAD)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    await town.does(OFFICE, "deliver", "2026-08-28", "两名工作人员当面送交")
    await town.does(OFFICE, "answer", "书面陈述：没有意见。", FILE)
    assert await town.open_kinds("application:1") == ["unit_review"]
    await town.does(LEAD, "decide", *DECISION, "1", REASONS)
    assert await town.open_kinds("application:1") == ["unit_review", "striking_letter"]


@pytest.mark.article(39)
async def test_what_the_government_does_not_approve_has_no_effect(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens_39()
    await town.declares(CHAIR)
    await town.does(CHAIR, "investigate", FOUND, FILE)
    await heard(town)
    await town.does(LEAD, "decide", *DECISION, REASONS)
    await town.does(LEAD, "approve", "2", "县政府常务会议", "临县府〔2026〕9号", "2026-09-01", FILE)
    assert ((await town.case()).state, (await town.the_award()).ending) == (State.NOT_APPROVED, None)
    assert await town.bar(CODE, date(2026, 9, 1)) is None
    assert (await town.told(HOLDER))[-1] == "sanctions.told.reject"
    assert await town.open_kinds() == []


@pytest.mark.article(5, 37, 39)
async def test_nobody_ends_an_award_in_the_offices_own_name(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens_39()
    await town.declares(CHAIR)
    await town.does(CHAIR, "investigate", FOUND, FILE)
    await heard(town)
    await town.does(LEAD, "decide", *DECISION, REASONS)
    lead = town.person(LEAD)
    for early in ("sanction:publish:1", "sanction:decide:1"):
        assert (await lead.presses_data(early))[0].startswith("县政府还没有批准，决定没有效力")
    assert (await town.person(OFFICE).presses_data("sanction:recover:1"))[0].startswith("县政府还没有批准")
    said = (await town.person(OFFICE).presses_data("sanction:approve:1"))[0]
    assert said.startswith("这项决定由县政府批准，批复由评委办负责人填写（第三十九条）")
    said = (await town.person(OFFICE).presses_data("sanction:publish:1"))[0]
    assert said.startswith("这一步由评委办负责人办理（第三十九条）")
    assert (await town.person(HOLDER).presses_data("sanction:approve:1"))[0].startswith("这件事不归您办理")
    await lead.presses_data("sanction:approve:1")
    await lead.says("1")
    for own in ("评委办主任", "临夏县人民政府质量奖评审委员会"):
        said = (await lead.says(own))[0]
        assert said.startswith("取消、撤销奖项由县政府批准")
        assert "第三十九条" in said.splitlines()[0]
    assert (await town.the_award()).ending is None
    assert not (await lead.says("县政府第35次常务会议"))[0].startswith("取消、撤销奖项")


@pytest.mark.article(36)
async def test_what_is_not_established_leaves_everything_as_it_was(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await heard(town)
    await town.does(LEAD, "decide", "2", REASONS)
    assert (await town.case()).state is State.NOT_ESTABLISHED
    assert await town.bar(NUMBER, date(2026, 9, 1)) is None
    assert [kind for kind, _, _ in await town.open_tasks()] == ["unit_review"]
    assert (await town.told(APPLICANT))[-1] == "sanctions.told.dismiss"


@pytest.mark.article(36)
async def test_a_case_is_dropped_before_its_party_hears_of_it(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await town.declares(LEAD)
    await town.does(LEAD, "withdraw", "核实后是同名企业，立案有误")
    assert ((await town.case()).state, await town.told(APPLICANT)) == (State.WITHDRAWN, [])
    assert await town.open_kinds() == []


@pytest.mark.article(37)
async def test_an_award_under_investigation_is_withheld_until_it_is_decided(store: Store) -> None:
    town = await Town.with_award(store)

    async def held() -> tuple[bool, frozenset[int]]:
        async with store.work() as work:
            return await under_investigation(work, town.award), await withheld(work)

    assert await held() == (False, frozenset())
    await town.opens(LEAD, "2", "1", "1", CERTIFICATE, FACTS, FILE)
    assert await held() == (True, frozenset({town.award}))
    await heard(town)
    await town.does(LEAD, "decide", *DECISION, REASONS)
    assert await held() == (True, frozenset({town.award}))
    await town.does(LEAD, "approve", *APPROVAL, "1")
    assert await held() == (False, frozenset())


@pytest.mark.article(39)
@pytest.mark.parametrize(
    ("happened_on", "said"),
    [("2023-09-27", "事情不在获奖之日起5年内，不适用第三十九条。"), ("2023-09-28", "案件 2026-001 已立案。")],
)
async def test_what_happened_before_the_award_opens_no_case(store: Store, happened_on: str, said: str) -> None:
    town = await Town.with_award(store)
    assert (await town.opens_39(happened_on))[0].startswith(said)


@pytest.mark.article(36)
async def test_a_case_needs_somebody_it_can_be_about(store: Store) -> None:
    town = await Town.with_award(store)
    unknown = await town.opens(LEAD, "1", "1", "1", "2026-9999", FACTS, FILE)
    assert unknown[0].startswith("没有这个编号的申报。")
    other = await town.opens(Town.COLLEAGUE_OFFICE, "2", "1", "1", "LXZLJ-1999", FACTS, FILE)
    assert other[0].startswith("没有找到这个号码的奖项。")


@pytest.mark.article(39)
async def test_an_award_is_taken_away_once(store: Store) -> None:
    town = await revoked(store)
    again = await town.opens(OFFICE, "2", "1", "1", CERTIFICATE, FACTS, FILE)
    assert again[0].startswith("这个奖项已经取消或撤销")


@pytest.mark.article(36)
async def test_one_thing_has_one_case(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    again = await town.opens(OFFICE, "1", "1", "1", "2026-0001", FACTS, FILE)
    assert again[0].startswith("同一件事已经立案（2026-001）。")


@pytest.mark.article(36)
async def test_twenty_presses_decide_once(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await heard(town)
    lead = town.person(LEAD)
    await lead.presses_data("sanction:decide:1")
    await town.fills(lead, *DECISION, "1", REASONS, send=False)
    draft, _ = await draft_of(town.town, lead, "sanction_decision")
    await asyncio.gather(*(lead.presses_data(f"f:{draft.id}:z") for _ in range(20)))
    assert [entry.act for entry in await town.journal()].count("sanction_decide") == 1
    async with store.work() as work:
        assert await work.bars.count() == 1


@pytest.mark.article(36)
async def test_of_two_leads_the_second_is_told_that_it_moved_on(store: Store) -> None:
    town = await Town.with_award(store)
    async with store.work() as work:
        await work.roles.grant(town.ids[600], Role.LEAD)
        await work.commit()
    await town.opens()
    await heard(town)
    await town.declares(600)
    other = town.person(600)
    await other.presses_data("sanction:decide:1")
    await town.fills(other, "2", REASONS, send=False)
    await town.does(LEAD, "decide", *DECISION, "1", REASONS)
    read = await other.presses("确认无误")
    assert read[0].splitlines()[0] == "这件案件已经办到别的一步，这一步现在不能做。请打开案件看看。"
    assert (await town.case()).state is State.CLOSED


@pytest.mark.article(36)
async def test_a_bar_starts_within_a_year_of_its_decision(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await heard(town)
    lead = town.person(LEAD)
    await lead.presses_data("sanction:decide:1")
    await town.fills(lead, *DECISION, "2", send=False)
    refused = [(await lead.says(day))[0].splitlines()[0] for day in ("2062-09-01", "2025-08-30")]
    assert refused == ["和决定之日（2026年9月1日（周二））相差超过一年。请核对年份后再填。"] * 2
    assert "为什么从这一天起" in (await lead.says("2025-08-31"))[0]


@pytest.mark.article(37)
@pytest.mark.parametrize(("from_on", "taken"), [("2026-08-31", False), ("2026-09-01", True), ("2026-09-02", True)])
async def test_nothing_takes_effect_before_the_day_on_which_the_government_approved_it(
    store: Store, from_on: str, taken: bool
) -> None:
    town = await Town.with_award(store)
    await town.opens(LEAD, "2", "2", "2", CODE, FACTS, FILE)
    await heard(town)
    await town.does(LEAD, "decide", *DECISION, REASONS)
    lead = town.person(LEAD)
    await lead.presses_data("sanction:approve:1")
    await town.fills(lead, *APPROVAL, "2", send=False)
    read = (await lead.says(from_on))[0].splitlines()[0]
    assert read.startswith("比批准之日（2026年9月1日（周二））早。") is not taken


@pytest.mark.article(37)
async def test_where_the_pack_leaves_it_to_the_committee_fraud_is_in_force_once_decided(store: Store) -> None:
    town = await Town.with_award(store)
    pack, clock = replace(town.town.office.pack, government_ends=(39,)), town.town.clock
    town.town = talking.Town(store, pack=pack)
    town.town.clock.now = clock.now
    await town.opens(LEAD, "2", "2", "2", CODE, FACTS, FILE)
    await heard(town)
    await town.does(LEAD, "decide", *DECISION, "1", REASONS)
    assert ((await town.case()).state, (await town.the_award()).ending) == (State.IN_FORCE, Ending.CANCELLED)
    assert await decision_of(town) == "临夏县人民政府质量奖评审委员会"


@pytest.mark.article(37)
async def test_what_the_government_approved_is_decided_and_told_to_the_public_in_its_name(store: Store) -> None:
    town = await revoked(store)
    assert await decision_of(town) == "临夏县人民政府"
    await town.does(LEAD, "publish", "关于撤销质量奖的通报", CIRCULAR, "县政府网站")
    async with store.work() as work:
        letter = await sanction_papers.circular(work, town.town.office.pack, "sanction:1", "zh")
    assert letter.paper.issuer == "临夏县人民政府"
    approval = (await town.case()).matter["approval"]
    assert approval == {"approver": "县政府第35次常务会议", "document": APPROVAL[2], "decided_on": APPROVAL[3]}


async def decision_of(town: Town) -> str:
    """In whose name the decision is printed."""
    async with town.town.store.work() as work:
        letter = await sanction_papers.decision(work, town.town.office.pack, "sanction:1", "zh")
    return letter.paper.issuer
