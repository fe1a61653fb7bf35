"""The office closes the evaluation and draws up the list; ties and missing scores stop it openly (Art. 4, 20)."""

from decimal import Decimal

import pytest

from rules.evaluation import Honour
from rules.lifecycle import State
from rules.reviews import Standing
from storage.store import Store
from tests.handlers.deciding import CHAIR, LEAD, MEMBER, OFFICE, REVIEWERS, Chamber

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(20)]
REPORT = "评审全部完成，按综合得分提出候选名单，请评委会审议。"


async def test_the_ranking_shows_what_every_composite_is_made_of(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    office = chamber.person(OFFICE)
    (page,) = await office.presses_data(f"ev:list:{chamber.edition}")
    lines = [line.strip() for line in page.splitlines() if "公司" in line]
    assert lines == [
        "1. 2026-0002 第2示例公司　90　评审完毕，待综合评价",
        "2. 2026-0001 第1示例公司　80　评审完毕，待综合评价",
    ]
    (one,) = await office.presses_data(f"ev:see:{chamber.cases[0]}")
    assert "· 陈述答辩：80、80、80，平均 80，占40%" in one
    assert "· 现场评审：80、80、80，平均 80，占60%" in one


async def test_no_list_is_drawn_up_before_the_report_is_closed(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    read = await chamber.person(OFFICE).presses_data(f"ev:put:{chamber.cases[0]}:award")
    assert read[0].startswith("综合评价报告还没有定稿")
    assert await chamber.states() == [State.EVALUATED] * 2


@pytest.mark.article(4)
async def test_the_list_by_rank_fills_the_places_and_tells_no_applicant(store: Store) -> None:
    chamber = await Chamber.open(store, 50, 60, 70, 80, 90)
    await chamber.listed()
    assert await chamber.states() == [State.LEFT_OUT, *[State.CANDIDATE] * 4]
    async with store.work() as work:
        listed = [(one.rank, one.honour, one.score) for one in await work.candidates.of_edition(chamber.edition)]
    assert listed == [
        (1, Honour.AWARD, Decimal("90.0")),
        (2, Honour.AWARD, Decimal("80.0")),
        (3, Honour.NOMINATION, Decimal("70.0")),
        (4, Honour.NOMINATION, Decimal("60.0")),
    ]
    assert [await chamber.owed(100 + place) for place in range(5)] == [[]] * 5


async def test_a_tie_at_the_boundary_is_decided_by_somebody_who_says_why(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 80, 80)
    office = chamber.person(OFFICE)
    assert "2件在名额边界上同分" in (await office.presses_data(f"ev:list:{chamber.edition}"))[0]
    await office.presses_data(f"ev:report:{chamber.edition}")
    await office.says(REPORT)
    await office.says("两家同分，优先推荐受省级表彰的一家（第二十六条）。")
    await office.presses("发送")
    await office.presses_data(f"ev:ranked:{chamber.edition}")
    assert await chamber.states() == [State.CANDIDATE, State.EVALUATED, State.EVALUATED]
    await office.presses_data(f"ev:put:{chamber.cases[2]}:award")
    await office.presses_data(f"ev:put:{chamber.cases[1]}:nomination")
    assert await chamber.states() == [State.CANDIDATE] * 3


async def test_a_missing_score_stops_the_evaluation_and_is_never_zero(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    async with store.work() as work:
        for one in await work.assignments.of(chamber.cases[0]):
            await work.assignments.stand(one.id, Standing.EXCLUDED)
        await work.commit()
    read = await chamber.person(OFFICE).presses_data(f"ev:list:{chamber.edition}")
    assert read[0].startswith("申报 2026-0001 缺少评分（陈述答辩），不按零分计")


async def test_a_score_excluded_after_the_list_was_drawn_up_shows(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    await chamber.listed()
    async with store.work() as work:
        first, *_ = await work.assignments.of(chamber.cases[0])
        lower = await work.assignments.get(first.id)
        assert lower is not None
        await work.assignments.stand(first.id, Standing.EXCLUDED)
        extra = await work.assignments.assign(
            chamber.cases[0], first.part, chamber.ids[MEMBER], head=False, by=1, now=chamber.town.clock.now
        )
        assert extra is not None
        await work.assignments.lock(extra.id, scores={"leadership": 110}, words={}, now=chamber.town.clock.now)
        await work.commit()
    assert (
        "列入名单以后得分有变化：2026-0001"
        in (await chamber.person(OFFICE).presses_data(f"ev:list:{chamber.edition}"))[0]
    )


@pytest.mark.article(40)
async def test_whoever_has_an_interest_in_one_of_the_list_does_not_evaluate(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    await chamber.interested(OFFICE, chamber.cases[1])
    for verb in ("list", "report", "rank", "ranked"):
        read = await chamber.person(OFFICE).presses_data(f"ev:{verb}:{chamber.edition}")
        assert read[0].startswith("名单里有您需要回避的申报")
    assert "第2示例公司" in (await chamber.person(LEAD).presses_data(f"ev:list:{chamber.edition}"))[0]


@pytest.mark.parametrize("chat", [100, CHAIR, MEMBER, REVIEWERS[0]])
async def test_nobody_but_the_office_sees_the_ranking(store: Store, chat: int) -> None:
    chamber = await Chamber.open(store, 80, 90)
    for press in (f"ev:list:{chamber.edition}", f"ev:see:{chamber.cases[1]}", f"ev:put:{chamber.cases[1]}:award"):
        read = await chamber.person(chat).presses_data(press)
        assert "第2示例公司" not in "".join(read)
    assert await chamber.states() == [State.EVALUATED] * 2


async def test_the_lead_takes_a_candidate_off_the_list_again(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    await chamber.listed()
    lead = chamber.person(LEAD)
    await lead.presses_data(f"ud:ask:{chamber.cases[0]}")
    assert (await lead.presses("确定撤销"))[0] == "已撤销。申报 2026-0001 现在：评审完毕，待综合评价。"
    async with store.work() as work:
        assert await work.candidates.get(chamber.cases[0]) is None
    assert (await lead.presses_data(f"ud:yes:{chamber.cases[0]}"))[0].startswith("上一步已经告知他人")
