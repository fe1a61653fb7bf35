"""The government decides, the lead grants once: numbered, in the register for five years, told (Art. 5, 25, 27, 32)."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.applications.lifecycle import State
from rules.engine.pack import load_pack
from rules.reviews.evaluation import Honour
from storage.engine.owed import OwedState, Paper
from storage.store import Store
from tests.attacks.people.test_bars import bar
from tests.handlers.deciding import CHAIR, LEAD, OFFICE
from tests.handlers.granting import DECISION, Granting

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(27)]
AWARD, NOMINATION = Honour.AWARD, Honour.NOMINATION
WHY = "县政府常务会议研究，暂不授予。"


@pytest.mark.article(25)
async def test_the_decision_is_recorded_once(store: Store) -> None:
    granting = await Granting.begin(store, AWARD)
    assert (await granting.decides())[0].startswith(f"县政府决定 {DECISION} 已记录")
    assert (await granting.decides())[0].startswith("县政府决定已经记录过")
    async with store.work() as work:
        decision = await work.meetings.decision(granting.edition)
    assert decision is not None
    assert (decision.number, decision.decided_on) == (DECISION, date(2026, 9, 1))


@pytest.mark.article(25)
async def test_nothing_is_decided_of_what_does_not_lie_with_the_government(store: Store) -> None:
    granting = await Granting.begin(store, AWARD, state=State.AWARD_NOTICE)
    assert (await granting.decides())[0].startswith("现在没有报县政府审定的申报")
    assert (await granting.grants())[0].startswith("已授奖0件")
    assert (await granting.states(), await granting.register()) == ([State.AWARD_NOTICE], [])


@pytest.mark.article(25)
async def test_a_decision_is_not_of_tomorrow(store: Store) -> None:
    granting = await Granting.begin(store, AWARD)
    assert (await granting.decides("2026-09-02"))[0].startswith("这一天还没有到")


@pytest.mark.article(25)
async def test_nobody_is_granted_or_turned_down_without_a_decision(store: Store) -> None:
    granting = await Granting.begin(store, AWARD)
    assert (await granting.grants())[0].startswith("还没有记录县政府的决定")
    read = await granting.person(LEAD).presses_data(f"grant:reject:{granting.cases[0]}")
    assert read[0].startswith("还没有记录县政府的决定")
    assert (await granting.states(), await granting.register()) == ([State.GOVERNMENT], [])


@pytest.mark.article(25)
async def test_what_is_not_approved_has_its_reason_and_is_told(store: Store) -> None:
    granting = await Granting.begin(store, AWARD, AWARD)
    await granting.decides()
    lead = granting.person(LEAD)
    await lead.presses_data(f"grant:reject:{granting.cases[0]}")
    await lead.says(WHY)
    assert (await lead.presses("发送"))[0].startswith("申报 2026-0001 已记录为没有批准")
    await granting.grants()
    assert await granting.states() == [State.NOT_APPROVED, State.GRANTED]
    assert [await granting.owed(chat) for chat in (100, 101)] == [
        ["applications.told.not_approved"],
        ["applications.told.granted"],
    ]
    async with store.work() as work:
        journal = await work.journal.of(f"application:{granting.cases[0]}")
        assert (await work.drafts.answers(journal[-1].details["draft"]))["reason"] == WHY
    assert [one.name for one in await granting.register()] == ["第2示例公司"]


@pytest.mark.article(5)
async def test_each_has_a_number_without_a_gap_and_stands_in_the_register_for_five_years(store: Store) -> None:
    granting = await Granting.begin(store, AWARD, AWARD, NOMINATION)
    await granting.decides()
    (read,) = await granting.grants()
    assert read.splitlines()[0] == "已授奖3件（第二十七条）。"
    assert [
        (one.name, one.award, one.certificate, one.plaque, one.decision, one.decided_on, one.valid_until)
        for one in await granting.register()
    ] == [
        (f"第{n}示例公司", honour, f"2026-0{n}", f"2026-0{n}", DECISION, date(2026, 9, 1), date(2031, 9, 1))
        for n, honour in ((1, "award"), (2, "award"), (3, "nomination"))
    ]
    assert [await granting.owed(chat) for chat in (100, 101, 102)] == [["applications.told.granted"]] * 3
    assert await granting.states() == [State.GRANTED] * 3


async def test_pressing_twice_grants_once(store: Store) -> None:
    granting = await Granting.begin(store, AWARD)
    await granting.decides()
    await granting.grants()
    before = await granting.register()
    assert (await granting.grants())[0].startswith("已授奖0件")
    assert (len(before), await granting.register(), await granting.owed(100)) == (
        1,
        before,
        ["applications.told.granted"],
    )


async def test_granting_is_asked_once_more(store: Store) -> None:
    granting = await Granting.begin(store, AWARD, NOMINATION)
    await granting.decides()
    lead = granting.person(LEAD)
    (asked,) = await lead.presses_data(f"grant:ask:{granting.edition}")
    assert asked.startswith("现在给2件授奖吗？")
    assert lead.buttons() == ["确定授奖", "先不授奖"]
    assert await granting.states() == [State.GOVERNMENT] * 2
    assert (await lead.presses("确定授奖"))[0].startswith("已授奖2件")


async def test_a_branch_stands_under_its_parents_code(store: Store) -> None:
    granting = await Granting.begin(store, AWARD)
    await granting.answers(granting.cases[0], kind="branch", parent_code="91622921MAEXAMPL8J")
    await granting.decides()
    await granting.grants()
    async with store.work() as work:
        held = await work.awards.held_by("91622921MAEXAMPL8J")
        own = await work.awards.held_by("916229210000000000")
    assert ([one.name for one in held], own) == (["第1示例公司"], [])


@pytest.mark.article(36)
async def test_whoever_is_barred_keeps_everybody_from_nothing_but_themselves(store: Store) -> None:
    granting = await Granting.begin(store, AWARD, AWARD)
    await bar(granting.town, "916229210000000000", 36, until=date(2027, 1, 1))
    await granting.decides()
    assert (await granting.grants())[0].startswith("申报 2026-0001 的申报方被限制到2027年1月1日")
    assert (await granting.states(), await granting.register()) == ([State.GOVERNMENT] * 2, [])
    lead = granting.person(LEAD)
    await lead.presses_data(f"grant:reject:{granting.cases[0]}")
    await lead.says(WHY)
    await lead.presses("发送")
    await granting.grants()
    assert [(one.name, one.certificate) for one in await granting.register()] == [("第2示例公司", "2026-01")]


@pytest.mark.parametrize("chat", [OFFICE, CHAIR, 100])
async def test_nobody_but_the_lead_records_rejects_or_grants(store: Store, chat: int) -> None:
    granting = await Granting.begin(store, AWARD)
    assert "文号" not in "".join(await granting.decides(by=chat))
    await granting.decides()
    case, edition = granting.cases[0], granting.edition
    for press in (f"grant:edition:{edition}", f"grant:reject:{case}", f"grant:ask:{edition}", f"grant:grant:{edition}"):
        read = await granting.person(chat).presses_data(press)
        assert "第1示例公司" not in "".join(read)
    assert (await granting.states(), await granting.register()) == ([State.GOVERNMENT], [])


@pytest.mark.article(40)
async def test_a_lead_with_an_interest_neither_sees_nor_grants_it(store: Store) -> None:
    granting = await Granting.begin(store, AWARD, NOMINATION)
    await granting.decides()
    await granting.interested(LEAD, granting.cases[0])
    (page,) = await granting.person(LEAD).presses_data(f"grant:edition:{granting.edition}")
    assert ("第1示例公司" in page, "第2示例公司" in page) == (False, True)
    await granting.grants()
    assert await granting.states() == [State.GOVERNMENT, State.GRANTED]


@pytest.mark.article(32)
async def test_the_july_report_and_the_reminders_of_its_end_follow_from_the_grant(store: Store) -> None:
    granting = await Granting.begin(store, AWARD)
    await granting.decides()
    await granting.grants()
    (award,) = await granting.register()
    await granting.plans(datetime(2027, 7, 1, 1, 0, tzinfo=UTC))
    async with store.work() as work:
        assert await work.assessments.get(1) is not None
    july = await granting.owed(100)
    assert july == ["applications.told.granted", "contacts.question", "assessments.reminder.open", "affairs.use_asked"]
    await granting.plans(datetime(2031, 6, 3, 1, 0, tzinfo=UTC))
    assert "awards.reminder.holder.before" in await granting.owed(100)
    assert award.valid_until == date(2031, 9, 1)


@pytest.mark.article(25)
async def test_submission_and_commendation_are_printed_from_what_was_decided(store: Store) -> None:
    granting = await Granting.begin(store, AWARD, NOMINATION)
    refused = await granting.person(LEAD).presses_data(f"paper:print:commendation:{granting.edition}")
    assert refused[0].startswith("现在没有可以由您打印")
    await granting.decides()
    await granting.grants()
    for name, part in (("submission", "2026-0002"), ("commendation", "第2示例公司2026-02")):
        await granting.person(LEAD).presses_data(f"paper:print:{name}:{granting.edition}")
        assert await printed(granting, name, part)
    for chat in (100, CHAIR):
        assert (await granting.person(chat).presses_data(f"paper:print:commendation:{granting.edition}"))[0].startswith(
            "这件事"
        )


async def printed(granting: Granting, name: str, part: str) -> bool:
    async with granting.town.store.work() as work:
        asked = [one.paper for one in await work.outbox.of(granting.ids[LEAD])]
    paper = Paper(name, f"edition:{granting.edition}")
    assert paper in asked
    _, content = await render(granting.town.store, load_pack(), paper, "zh")
    return part in "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


async def test_holders_are_told_when_plaque_and_certificate_are_given_and_again_when_it_is_moved(store: Store) -> None:
    granting = await Granting.begin(store, AWARD, NOMINATION)
    lead = granting.person(LEAD)
    assert (await lead.presses_data(f"grant:ceremony:{granting.edition}"))[0].startswith("这一届还没有授奖")
    await granting.decides()
    await granting.grants()
    assert "ceremony" in await granting.open_kinds()
    for place in ("县政府礼堂", "县文化馆"):
        lead = granting.person(LEAD)
        await lead.presses_data(f"grant:ceremony:{granting.edition}")
        for answer in ("2026-09-18", "上午9:30", place):
            await lead.says(answer)
        assert (await lead.presses("发送"))[0].startswith("已通知2个获奖者")
    assert "ceremony" not in await granting.open_kinds()
    async with store.work() as work:
        owed = [one for one in await work.outbox.of(granting.ids[100]) if one.text == "grants.told_ceremony"]
    assert [(one.values["place"], one.state) for one in owed] == [
        ("县政府礼堂", OwedState.DROPPED),
        ("县文化馆", OwedState.OWED),
    ]
    refused = await granting.person(OFFICE).presses_data(f"grant:ceremony:{granting.edition}")
    assert refused[0].startswith("这件事不归您办理")
