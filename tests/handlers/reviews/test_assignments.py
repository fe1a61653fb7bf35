"""The office names reviewers, one case or many at once; another takes the place of one who cannot (Art. 17, 40, 41)."""

from datetime import date

import pytest

from rules.applications.lifecycle import State
from rules.people.roles import Role
from rules.reviews.assignments import Standing
from storage.store import Store
from tests.handlers.reviewing import Review
from tests.handlers.scoring import Scoring

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.article(17)
async def test_the_first_that_is_ticked_is_the_head_and_the_review_begins(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.declared(Review.OFFICE)
    assert officer.buttons()[0] == "安排材料评审"
    await officer.presses("安排材料评审")
    await officer.presses("某502")
    await officer.presses("某500")
    (page,) = await officer.presses("某502")
    assert page.endswith("已选：某500")
    (page,) = await officer.presses("某502")
    assert page.endswith("已选：某500、某502")
    await officer.presses("确定（2人）")
    assert await scoring.state() is State.MATERIAL_REVIEW
    active = Standing.ACTIVE
    assert await scoring.standings() == {500: (active, True), 502: (active, False)}
    due = date(2026, 9, 15)
    assert await scoring.open_tasks() == [
        ("sheet_material", due, scoring.ids[500]),
        ("sheet_material", due, scoring.ids[502]),
        ("material_result", due, None),
    ]


@pytest.mark.article(17)
async def test_fewer_than_the_panel_begin_nothing(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.declared(Review.OFFICE)
    await officer.presses("安排材料评审")
    await officer.presses("某500")
    assert (await officer.presses("确定（1人）"))[0].startswith("至少要2人评审，现在只有1人")
    assert (await scoring.state(), await scoring.sheets(), await scoring.owed(500)) == (State.FORWARDED, [], [])


@pytest.mark.article(40)
async def test_who_has_an_interest_or_applies_is_not_offered_and_cannot_be_pressed(store: Store) -> None:
    scoring = await Scoring.begin(store)
    async with store.work() as work:
        now = scoring.town.clock.now
        await work.recusals.declare(scoring.ids[500], scoring.about, interest=True, now=now)
        await work.roles.grant(scoring.ids[100], Role.REVIEWER)
        await work.commit()
    officer = await scoring.asks(500, 501, 100)
    assert await scoring.state() is State.FORWARDED
    await officer.presses_data(f"panel:case:material:{scoring.application}")
    assert officer.buttons()[:3] == ["某501（待评0份）", "某502（待评0份）", "某503（待评0份）"]
    assert await scoring.sheets() == []


@pytest.mark.article(17, 40)
async def test_many_cases_are_given_out_evenly_after_a_look(store: Store) -> None:
    scoring = await Scoring.begin(store, cases=6)
    async with store.work() as work:
        await work.recusals.declare(scoring.ids[500], "application:2", interest=True, now=scoring.town.clock.now)
        await work.commit()
    officer = scoring.person(Review.OFFICE)
    (names,) = await officer.presses_data("panel:many:1")
    assert "2026-0001 马小花\n2026-0002 申报人2\n" in names
    await officer.presses("以上6件我都没有利害关系")
    await officer.presses("往下办")
    for chat in (500, 501, 502):
        await officer.presses(f"某{chat}")
    await officer.presses("确定（3人）")
    (plan,) = await officer.presses("安排6件")
    assert "\n2026-0002 申报人2：某502、某501\n" in plan
    assert plan.endswith("某500（待评4份）、某501（待评4份）、某502（待评4份）")
    assert await scoring.sheets() == []
    assert await officer.presses("按此安排") == ["已安排6件材料评审，评审人员都已收到任务（第十七条）。"]
    async with store.work() as work:
        assert await work.assignments.loads() == {scoring.ids[chat]: 4 for chat in (500, 501, 502)}
        assert scoring.ids[500] not in {one.person_id for one in await work.assignments.of(2)}
        states = {one.state for one in await work.applications.of_edition(1)}
    assert states == {State.MATERIAL_REVIEW}


@pytest.mark.article(17)
async def test_what_changed_since_it_was_shown_is_not_done(store: Store) -> None:
    scoring = await Scoring.begin(store, cases=3)
    officer = await scoring.cleared()
    await officer.presses("往下办")
    for chat in (500, 501):
        await officer.presses(f"某{chat}")
    await officer.presses("确定")
    await officer.presses("安排3件")
    async with store.work() as work:
        await work.recusals.declare(scoring.ids[500], scoring.about, interest=True, now=scoring.town.clock.now)
        await work.commit()
    (read,) = (await officer.presses("按此安排"))[:1]
    assert read.startswith("情况刚才有变化，没有改动任何内容")
    async with store.work() as work:
        assert await work.assignments.loads() == {}


@pytest.mark.article(40)
async def test_cases_that_were_not_declared_upon_are_not_given_out(store: Store) -> None:
    scoring = await Scoring.begin(store, cases=3)
    officer = await scoring.declared(Review.OFFICE)
    await officer.presses_data("panel:many:1")
    await officer.presses("只办已声明的")
    for chat in (500, 501):
        await officer.presses(f"某{chat}")
    (read,) = await officer.presses("确定")
    assert read.startswith("待安排、您已声明没有利害关系的申报1件，还没有声明的2件")
    await officer.presses("安排1件")
    await officer.presses("按此安排")
    async with store.work() as work:
        assert [one.state for one in await work.applications.of_edition(1)] == [
            State.FORWARDED,
            State.FORWARDED,
            State.MATERIAL_REVIEW,
        ]


@pytest.mark.article(40)
async def test_names_that_came_later_are_not_declared_upon(store: Store) -> None:
    scoring = await Scoring.begin(store, cases=2)
    officer = scoring.person(Review.OFFICE)
    await officer.presses_data("panel:many:1")
    async with store.work() as work:
        case = await work.applications.get(2)
        assert case is not None
        await work.applications.move(case, State.WITHDRAWN, scoring.town.clock.now)
        await work.commit()
    (read,) = (await officer.presses("我都没有利害关系"))[:1]
    assert read.startswith("情况刚才有变化")
    assert await scoring.acts(Review.OFFICE) == []


@pytest.mark.article(9)
async def test_an_office_sees_where_its_edition_stands_without_the_cases_of_its_interest(store: Store) -> None:
    scoring = await Scoring.begin(store, cases=10)
    officer = scoring.person(Review.OFFICE)
    await officer.says("/office")
    (page,) = await officer.presses("材料评审")
    assert "待安排：10\n评审中：0（评分已齐 0）" in page
    await scoring.declared(Review.OFFICE, interest=True)
    officer.reads()
    (page,) = await officer.presses_data("result:edition")
    assert "待安排：9\n" in page
    await officer.presses("待安排（9）")
    assert officer.buttons()[0] == "2026-0002 申报人2"
    await officer.presses("后一页")
    assert officer.buttons()[:2] == ["2026-0010 申报人10", "⬅ 前一页"]
    assert not any("马小花" in label for label in officer.buttons())
