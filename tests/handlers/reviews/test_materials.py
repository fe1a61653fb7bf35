"""The material review ends: all sheets in view, passed or not, by the mark or for a reason (Art. 17, 20)."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from rules.applications.lifecycle import State
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.reviewing import Review
from tests.handlers.scoring import LETTER, REASONS, Scoring
from tests.talking import Someone

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
WHY = "一份评分漏看了补正的审计报告，复核后符合要求。"


def listed(scoring: Scoring) -> list[list[Any]]:
    """The rows of the list that was sent last."""
    sent = next(call for call in reversed(scoring.town.session.said) if hasattr(call, "document"))
    page = openpyxl.load_workbook(BytesIO(sent.document.data)).active
    assert page is not None
    return [list(row) for row in page.iter_rows(values_only=True)]


async def scored_both(scoring: Scoring) -> Someone:
    """Two cases are reviewed by 500 and 501: the first gets 700 twice, the second 300 and 700."""
    officer = scoring.person(Review.OFFICE)
    await officer.presses_data("panel:many:1")
    await officer.presses("我都没有利害关系")
    await officer.presses("往下办")
    for chat in (500, 501):
        await officer.presses(f"某{chat}")
    await officer.presses("确定")
    await officer.presses("安排2件")
    await officer.presses("按此安排")
    for chat in (500, 501):
        await scoring.locks(chat)
    scoring.application = 2
    await scoring.locks(500, 300)
    await scoring.locks(501)
    return officer


@pytest.mark.article(17)
async def test_nothing_is_decided_before_all_sheets_are_in(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.asks(500, 501)
    await scoring.locks(500)
    (page,) = await officer.presses_data(f"result:see:material:{scoring.application}")
    assert "材料评审：评分 1/2，至少2人\n\n平均分：700 / 1000" in page
    assert "材料评审通过" not in officer.buttons()
    for press in (f"result:pass:{scoring.application}", f"letter:write:not_accepted:{scoring.application}"):
        assert (await officer.presses_data(press))[0].startswith("评分还没有齐：1/2")
    assert await scoring.state() is State.MATERIAL_REVIEW


@pytest.mark.article(17)
async def test_what_passes_is_listed_and_its_applicant_is_not_told(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.scored(700, 600)
    (done,) = await officer.presses("材料评审通过")
    assert done.startswith("申报 2026-0001 已通过材料评审，拟列入受理名单")
    assert (await scoring.state(), await scoring.owed(100)) == (State.LISTED, [])
    (again,) = (await officer.presses_data(f"result:pass:{scoring.application}"))[:1]
    assert again.startswith("这件事您已于")
    applicant = scoring.person(100)
    (seen,) = await applicant.presses_data(f"status:see:{scoring.application}")
    assert "评委办正在进行材料评审（第十七条）" in seen
    assert "拟列入" not in seen


@pytest.mark.article(17, 20)
async def test_sheets_that_stand_apart_are_shown(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.scored(700, 700, 300)
    (page,) = await officer.presses_data(f"result:see:material:{scoring.application}")
    assert "平均分：566.67 / 1000\n本届没有设分数线。\n⚠ 1份偏离中位数" in page
    assert "▍某502：评分已锁定 ⚠ 偏离较大\n" in page
    assert page.count("⚠ 偏离较大") == 1
    await officer.presses_data("result:in:complete:1")
    assert officer.buttons()[0] == "⚠ 2026-0001 马小花　566.67/1000"


@pytest.mark.article(17)
async def test_below_the_mark_it_passes_for_a_reason_only(store: Store) -> None:
    scoring = await Scoring.begin(store, mark=600)
    officer = await scoring.scored(600, 599)
    (asked,) = await officer.presses("材料评审通过")
    assert asked.startswith("平均分没有到分数线 600。要通过，请写明理由（第十七条）。")
    assert await scoring.state() is State.MATERIAL_REVIEW
    await officer.says(WHY)
    await officer.presses("确认无误")
    assert await scoring.state() is State.LISTED
    async with store.work() as work:
        reason = await work.reasons.get(scoring.application, "pass_material")
        assert reason is not None
        assert await work.drafts.answers(reason.draft_id) == {"reason": WHY}


@pytest.mark.article(17)
async def test_at_the_mark_it_passes_without_a_reason_and_fails_for_one_only(store: Store) -> None:
    scoring = await Scoring.begin(store, mark=600)
    officer = await scoring.failed(600, 600)
    assert await scoring.state() is State.UNLISTED
    async with store.work() as work:
        reason = await work.reasons.get(scoring.application, "fail_material")
        assert reason is not None
        answers = await work.drafts.answers(reason.draft_id)
    assert answers == {"ground": "score", "text": LETTER, "reason": "评分后查明一项材料与原件不符。"}
    (page,) = await officer.presses("打开告知书")
    assert "与原件不符" not in page


@pytest.mark.article(17)
async def test_a_reason_is_for_the_scores_that_it_was_given_for(store: Store) -> None:
    scoring = await Scoring.begin(store, mark=600)
    officer = await scoring.scored(599, 599)
    await officer.presses("材料评审通过")
    await officer.says(WHY)
    await officer.presses("确认无误")
    async with store.work() as work:  # the lead takes it back a day later
        case = await work.applications.get(scoring.application)
        assert case is not None
        scoring.town.clock.now = scoring.town.clock.now.replace(day=2)
        await work.applications.move(case, State.MATERIAL_REVIEW, scoring.town.clock.now)
        await work.commit()
    (asked,) = await officer.presses_data(f"result:pass:{scoring.application}")
    assert asked.startswith("平均分没有到分数线 600")
    assert await scoring.state() is State.MATERIAL_REVIEW


@pytest.mark.article(17)
async def test_all_that_reach_the_mark_pass_after_a_look(store: Store) -> None:
    scoring = await Scoring.begin(store, mark=600, cases=2)
    officer = await scored_both(scoring)
    (page,) = await officer.presses_data("result:in:complete:1")
    assert page == "评分已齐的申报2件，按一件看评分。"
    assert officer.buttons()[:2] == ["2026-0001 马小花　700/1000", "2026-0002 申报人2　500/1000"]
    (shown,) = await officer.presses("通过所有达到分数线的（1）")
    assert shown == "达到分数线、将通过材料评审的1件：\n2026-0001 马小花　700/1000"
    assert (await officer.presses("全部通过"))[0].startswith("1件已通过材料评审")
    assert [(await scoring.case(one)).state for one in (1, 2)] == [State.LISTED, State.MATERIAL_REVIEW]
    assert (await officer.presses_data("result:pass_all:1:000000000000"))[0].startswith("情况刚才有变化")


@pytest.mark.article(16)
async def test_an_officer_who_reviews_the_case_neither_sees_nor_decides(store: Store) -> None:
    scoring = await Scoring.begin(store)
    async with store.work() as work:
        await work.roles.grant(scoring.ids[500], Role.OFFICE)
        await work.commit()
    await scoring.scored(700, 700)
    reviewer = scoring.person(500)
    for press in ("result:see:material:1", "result:pass:1", "letter:write:not_accepted:1"):
        assert (await reviewer.presses_data(press))[0].startswith("您是这份申报的评审人员，不能看别人的评分")
    await reviewer.presses_data("result:in:complete:1")
    assert not any("2026-0001" in label for label in reviewer.buttons())
    assert await scoring.state() is State.MATERIAL_REVIEW


@pytest.mark.article(20, 40)
async def test_the_sheets_come_as_a_list_without_the_cases_of_an_interest(store: Store) -> None:
    scoring = await Scoring.begin(store, cases=2)
    officer = await scored_both(scoring)
    read = await officer.presses_data("result:sheet:1")
    assert read == ["[评分单（个人）.xlsx] ", "已导出4份评分单，没有遗漏。"]
    head, *rows = listed(scoring)
    assert head[8:12] == [
        "质量管理创新（300）",
        "质量工作贡献与成效（400）",
        "经验推广与示范带动（200）",
        "职业道德与社会评价（100）",
    ]
    assert rows[0][:6] == ["2026-0001", "马小花", "材料评审", "某500", "是", "评分已锁定"]
    assert rows[0][8:] == [200, 300, 150, 50, 700, REASONS]
    assert [row[3:5] + row[12:13] for row in rows[2:]] == [["某501", "是", 700], ["某500", None, 300]]
    await officer.presses_data("review:interest:1")
    read = await officer.presses_data("result:sheet:1")
    assert read[1].startswith("已导出2份评分单，没有遗漏。")
    assert {row[0] for row in listed(scoring)[1:]} == {"2026-0002"}
    lead = scoring.person(Review.LEAD)
    assert (await lead.presses_data("result:sheet:1"))[0].startswith("没有可以导出的评分单")


@pytest.mark.article(20)
async def test_a_sheet_that_is_not_locked_has_a_row_and_no_points(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.asks(500, 501)
    await scoring.fills(500)
    await scoring.locks(501, 0)
    await officer.presses_data("result:sheet:1")
    _, first, second = listed(scoring)
    assert (first[5], first[7:]) == ("等评分", [None] * 7)
    assert (second[5], second[8:13]) == ("评分已锁定", [0, 0, 0, 0, 0])
