"""An application from the first button to its receipt: asked, left, resumed, changed, sent once, withdrawn."""

from datetime import timedelta

import pytest

from rules.engine.forms import Kind, Progress
from storage.store import Store
from tests.handlers.applying import (
    FORMS,
    NAME,
    Filler,
    apply,
    confirm,
    draft_of,
    open_edition,
    patient,
    ready,
    send,
)
from tests.talking import buttons

UNIT = "leading_group_office"
WAYS = {"zh": ("上一项", "说明", "填写清单", "存好", "放弃"), "en": ("Back", "Help", "list", "Save", "Give up")}


@pytest.mark.article(4)
async def test_without_an_edition_nothing_begins_but_the_check_is_there(store: Store) -> None:
    town = patient(store)
    someone = town.person(5)
    await someone.says("/start")
    assert (await someone.presses("申报质量奖"))[0].startswith("现在没有正在接受申报的一届")
    assert someone.buttons() == ["🔎 先自查能不能申报", "🏠 回到菜单"]
    await someone.presses_data("consent:agree:application:new:individual")
    async with store.work() as work:
        assert await work.applications.count() == 0


@pytest.mark.article(4)
async def test_an_edition_that_opens_later_says_when(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    town.clock.now -= timedelta(days=60)
    someone = town.person(5)
    said = await someone.says("/apply")
    assert "从2026年8月1日（周六）开始接受申报，到2026年9月30日（周三）为止" in said[0]
    assert someone.buttons() == ["🔎 先自查能不能申报", "🏠 回到菜单"]


async def test_a_second_draft_of_the_same_kind_is_not_made(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, _ = await apply(town, "organisation")
    first, _ = await draft_of(town, someone, "organisation")
    await someone.presses_data("application:new:organisation")
    assert (await draft_of(town, someone, "organisation"))[0].id == first.id
    await someone.presses_data("application:new:individual")
    async with store.work() as work:
        assert len(await work.drafts.open_for(first.person_id)) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["organisation", "individual"])
async def test_a_whole_form_is_filled_in_with_every_question_answered(store: Store, kind: str, language: str) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, kind, language=language)
    filler.skip = False
    await filler.fill()
    if kind == "individual":
        await confirm(someone)
        await filler.fill()
    answers = (await draft_of(town, someone, kind))[1]
    asked = [question.key for question in Progress(FORMS[kind], answers).asked if question.kind is not Kind.AWAITED]
    assert (filler.asked, Progress(FORMS[kind], answers).missing()) == (asked, ())
    said = await send(someone, kind)
    assert "2026-0001" in said[0]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_question_has_back_help_list_leave_and_drop(store: Store, language: str) -> None:
    """U1, and every optional question can be passed by."""
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual", language=language)
    seen: list[tuple[str, bool]] = []

    class Looking(Filler):
        async def answer(self, draft, question, progress):  # type: ignore[no-untyped-def]
            labels = " ".join(someone.buttons())
            seen.append((question.key, all(way in labels for way in WAYS[language])))
            await super().answer(draft, question, progress)

    await Looking(someone, FORMS["individual"], filler.given).fill()
    assert [key for key, complete in seen if not complete] == []
    assert len(seen) > 20


async def test_the_list_comes_first_at_every_return_and_tells_how_far_each_part_is(store: Store) -> None:
    """U2."""
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    listed = [label[:1] for label, _ in buttons(someone._mine()[-2])]
    assert listed == ["▶", *"⬜" * 8, "⏳", "⬜", "🔒", "💾", "✖"]
    assert someone.buttons()[0] == "⬅ 上一项"  # whoever begins is asked the first question at once
    await filler.fill(until=lambda question: question.key == "phone")
    draft, _ = await draft_of(town, someone, "individual")
    await someone.presses_data(f"f:{draft.id}:t")
    assert [label[:1] for label in someone.buttons()][:3] == ["▶", "✏", "⬜"]


async def test_a_person_who_comes_back_after_forty_days_is_at_the_same_question(store: Store) -> None:
    """U3: a restart too, since nothing but the database is left of the first conversation."""
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill(until=lambda question: question.key == "employer")
    draft, _ = await draft_of(town, someone, "individual")
    asked = (await someone.presses_data(f"f:{draft.id}:g"))[0]
    town.clock.now += timedelta(days=40)
    again = patient(store)
    again.clock.now = town.clock.now
    back = again.person(5)
    await back.says("/start")
    assert (await back.presses("继续：申报县政府质量奖"))[0] == asked


async def test_one_answer_is_changed_from_the_check_page_in_three_taps(store: Store) -> None:
    """U4: only what the change makes necessary is asked again, here nothing."""
    town = patient(store)
    await open_edition(store)
    someone = await ready(town)
    await someone.presses("修改一项")
    await someone.presses("所在单位")
    await someone.presses("您的岗位")
    said = await someone.says("车间主任")
    assert said[0].startswith("请核对以下内容")
    assert "车间主任" in said[0]


async def test_going_back_shows_the_earlier_question_with_its_answer(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill(until=lambda question: question.key == "document_kind")
    draft, _ = await draft_of(town, someone, "individual")
    said = await someone.presses_data(f"f:{draft.id}:b:1")
    assert f"您已填写：{NAME}" in said[0]
