"""What turns out later: an interest, a role abused; what rested on it is another then (Art. 20, 21, 40, 41)."""

from typing import Any

import pytest

from rules.applications.lifecycle import State
from rules.engine.rubrics import Part
from rules.interests.statements import Source
from rules.people.roles import Role
from rules.reviews.assignments import Standing
from rules.reviews.meetings import Vote
from storage.store import Store
from tests.attacks.interests.caseload import CHAIR, CLERK, DEFENCE, FREE, LEAD, MATERIAL, MEMBER, OFFICE, ON_SITE
from tests.handlers.excluding import DEPUTY, NUMBER, acts, ends, finds, line, opened, owed, standings
from tests.handlers.reviewing import NOW
from tests.storage.raw import execute

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
NOT_YOURS = "这件事不归您办理"


@pytest.mark.article(40)
async def test_the_score_of_whoever_had_an_interest_is_excluded_and_the_result_is_another(store: Store) -> None:
    town = await opened(store)
    assert "· 现场评审：100、300，平均 200，占60%" in await line(town)
    assert (await finds(town, ON_SITE, State.EVALUATED))[0].startswith(f"申报 {NUMBER}：人502已回避，其评分剔除")
    assert (await standings(town, State.EVALUATED))[ON_SITE] == (Standing.EXCLUDED, False)
    page = (await line(town)).splitlines()
    assert page[0].startswith(f"1. {NUMBER} 密12号单位　220　")  # 100 of the defence by 0.4, 300 on site by 0.6
    assert "· 现场评审：300，平均 300，占60%" in page
    ranking = (await town.town.person(OFFICE).presses_data("evaluation:list:1"))[-1].splitlines()
    (warned,) = [words for words in ranking if words.startswith("⚠ 列入名单以后得分有变化")]
    assert NUMBER in warned
    assert await owed(town, ON_SITE) == ["interests.told_later"]
    assert "assignments.excluded_later" in await owed(town, OFFICE)
    assert await acts(town, State.EVALUATED) == ["recusal_found_later", "reviewer_stood_down"]
    async with store.work() as work:
        stands = await work.recusals.of(town.ids[ON_SITE], f"application:{town.cases[State.EVALUATED]['case']}")
    assert stands is not None
    assert (stands.source, stands.barred) == (Source.FOUND_LATER, True)


@pytest.mark.article(40)
async def test_while_the_part_is_on_another_is_looked_for_and_the_case_does_not_pass(store: Store) -> None:
    town = await opened(store)
    await finds(town, ON_SITE, State.ON_SITE)
    assert "tasks.given" in await owed(town, OFFICE)
    about = f"application:{town.cases[State.ON_SITE]['case']}"
    async with store.work() as work:
        assert [task.kind for task in await work.tasks.of(about)][-1] == "replacement"
        assert [task.state.value for task in await work.tasks.of(about) if task.person_id == town.ids[ON_SITE]] == [
            "dropped"
        ]


@pytest.mark.article(40)
async def test_a_clerks_case_goes_to_a_colleague_and_nothing_of_it_is_left_to_them(store: Store) -> None:
    town = await opened(store)
    clerk, case = town.town.person(CLERK), town.cases[State.IN_REVIEW]["case"]
    await clerk.presses_data(f"review:endorse:{case}")
    await clerk.says("1")
    await finds(town, CLERK, State.IN_REVIEW)
    async with store.work() as work:
        assert await work.drafts.open_for(town.ids[CLERK]) == []
        assert [task.kind for task in await work.tasks.of(f"application:{case}")][-1] == "recusal"
    assert (await clerk.presses_data(f"review:open:{case}"))[-1].startswith("这件事不归您办理")


@pytest.mark.article(40)
@pytest.mark.parametrize("chat", [OFFICE, CLERK, MATERIAL, MEMBER, CHAIR])
async def test_only_the_lead_finds_an_interest_of_somebody(store: Store, chat: int) -> None:
    town = await opened(store)
    case, someone = town.cases[State.EVALUATED]["case"], town.town.person(chat)
    for press in (f"interest:found:{case}", f"interest:late:{case}:{town.ids[ON_SITE]}", "interest:drop:1"):
        assert (await someone.presses_data(press))[-1].startswith(NOT_YOURS)


@pytest.mark.article(40)
async def test_it_is_found_once_and_not_of_the_lead_nor_of_somebody_without_a_part(store: Store) -> None:
    town = await opened(store)
    await finds(town, ON_SITE, State.EVALUATED)
    lead, case = town.town.person(LEAD), town.cases[State.EVALUATED]["case"]
    for chat in (ON_SITE, LEAD, 101):
        read = await lead.presses_data(f"interest:late:{case}:{town.ids[chat]}")
        assert read[-1].startswith("这位人员没有办理过这份申报，或已经回避")


@pytest.mark.article(40)
async def test_a_vote_that_was_not_announced_is_not_counted_any_more(store: Store) -> None:
    town = await opened(store)
    meeting, case = town.cases[State.CANDIDATE]["meeting"], town.cases[State.CANDIDATE]["case"]
    for chat in (MEMBER, DEPUTY):
        await town.town.person(chat).presses_data(f"meeting:vote:{meeting}:{case}:for")
    await finds(town, MEMBER, State.CANDIDATE)
    chair = town.town.person(CHAIR)
    assert (await chair.presses_data(f"meeting:decide:{meeting}:{case}"))[-1].startswith("还差1票才能定")
    await chair.presses_data(f"meeting:vote:{meeting}:{case}:for")
    await chair.presses_data(f"meeting:decide:{meeting}:{case}")
    async with store.work() as work:
        outcome = await work.meetings.outcome(case)
    assert outcome is not None
    assert (outcome.passed, outcome.ballot.recused, outcome.ballot.votes[Vote.FOR]) == (True, 1, 2)


@pytest.mark.article(41)
async def test_a_role_that_ends_takes_presence_and_votes_that_were_not_announced(store: Store) -> None:
    town = await opened(store)
    meeting, case = town.cases[State.CANDIDATE]["meeting"], town.cases[State.CANDIDATE]["case"]
    await town.town.person(MEMBER).presses_data(f"meeting:vote:{meeting}:{case}:for")
    await ends(town, MEMBER)
    async with store.work() as work:
        assert await work.meetings.members(meeting) == [town.ids[CHAIR], town.ids[DEPUTY]]
        assert await work.meetings.votes(meeting, case) == {}
        await work.roles.grant(town.ids[MEMBER], Role.COMMITTEE)
        await work.commit()
    agenda = (await town.town.person(CHAIR).presses_data(f"meeting:see:{meeting}"))[-1]
    assert "已到会2人。" in agenda


@pytest.mark.article(41)
async def test_locked_sheets_are_marked_wherever_they_are_read_until_the_lead_excludes_them(store: Store) -> None:
    town = await opened(store)
    await ends(town, ON_SITE)
    assert (await standings(town, State.EVALUATED))[ON_SITE] == (Standing.ACTIVE, True)
    assert "· 现场评审：100†、300，平均 200，占60%" in await line(town)
    case = town.cases[State.EVALUATED]["case"]
    result = (await town.town.person(OFFICE).presses_data(f"result:see:on_site:{case}"))[-1]
    assert "人502（组长）：评分已锁定 ⚠ 该评审人员的角色已因违规结束" in result
    lead = town.town.person(LEAD)
    await lead.presses_data(f"assignment:team:{case}")
    await lead.presses("剔除人502的评分")
    await lead.says("该评审人员收受申报单位礼品。")
    assert (await lead.presses("确认无误，发送"))[0].startswith(f"申报 {NUMBER} 的这份评分单已剔除")
    assert (await standings(town, State.EVALUATED))[ON_SITE] == (Standing.EXCLUDED, True)
    assert "· 现场评审：300，平均 300，占60%" in await line(town)
    assert await acts(town, State.EVALUATED) == ["scores_read", "sheet_excluded", "reviewer_stood_down"]


@pytest.mark.article(41)
async def test_a_sheet_that_is_not_marked_is_excluded_for_nothing(store: Store) -> None:
    town = await opened(store)
    read = await town.town.person(LEAD).presses_data(f"interest:drop:{town.cases[State.EVALUATED]['mine']}")
    assert read[-1].startswith("只有角色因违规结束的评审人员")


@pytest.mark.article(19, 41)
async def test_a_group_whose_head_is_gone_has_another_who_writes_the_report(store: Store) -> None:
    town = await opened(store)
    case = town.cases[State.DEFENCE]["case"]
    async with store.work() as work:
        found = await work.applications.get(case)
        assert found is not None
        await work.applications.move(found, State.ON_SITE, NOW)
        about: dict[str, Any] = {"head": False, "by": town.ids[LEAD], "now": NOW}
        await work.assignments.assign(case, Part.ON_SITE, town.ids[FREE], **about)
        visit = await work.visits.plan(
            case, Part.ON_SITE, NOW, number="V-99", place="厂区", bring=None, by=town.ids[LEAD], now=NOW
        )
        await work.commit()
    await town.town.person(OFFICE).presses_data(f"visit:held:{visit.id}")
    await ends(town, ON_SITE)
    async with store.work() as work:
        tasks = [(task.person_id, task.state.value) for task in await work.tasks.of(f"application:{case}")]
        heads = [one.person_id for one in await work.assignments.of(case, Part.ON_SITE) if one.head and not one.marked]
    assert heads == [town.ids[FREE]]
    assert (town.ids[FREE], "open") in tasks
    assert (await town.town.person(FREE).presses_data(f"visit:report:{case}"))[-1].startswith("〔现场评审报告〕")


@pytest.mark.article(40)
async def test_a_part_for_which_no_sheet_counts_is_named_and_never_zero(store: Store) -> None:
    town = await opened(store)
    await finds(town, DEFENCE, State.EVALUATED)
    read = await town.town.person(OFFICE).presses_data("evaluation:list:1")
    assert read[-1].startswith(f"申报 {NUMBER} 缺少评分（陈述答辩），不按零分计")


@pytest.mark.article(20, 40)
async def test_until_the_evaluation_is_closed_another_makes_up_for_an_excluded_sheet(store: Store) -> None:
    town = await opened(store)
    case = town.cases[State.EVALUATED]["case"]
    (report,) = await execute(store, "SELECT draft_id FROM evaluation_reports")
    await execute(store, "DELETE FROM evaluation_reports")
    await finds(town, DEFENCE, State.EVALUATED)
    officer, reviewer = town.town.person(OFFICE), town.town.person(MATERIAL)
    await officer.presses_data(f"assignment:team:{case}")
    await officer.presses("换下人501")
    await officer.presses("人500")
    sheet, _ = await reviewer.presses_data(f"sheet:open:defence:{case}")
    assert sheet.startswith(f"申报 {NUMBER} 密12号单位")
    async with store.work() as work:
        await work.candidates.close(1, draft_id=report[0], by=town.ids[OFFICE], now=NOW)
        await work.commit()
    assert (await reviewer.presses_data(f"sheet:open:defence:{case}"))[-1].startswith("这一部分评审没有在进行")
