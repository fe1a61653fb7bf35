"""The office closes the evaluation and draws up the list; ties and missing scores stop it openly (Art. 4, 20)."""

from decimal import Decimal

import pytest

from rules.applications.lifecycle import State
from rules.reviews.assignments import Standing
from rules.reviews.evaluation import Honour
from storage.store import Store
from tests.handlers.deciding import CHAIR, LEAD, MEMBER, OFFICE, REVIEWERS, Chamber

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(20)]
REPORT = "评审全部完成，按综合得分提出候选名单，请评委会审议。"


async def test_the_ranking_shows_what_every_composite_is_made_of(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    office = chamber.person(OFFICE)
    (page,) = await office.presses_data(f"evaluation:list:{chamber.edition}")
    lines = [line.strip() for line in page.splitlines() if "公司" in line]
    assert lines == [
        "1. 2026-0002 第2示例公司　90　评审完毕，待综合评价",
        "2. 2026-0001 第1示例公司　80　评审完毕，待综合评价",
    ]
    (one,) = await office.presses_data(f"evaluation:see:{chamber.cases[0]}")
    assert "· 陈述答辩：80、80、80，平均 80，占40%" in one
    assert "· 现场评审：80、80、80，平均 80，占60%" in one


async def test_no_list_is_drawn_up_before_the_report_is_closed(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    read = await chamber.person(OFFICE).presses_data(f"evaluation:put:{chamber.cases[0]}:award")
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
    assert "2件在名额边界上同分" in (await office.presses_data(f"evaluation:list:{chamber.edition}"))[0]
    await office.presses_data(f"evaluation:report:{chamber.edition}")
    await office.says(REPORT)
    await office.says("两家同分，优先推荐受省级表彰的一家（第二十六条）。")
    await office.presses("发送")
    await office.presses_data(f"evaluation:ranked:{chamber.edition}")
    assert await chamber.states() == [State.CANDIDATE, State.EVALUATED, State.EVALUATED]
    await office.presses_data(f"evaluation:put:{chamber.cases[2]}:award")
    await office.presses_data(f"evaluation:put:{chamber.cases[1]}:nomination")
    assert await chamber.states() == [State.CANDIDATE] * 3


async def test_a_missing_score_stops_the_evaluation_and_is_never_zero(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    async with store.work() as work:
        for one in await work.assignments.of(chamber.cases[0]):
            await work.assignments.stand(one.id, Standing.EXCLUDED)
        await work.commit()
    read = await chamber.person(OFFICE).presses_data(f"evaluation:list:{chamber.edition}")
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
        in (await chamber.person(OFFICE).presses_data(f"evaluation:list:{chamber.edition}"))[0]
    )


@pytest.mark.article(26, 40)
async def test_whoever_has_an_interest_in_one_of_the_list_does_not_evaluate(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    await chamber.interested(OFFICE, chamber.cases[1])
    for verb in ("list", "report", "rank", "ranked"):
        read = await chamber.person(OFFICE).presses_data(f"evaluation:{verb}:{chamber.edition}")
        assert read[0].startswith("名单里有您需要回避的申报")
    assert "第2示例公司" in (await chamber.person(LEAD).presses_data(f"evaluation:list:{chamber.edition}"))[0]


@pytest.mark.parametrize("chat", [100, CHAIR, MEMBER, REVIEWERS[0]])
async def test_nobody_but_the_office_sees_the_ranking(store: Store, chat: int) -> None:
    chamber = await Chamber.open(store, 80, 90)
    for press in (
        f"evaluation:list:{chamber.edition}",
        f"evaluation:see:{chamber.cases[1]}",
        f"evaluation:put:{chamber.cases[1]}:award",
    ):
        read = await chamber.person(chat).presses_data(press)
        assert "第2示例公司" not in "".join(read)
    assert await chamber.states() == [State.EVALUATED] * 2


async def test_the_lead_takes_a_candidate_off_the_list_again(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    await chamber.listed()
    lead = chamber.person(LEAD)
    await lead.presses_data(f"undo:ask:{chamber.cases[0]}")
    assert (await lead.presses("确定撤销"))[0] == "已撤销。申报 2026-0001 现在：评审完毕，待综合评价。"
    async with store.work() as work:
        assert await work.candidates.get(chamber.cases[0]) is None
    assert (await lead.presses_data(f"undo:yes:{chamber.cases[0]}"))[0].startswith("上一步已经告知他人")


@pytest.mark.article(3)
async def test_a_lower_score_is_listed_before_a_higher_one_only_with_a_reason_for_each(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 80, 70, 60)
    office = await chamber.report_closed()
    asked = await office.presses_data(f"evaluation:put:{chamber.cases[2]}:award")
    assert asked[0].startswith("这样列就没有按名次：有2件要逐件写明理由（第二十条）")
    assert await chamber.states() == [State.EVALUATED] * 4
    assert "第1名 2026-0001 第1示例公司：为什么没有按名次列入？" in asked[0]
    assert "第2名 2026-0002" in (await office.says("第一家的主要指标不满三年。"))[0]
    await office.says("第二家的现场评审发现数据不实。")
    assert (await office.presses("发送"))[0].startswith("申报 2026-0003 已列入候选名单")
    async with store.work() as work:
        given = [await work.reasons.get(case, "pass_over") for case in chamber.cases]
        texts = [await work.drafts.answers(one.draft_id) for one in given if one is not None]
    assert [one is not None for one in given] == [True, True, False, False]
    assert (texts[0][f"why_{chamber.cases[0]}"], texts[1][f"why_{chamber.cases[1]}"]) == (
        "第一家的主要指标不满三年。",
        "第二家的现场评审发现数据不实。",
    )
    one = "\n".join(await office.presses_data(f"evaluation:see:{chamber.cases[1]}"))
    assert "⇅ 2026-0002 没有按名次，排在前面的是：2026-0003" in one
    assert "评委办的理由：第二家的现场评审发现数据不实。" in one


@pytest.mark.article(3)
async def test_in_the_order_of_the_ranks_nobody_is_asked_for_a_reason(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 80, 70, 60, 50)
    office = await chamber.report_closed()
    for case, honour in zip(chamber.cases, ("award", "award", "nomination", "nomination"), strict=False):
        read = await office.presses_data(f"evaluation:put:{case}:{honour}")
        assert "已列入候选名单" in read[0]
    assert "不列入候选名单" in (await office.presses_data(f"evaluation:out:{chamber.cases[4]}"))[0]
    assert await chamber.states() == [*[State.CANDIDATE] * 4, State.LEFT_OUT]


@pytest.mark.article(3)
@pytest.mark.parametrize(("place", "asks"), [(3, True), (4, False)])
async def test_to_leave_out_the_last_with_a_place_takes_a_reason_and_the_next_takes_none(
    store: Store, place: int, asks: bool
) -> None:
    chamber = await Chamber.open(store, 90, 80, 70, 60, 50)
    office = await chamber.report_closed()
    read = await office.presses_data(f"evaluation:out:{chamber.cases[place]}")
    assert ("要逐件写明理由" in read[0]) is asks
    assert await chamber.state(chamber.cases[place]) is (State.EVALUATED if asks else State.LEFT_OUT)


async def test_the_rest_by_rank_passes_nobody_over_who_was_decided_before(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 80, 70)
    office = await chamber.report_closed()
    await office.presses_data(f"evaluation:put:{chamber.cases[0]}:nomination")
    read = await office.presses_data(f"evaluation:ranked:{chamber.edition}")
    assert read[0].startswith("按名次拟定会越过已决定的2026-0001，而没有写理由（第二十条）")
    assert await chamber.states() == [State.CANDIDATE, State.EVALUATED, State.EVALUATED]


async def test_the_offices_own_rule_orders_equals_and_says_whose_rule_it_is(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 80, 80, first=2)
    (page,) = await chamber.person(OFFICE).presses_data(f"evaluation:list:{chamber.edition}")
    assert [line[:12] for line in page.splitlines() if "公司" in line] == [
        "1. 2026-0001",
        "2. 2026-0003",
        "3. 2026-0002",
    ]
    assert "同分的先后依次看：优先推荐情形（第二十六条）、现场评审得分。这是评委办自己的规定，《办法》没有规定" in page
    assert "在名额边界上同分" not in page
