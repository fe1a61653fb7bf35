"""What the office prints of an edition comes as it was decided, and to nobody who stands back (Art. 17-21, 26, 40)."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.applications.lifecycle import State
from rules.engine.pack import load_pack
from rules.reviews.evaluation import Honour
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.deciding import CHAIR, DEPUTY, LEAD, MEMBER, OFFICE, REVIEWERS, Chamber
from tests.handlers.granting import Granting
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def asked(chamber: Chamber, press: str, *, by: int = OFFICE) -> list[Paper]:
    """What is owed to somebody who presses the button, besides what was."""
    before = await papers(chamber, by)
    await chamber.person(by).presses_data(press)
    return (await papers(chamber, by))[len(before) :]


async def papers(chamber: Chamber, chat: int) -> list[Paper]:
    async with chamber.town.store.work() as work:
        return [one.paper for one in await work.outbox.of(chamber.ids[chat]) if one.paper is not None]


async def text(chamber: Chamber, paper: Paper, language: str = "zh") -> str:
    _, content = await render(chamber.town.store, load_pack(), paper, language)
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@pytest.mark.article(20)
@pytest.mark.article(26)
async def test_the_evaluation_report_has_ranks_sheets_candidates_and_who_has_priority(store: Store) -> None:
    granting = await Granting.begin(store, Honour.AWARD, Honour.NOMINATION, state=State.EVALUATED)
    async with store.work() as work:
        for case in granting.cases:
            await work.candidates.remove(case)
        await work.commit()
    await granting.answers(granting.cases[1], priority="national")
    edition = granting.edition
    assert await asked(granting, f"paper:print:evaluation_report:{edition}") == []
    await granting.listed()
    (paper,) = await asked(granting, f"paper:print:evaluation_report:{edition}")
    printed = await text(granting, paper)
    for part in (
        "质量奖2名，提名奖2名",
        "第2示例公司（优先）",
        "2026-0001陈述答辩9090909040%",
        "2026-0001现场评审9090909060%",
    ):
        assert part in printed
    assert "Sumsofthesheets" in await text(granting, paper, "en")


@pytest.mark.article(20)
async def test_the_report_keeps_its_lines_when_its_cases_have_gone_on(store: Store) -> None:
    granting = await Granting.begin(store, Honour.AWARD, Honour.NOMINATION, state=State.EVALUATED)
    await granting.listed()
    paper = Paper("evaluation_report", f"edition:{granting.edition}")
    before = await text(granting, paper)
    async with store.work() as work:
        for case, state in zip(granting.cases, (State.GRANTED, State.NOT_PROPOSED), strict=True):
            application = await work.applications.get(case)
            assert application is not None
            await work.applications.move(application, state, granting.town.clock.now)
        await work.commit()
    assert await text(granting, paper) == before


@pytest.mark.article(3, 8, 21)
async def test_the_record_is_printed_once_it_is_closed_with_every_vote(store: Store) -> None:
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    meeting = await chamber.convened()
    assert await asked(chamber, f"paper:print:meeting_record:{meeting}") == []
    for chat, vote in ((CHAIR, "for"), (DEPUTY, "for"), (MEMBER, "against")):
        await chamber.voted(meeting, chamber.cases[0], chat, vote)
    await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    office = chamber.person(OFFICE)
    await office.presses_data(f"meeting:record:{meeting}")
    await office.says("会议听取了综合评价报告，逐一审议并表决。")
    await office.says("其余没有达到奖励条件。")
    await office.presses("跳过")
    await office.presses("发送")
    (paper,) = await asked(chamber, f"paper:print:meeting_record:{meeting}")
    printed = await text(chamber, paper)
    for part in (f"某{CHAIR}某{DEPUTY}某{MEMBER}到会3人，成员共5人", "3210通过", "其余没有达到奖励条件。"):
        assert part in printed
    assert "全部名次名次编号申报方综合得分结果12026-0001第1示例公司90" in printed
    assert "名单与名次一致，没有越过名次的。" in printed


@pytest.mark.article(17)
async def test_the_acceptance_list_has_who_passed_and_nobody_who_did_not(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 90, state=State.LISTED)
    async with store.work() as work:
        other = await work.applications.get(chamber.cases[1])
        assert other is not None
        await work.applications.move(other, State.NOT_ACCEPTED, chamber.town.clock.now)
        await work.commit()
    (paper,) = await asked(chamber, f"paper:print:acceptance_list:{chamber.edition}")
    printed = await text(chamber, paper)
    assert ("2026-0001第1示例公司临夏县工业和信息化局" in printed, "2026-0002" in printed) == (True, False)


@pytest.mark.article(40)
async def test_whoever_stands_back_or_is_not_of_the_office_prints_nothing(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 80)
    await chamber.listed()
    await chamber.interested(LEAD, chamber.cases[0])
    for name in (
        "evaluation_report",
        "acceptance_list",
        "submission",
        "meeting_record",
        "site_report",
        "recusal_declarations",
        "anything",
    ):
        for chat in (LEAD, 100, MEMBER, REVIEWERS[0]):
            assert await asked(chamber, f"paper:print:{name}:{chamber.edition}", by=chat) == []
    said = [
        (await chamber.person(LEAD).presses_data(f"paper:print:{name}:{chamber.edition}"))[0]
        for name in ("evaluation_report", "acceptance_list", "submission", "commendation")
    ]
    assert {one.partition("\n")[0] for one in said} == {say("zh", "printing.not_for_you")}
    assert len(await asked(chamber, f"paper:print:evaluation_report:{chamber.edition}")) == 1


@pytest.mark.article(40)
async def test_who_declared_what_upon_a_case_is_printed_to_be_signed(store: Store) -> None:
    chamber = await Chamber.open(store, 90)
    await chamber.interested(REVIEWERS[1], chamber.cases[0])
    await chamber.person(LEAD).presses_data(f"interest:found:{chamber.cases[0]}")
    (paper,) = await asked(chamber, f"paper:print:recusal_declarations:{chamber.cases[0]}", by=LEAD)
    printed = await text(chamber, paper)
    assert ("某401评委办工作人员没有利害关系" in printed, "某501评审人员有利害关系，回避" in printed) == (True, True)
