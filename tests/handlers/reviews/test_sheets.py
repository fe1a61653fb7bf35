"""A reviewer fills in the sheet beside the case, locks it with a second tap, and reads it again (Art. 16, 17, 40)."""

from datetime import date, timedelta

import pytest

from rules.applications.lifecycle import State
from storage.engine.drafts import DraftState
from storage.store import Store
from tests.handlers.scoring import REASONS, Scoring
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.article(17)
async def test_a_reviewer_is_told_and_finds_the_task_with_its_day(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    (told,) = await scoring.owed(500)
    assert (told.text, told.values["due"]) == ("tasks.given", date(2026, 9, 15))
    assert told.buttons[0][0]["press"] == f"sheet:open:material:{scoring.application}"
    reviewer = scoring.person(500)
    (read,) = await reviewer.says("/tasks")
    assert "1. 材料评审打分　2026-0001 马小花\n　　最迟2026年9月15日（周二）办理" in read
    assert (await reviewer.presses("1. 材料评审打分"))[0].startswith("申报 2026-0001：马小花\n\n打开前请声明")
    await reviewer.presses("没有利害关系")
    assert reviewer.buttons()[0] == "✍ 材料评审评分单"


@pytest.mark.article(16)
async def test_the_sum_is_shown_and_the_second_tap_locks(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.fills(500)
    (page,) = await reviewer.presses("填写清单")
    (page,) = await reviewer.presses("核对")
    assert page.endswith("合计：700 / 1000分")
    (sure,) = await reviewer.presses("确认无误")
    assert sure == "申报 2026-0001，合计：700 / 1000分。\n锁定后不能再改（第十六条）。确定锁定吗？"
    first, _ = await scoring.sheets()
    assert first.locked_at is None
    (done,) = await reviewer.presses("确定锁定")
    assert done.startswith("申报 2026-0001 的评分单已经锁定")
    first, other = await scoring.sheets()
    assert first.scores == {"innovation": 200, "contribution": 300, "spread": 150, "conduct": 50}
    assert (first.words, first.counts, other.awaited) == ({"overall": REASONS}, True, True)
    assert (await scoring.acts(500))[-1] == "sheet_locked"
    assert await reviewer.says("/tasks") == ["现在没有要您办的事。有新任务会马上告诉您。"]
    tasks = sorted((kind, person) for kind, _, person in await scoring.open_tasks())
    assert tasks == [("material_result", None), ("sheet_material", scoring.ids[501])]


@pytest.mark.article(16)
async def test_the_second_tap_twice_locks_once_and_nothing_changes_afterwards(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.fills(500)
    await reviewer.presses("确认无误")
    await reviewer.presses("确定锁定")
    locked, _ = await scoring.sheets()
    (again,) = await reviewer.presses_data(f"sheet:lock:{locked.id}")
    assert again.startswith("这份评分单已经锁定，不能再改（第十六条）")
    (old,) = await reviewer.presses_data(f"f:{locked.draft_id}:q:0")
    assert old.startswith(say("zh", "forms.already_sent"))
    assert (await scoring.sheets())[0] == locked
    assert (await scoring.acts(500)).count("sheet_locked") == 1


@pytest.mark.article(16)
async def test_zero_is_a_score_and_a_missing_one_is_none(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.declared(500)
    await reviewer.presses("材料评审评分单")
    await reviewer.presses("继续")
    for score in ("0", "0", "0"):
        await reviewer.says(score)
    sheet, _ = await scoring.sheets()
    (refused,) = await reviewer.presses_data(f"sheet:lock:{sheet.id}")
    assert refused.startswith("还有3项没有填")
    assert (await scoring.sheets())[0].locked_at is None
    await reviewer.says("0")
    await reviewer.presses("否")
    await reviewer.says(REASONS)
    await reviewer.presses("确认无误")
    await reviewer.presses("确定锁定")
    sheet, _ = await scoring.sheets()
    assert sheet.scores == dict.fromkeys(("innovation", "contribution", "spread", "conduct"), 0)
    assert sheet.counts


@pytest.mark.parametrize(("typed", "told"), [("301", "300"), ("-1", "0"), ("9.5", "整数"), ("高", "数字")])
async def test_a_score_beyond_the_criterion_is_asked_again(store: Store, typed: str, told: str) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.declared(500)
    await reviewer.presses("材料评审评分单")
    await reviewer.presses("继续")
    (read,) = await reviewer.says(typed)
    reason, _, again = read.partition("\n\n")
    assert told in reason
    assert "《质量管理创新》打几分（满分300分）" in again


async def test_words_on_single_criteria_are_kept_with_them(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.declared(500)
    await reviewer.presses("材料评审评分单")
    await reviewer.presses("继续")
    for score in ("300", "0", "0", "0"):
        await reviewer.says(score)
    await reviewer.presses("是")
    await reviewer.says("有第三方证明")
    for _ in range(3):
        await reviewer.presses("跳过")
    await reviewer.says(REASONS)
    await reviewer.presses("确认无误")
    await reviewer.presses("确定锁定")
    assert (await scoring.sheets())[0].words == {"innovation": "有第三方证明", "overall": REASONS}


async def test_a_sheet_is_kept_as_it_is_filled_in_while_the_case_is_read_beside_it(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.declared(500)
    await reviewer.presses("材料评审评分单")
    await reviewer.presses("继续")
    await reviewer.says("250")
    await reviewer.presses("存好离开")
    scoring.town.clock.now += timedelta(days=3)
    await reviewer.presses_data(f"review:open:{scoring.application}")
    await reviewer.presses("主要事迹")
    await reviewer.presses_data(f"review:files:{scoring.application}")
    (sent,) = await reviewer.presses("材料.pdf")
    assert sent == "正在准备这份文件，马上发给您。"
    (page,) = await reviewer.presses_data(f"sheet:open:material:{scoring.application}")
    assert page.startswith("申报 2026-0001 马小花　材料随时可以从待办里打开对照")
    (question,) = await reviewer.presses("继续")
    assert "《质量工作贡献与成效》" in question
    assert (await scoring.acts(500)).count("file_read") == 1


async def test_a_reviewer_reads_their_own_locked_sheet_and_the_list_of_all(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.locks(500)
    (read,) = await reviewer.presses("查看评分单")
    assert read.startswith(
        "申报 2026-0001 马小花\n材料评审评分单，2026年9月1日（周二）10:00锁定\n\n· 质量管理创新：200/300\n"
    )
    assert read.endswith(f"合计：700 / 1000分\n\n总评：{REASONS}")
    await reviewer.says("/menu")
    (listed,) = await reviewer.presses("我的评分单")
    assert listed == "您的评分单共1份，其中0份还没有锁定。"
    assert reviewer.buttons()[0] == "🔒 2026-0001 马小花（材料评审）"


@pytest.mark.article(16)
async def test_nothing_that_a_reviewer_can_press_shows_anothers_sheet(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    await scoring.locks(500)
    theirs, mine = await scoring.sheets()
    reviewer = await scoring.declared(501)
    seen = []
    for press in (
        f"sheet:open:material:{scoring.application}",
        f"sheet:lock:{theirs.id}",
        f"result:see:material:{scoring.application}",
        f"assignment:team:{scoring.application}",
        "result:in:complete:1",
        "result:sheet:1",
        f"f:{theirs.draft_id}:c",
        f"review:open:{scoring.application}",
        "sheet:mine",
    ):
        seen += await reviewer.presses_data(press)
    assert not any(word in "".join(seen) for word in (REASONS, "700", "200/300", "某500"))
    assert (await scoring.sheets())[1].id == mine.id


@pytest.mark.article(16)
async def test_a_sheet_is_not_locked_once_the_part_is_over(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.fills(500)
    await reviewer.presses("确认无误")
    applicant = scoring.person(100)
    await applicant.presses_data(f"application:gone:{scoring.application}")
    assert await scoring.state() is State.WITHDRAWN
    (read,) = await reviewer.presses("确定锁定")
    assert read.startswith("这一部分评审没有在进行")
    assert (await scoring.sheets())[0].locked_at is None


async def test_a_sheet_that_was_dropped_is_begun_anew(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.fills(500)
    before = (await scoring.sheets())[0].draft_id
    await reviewer.presses("放弃")
    await reviewer.presses("放弃")
    await reviewer.presses_data(f"sheet:open:material:{scoring.application}")
    after = (await scoring.sheets())[0].draft_id
    assert before is not None
    assert after not in (None, before)
    async with store.work() as work:
        dropped = await work.drafts.get(before)
        assert dropped is not None
        assert (dropped.state, await work.drafts.answers(before)) == (DraftState.DROPPED, {})


async def test_a_sheet_speaks_english_too(store: Store) -> None:
    scoring = await Scoring.begin(store)
    async with store.work() as work:
        await work.people.set_language(scoring.ids[500], "en")
        await work.commit()
    await scoring.asks(500, 501)
    reviewer = await scoring.declared(500)
    await reviewer.presses("Score sheet: material review")
    await reviewer.presses("Go on")
    for score in ("0", "400", "0", "0"):
        await reviewer.says(score)
    await reviewer.presses("No")
    await reviewer.says("The figures are well proved, the rest is not.")
    (sure,) = await reviewer.presses("correct, send")
    assert sure == (
        "Application 2026-0001. Total: 400 of 1000.\nOnce locked, it cannot be changed (Article 16). Lock it?"
    )
