"""Another reviewer takes the place of one who is replaced, has an interest, or has lost the role (Art. 16, 40, 41)."""

from datetime import date

import pytest

from rules.applications.lifecycle import State
from rules.reviews.assignments import Standing
from storage.store import Store
from tests.handlers.reviewing import Review
from tests.handlers.scoring import Scoring
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.article(17)
async def test_a_head_that_is_replaced_leaves_a_head(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.asks(500, 501)
    await scoring.fills(500)
    await officer.presses("评审人员")
    await officer.presses("换下某500")
    assert officer.buttons()[:2] == ["某502（待评0份）", "某503（待评0份）"]
    assert await officer.presses("某503") == ["申报 2026-0001 已请某503评审，并通知了本人。"]
    assert await scoring.standings() == {
        500: (Standing.REPLACED, True),
        501: (Standing.ACTIVE, False),
        503: (Standing.ACTIVE, True),
    }
    held = sorted(str(person) for kind, _, person in await scoring.open_tasks() if kind == "sheet_material")
    assert held == sorted(str(scoring.ids[chat]) for chat in (501, 503))
    reviewer = scoring.person(500)
    for press in (f"sheet:open:material:{scoring.application}", f"review:open:{scoring.application}"):
        assert (await reviewer.presses_data(press))[0].startswith("这件事不归您办理")
    assert (await reviewer.says("/menu"))[0].count("继续") == 0


@pytest.mark.article(16)
async def test_a_locked_sheet_keeps_its_reviewer(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.asks(500, 501)
    await scoring.locks(500)
    locked, _ = await scoring.sheets()
    await officer.presses_data(f"assignment:team:{scoring.application}")
    assert "🔁 换下某500" not in officer.buttons()
    (read,) = (await officer.presses_data(f"assignment:with:{locked.id}:{scoring.ids[502]}"))[:1]
    assert read.startswith("这份评分单已经锁定，不能换人")
    assert (await scoring.sheets())[0] == locked


@pytest.mark.article(40)
async def test_an_interest_found_while_scoring_takes_the_sheet_away_and_another_is_looked_for(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.asks(500, 501)
    reviewer = await scoring.fills(500)
    draft = (await scoring.sheets())[0].draft_id
    await reviewer.presses_data(f"review:interest:{scoring.application}")
    assert (await scoring.standings())[500] == (Standing.REPLACED, True)
    assert ("replacement", date(2026, 9, 2), None) in await scoring.open_tasks()
    assert scoring.ids[500] not in {person for _, _, person in await scoring.open_tasks()}
    assert "tasks.given" in [one.text for one in await scoring.owed(Review.OFFICE)]
    async with store.work() as work:
        assert draft is not None
        assert await work.drafts.answers(draft) == {}
    reviewer.reads()
    assert (await reviewer.presses_data(f"f:{draft}:c"))[0].startswith(say("zh", "forms.already_dropped"))
    await officer.says("/tasks")
    await officer.presses("另请评审人员")
    await officer.presses("换下某500")
    await officer.presses("某502")
    assert "replacement" not in {kind for kind, _, _ in await scoring.open_tasks()}
    assert (await scoring.standings())[502] == (Standing.ACTIVE, True)


@pytest.mark.article(40)
async def test_an_interest_found_after_locking_excludes_the_sheet_and_the_result_waits(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.scored(700, 300)
    await scoring.person(500).presses_data(f"review:interest:{scoring.application}")
    assert (await scoring.standings())[500] == (Standing.EXCLUDED, True)
    (page,) = await officer.presses_data(f"result:see:material:{scoring.application}")
    assert "平均分：300 / 1000" in page
    assert "▍某500（组长）：已剔除，不计入\n· 质量管理创新：200/300" in page
    (read,) = (await officer.presses_data(f"result:pass:{scoring.application}"))[:1]
    assert read.startswith("评分还没有齐：1/2")
    entries = [one.details for one in await scoring.entries() if one.act == "reviewer_stood_down"]
    assert [one["standing"] for one in entries] == ["excluded"]


@pytest.mark.article(40)
async def test_a_sheet_excluded_after_the_decision_is_told_to_the_office(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.scored(700, 700)
    await officer.presses("材料评审通过")
    await scoring.person(500).presses_data(f"review:interest:{scoring.application}")
    assert await scoring.state() is State.LISTED
    for chat in (Review.OFFICE, Review.LEAD):
        assert "assignments.excluded_later" in [one.text for one in await scoring.owed(chat)]
    assert "replacement" not in {kind for kind, _, _ in await scoring.open_tasks()}
    assert await scoring.owed(100) == []


@pytest.mark.article(40)
async def test_those_who_are_left_can_be_enough_and_one_of_them_heads(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.asks(500, 501, 502)
    await scoring.declared(500, interest=True)
    await officer.presses_data(f"assignment:team:{scoring.application}")
    await officer.presses("不再另找")
    assert "replacement" not in {kind for kind, _, _ in await scoring.open_tasks()}
    assert (await scoring.standings())[501] == (Standing.ACTIVE, True)


@pytest.mark.article(41)
async def test_a_role_that_ends_gives_open_sheets_away_and_marks_locked_ones(store: Store) -> None:
    scoring = await Scoring.begin(store, cases=2)
    officer = await scoring.cleared()
    await officer.presses("往下办")
    for chat in (500, 501):
        await officer.presses(f"某{chat}")
    await officer.presses("确定")
    await officer.presses("安排2件")
    await officer.presses("按此安排")
    await scoring.locks(500)
    async with store.work() as work:
        (held,) = await work.roles.of(scoring.ids[500])
    await scoring.person(Review.LEAD).presses_data(f"person:end:{held.id}")
    first = {one.person_id: (one.standing, one.marked) for one in await scoring.sheets(1)}
    second = {one.person_id: (one.standing, one.marked) for one in await scoring.sheets(2)}
    assert first[scoring.ids[500]] == (Standing.ACTIVE, True)
    assert second[scoring.ids[500]] == (Standing.REPLACED, False)
    async with store.work() as work:
        tasks = [(one.kind, one.person_id, one.state.value) for one in await work.tasks.of("application:2")]
    assert ("sheet_material", scoring.ids[500], "dropped") in tasks
    assert ("replacement", None, "open") in tasks
    reviewer = scoring.person(500)
    assert (await reviewer.presses_data("sheet:open:material:1"))[0].startswith("这件事不归您办理")
    (page,) = await officer.presses_data("assignment:team:1")
    assert "某500" in page
    assert "角色已因违规结束（第四十一条）" in page
