"""The lead sets up an edition and moves its last day; whoever writes an application is told (Art. 4, 9)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.planner import plan
from rules.engine.calendar import office_day
from rules.engine.pack import load_pack
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import apply, draft_of, give_role, link_of, open_edition, owed_to, patient
from tests.handlers.contacting import reachable
from tests.talking import Someone, Town
from tests.workflow.desks import desk_of
from texts import say
from workflow.applications.editions import move_closing_day
from workflow.engine.drafts import begun

pytestmark = pytest.mark.article(4)


async def lead_of(town: Town, language: str = "zh") -> Someone:
    """The lead of an office with one clerk."""
    lead = town.person(8, language)
    await give_role(town, lead, Role.LEAD)
    await give_role(town, town.person(7), Role.CLERK, "industry")
    return lead


def reached(store: Store) -> Town:
    """A patient town whose office and units can be reached."""
    town = patient(store)
    town.office = replace(town.office, pack=reachable())
    town.receive.office = town.office
    return town


ANSWERS = ("3", "2027", "2027-03-01", "2027-04-30", "40", "600", "600", "0", "1", "2", "2", "2", "3", "3")


async def fill(lead: Someone, draft_id: int, answers: tuple[str, ...] = ANSWERS) -> None:
    """Answer the form from its first question to its check page."""
    await lead.presses_data(f"f:{draft_id}:g")
    for answer in answers:
        await lead.says(answer)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_lead_sets_up_an_edition_sees_its_days_and_opens_it(store: Store, language: str) -> None:
    town = reached(store)
    lead = await lead_of(town, language)
    await lead.presses_data("office:menu")
    await lead.presses("设置新一届" if language == "zh" else "Set up an edition")
    draft, _ = await draft_of(town, lead, "edition")
    await fill(lead, draft.id)
    said = await lead.presses_data(f"f:{draft.id}:z")
    assert ("2027年3月1日（周一）至2027年4月30日（周五）" if language == "zh" else "Monday 1 March 2027") in said[0]
    assert ("最早可以授奖" if language == "zh" else "earliest day on which the award can be granted") in said[1]
    async with store.work() as work:
        (edition,) = await work.editions.all()
        assert await work.editions.taking_on(date(2027, 3, 1)) is None
    assert (edition.number, edition.year, edition.pack, edition.opened_at) == (3, 2027, "linxia-2023:1", None)
    await lead.presses_data("edition:open:1")
    await lead.presses_data("edition:opened:1")
    async with store.work() as work:
        assert await work.editions.taking_on(date(2027, 2, 28)) is None
        assert await work.editions.taking_on(date(2027, 3, 1)) is not None
        assert await work.editions.pack_text("linxia-2023:1") == load_pack().text
        written = [(entry.act, entry.person_id is None) for entry in await work.journal.of("edition:1")]
    assert written == [("edition_set_up", False), ("edition_opened", False)]


@pytest.mark.article(20)
async def test_what_an_edition_fixes_does_not_change_once_it_is_open(store: Store) -> None:
    town = reached(store)
    lead = await lead_of(town)
    await lead.presses_data("edition:new")
    draft, _ = await draft_of(town, lead, "edition")
    await fill(lead, draft.id)
    await lead.presses_data(f"f:{draft.id}:z")
    await lead.presses_data("edition:change:1")
    change, _ = await draft_of(town, lead, "edition")
    await lead.presses_data("edition:opened:1")
    assert (await lead.presses_data("edition:change:1"))[0].startswith("这一届已经开放，评分规则和名额不能再改")
    assert (await lead.presses_data(f"f:{change.id}:z"))[0].startswith("这一届已经开放，评分规则和名额不能再改")
    assert (await lead.presses_data("edition:opened:1"))[0].startswith("这一届已经开放")


@pytest.mark.article(43)
async def test_an_edition_is_ruled_by_the_pack_that_is_in_force_when_it_is_opened(store: Store) -> None:
    town = reached(store)
    lead = await lead_of(town)
    opens, closes, settings = date(2027, 3, 1), date(2027, 4, 30), {"rubric": "yes"}
    async with store.work() as work:
        before = "linxia-2023:0"
        await work.editions.add(number=3, year=2027, opens_on=opens, closes_on=closes, pack=before, settings=settings)
        await work.commit()
    await lead.presses_data("edition:opened:1")
    async with store.work() as work:
        (edition,) = await work.editions.all()
        kept = [await work.editions.pack_text(f"linxia-2023:{version}") for version in (0, 1)]
    assert (edition.pack, kept) == ("linxia-2023:1", [None, load_pack().text])


async def test_an_edition_whose_rubric_is_not_approved_is_kept_and_not_opened(store: Store) -> None:
    town = reached(store)
    lead = await lead_of(town)
    await lead.presses_data("edition:new")
    draft, _ = await draft_of(town, lead, "edition")
    await fill(lead, draft.id, (*ANSWERS[:8], "2", *ANSWERS[9:]))
    said = await lead.presses_data(f"f:{draft.id}:z")
    assert "还缺：评分标准没有确认（第四十二条）。" in said[1]
    assert (await lead.presses_data("edition:opened:1"))[0].startswith("还缺：评分标准没有确认")


async def test_the_next_set_up_copies_the_last_one_but_not_the_approval_of_its_rubric(store: Store) -> None:
    town = patient(store)
    lead = await lead_of(town)
    await lead.presses_data("edition:new")
    draft, _ = await draft_of(town, lead, "edition")
    await fill(lead, draft.id)
    await lead.presses_data(f"f:{draft.id}:z")
    await lead.presses_data("edition:new")
    _, answers = await draft_of(town, lead, "edition")
    assert {key: int(value) for key, value in answers.items()} == {
        "number": 4,
        "year": 2029,
        "defence_weight": 40,
        "mark_material": 600,
        "mark_defence": 600,
        "mark_on_site": 0,
        "quota_award": 2,
        "quota_nomination": 2,
        "panel_material": 2,
        "panel_defence": 3,
        "panel_on_site": 3,
    }


async def test_the_lead_is_asked_for_the_next_edition_half_a_year_before_it_is_due(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    lead = await lead_of(town)
    for day, tasks in ((date(2028, 2, 2), 0), (date(2028, 2, 3), 1), (date(2028, 2, 4), 1)):
        await plan(store, load_pack(), datetime(day.year, day.month, day.day, 2, tzinfo=UTC))
        async with store.work() as work:
            due = [task.due_on for task in await work.tasks.of("edition:1")]
        assert due == [date(2028, 8, 1)] * tasks
    assert [each.text for each in await owed_to(town, lead)].count("editions.next_due") == 1


async def test_a_number_that_is_taken_is_refused(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    lead = await lead_of(town)
    await lead.presses_data("edition:new")
    draft, _ = await draft_of(town, lead, "edition")
    await fill(lead, draft.id, ANSWERS[2:])
    async with store.work() as work:
        await work.drafts.answer(draft.id, "number", 3, town.clock.now)
        await work.commit()
    assert (await lead.presses_data(f"f:{draft.id}:z"))[0].startswith("第3届已经设置过")


async def test_everybody_who_writes_an_application_is_told_of_another_last_day_and_nobody_else(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    lead, sent = await lead_of(town), town.person(9)
    await sent.says("/start")
    writer, _ = await apply(town, "organisation")
    await lead.presses_data("edition:see:1")
    await lead.presses("调整第3届截止日")
    assert (await lead.says("2026-08-31"))[0].startswith("截止日最早可以是今天")
    await lead.says("2026-10-15")
    said = (await lead.presses("确认无误"))[0]
    assert said == "第3届的截止日从2026年9月30日（周三）改为2026年10月15日（周四），通知1位正在填写的人（第四条）。"
    assert [each.text for each in await owed_to(town, writer)] == ["editions.told_moved"]
    assert await owed_to(town, sent) == []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_last_day_may_be_today_and_is_never_a_day_that_is_over(store: Store, language: str) -> None:
    town = patient(store)
    await open_edition(store)
    lead = await lead_of(town, language)
    day = office_day(town.clock.now)
    await lead.presses_data("edition:see:1")
    await lead.presses(say(language, "editions.move", number=3))
    read = (await lead.says(str(day - timedelta(days=1))))[0]
    assert read.startswith(say(language, "editions.too_early"))
    assert ("最早可以是今天" if language == "zh" else "can be today at the earliest") in read
    await lead.says(str(day))
    moved = await lead.presses(say(language, "forms.send"))
    assert ("从2026年9月30日（周三）改为" if language == "zh" else "Wednesday 30 September 2026") in moved[0]
    async with store.work() as work:
        edition = await work.editions.get(1)
        assert edition is not None
        assert edition.closes_on == day
        assert [entry.act for entry in await work.journal.of("edition:1")] == ["closing_day_moved"]


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True)])
async def test_the_act_itself_moves_the_last_day_to_the_opening_day_and_to_none_before(
    store: Store, days: int, *, taken: bool
) -> None:
    town = patient(store)
    edition_id = await open_edition(store)
    lead = await lead_of(town)
    async with store.work() as work:
        edition = await work.editions.get(edition_id)
        assert edition is not None
        desk = await desk_of(work, lead.chat_id, datetime(2026, 7, 20, 2, tzinfo=UTC))
        draft = await begun(desk, "closing", f"edition:{edition_id}")
        answers = {"closes_on": str(edition.opens_on + timedelta(days=days))}
        if taken:
            assert (await move_closing_day(desk, draft, answers))[1] == edition.opens_on
        else:
            with pytest.raises(Refusal) as refused:
                await move_closing_day(desk, draft, answers)
            assert (refused.value.key, refused.value.article) == ("editions.too_early", 4)


@pytest.mark.article(13)
async def test_whoever_confirms_an_application_is_told_of_another_last_day_too(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    lead = await lead_of(town)
    writer, filler = await apply(town, "individual")
    await filler.fill(until=lambda question: question.key == "deeds")
    boss = town.person(6)
    await boss.says(f"/start {await link_of(writer)}")
    await lead.presses_data("edition:see:1")
    await lead.presses("调整第3届截止日")
    await lead.says("2026-10-15")
    assert "通知2位正在填写的人" in (await lead.presses("确认无误"))[0]
    assert [each.text for each in await owed_to(town, boss)] == ["editions.told_moved_confirming"]


async def test_nobody_but_the_lead_sets_up_an_edition_or_moves_its_last_day(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    officer, stranger = town.person(10), town.person(11)
    await give_role(town, officer, Role.OFFICE)
    await stranger.says("/start")
    leads = ("edition:new", "edition:move:1", "edition:change:1", "edition:open:1", "edition:opened:1")
    tried = [(stranger, one) for one in ("office:menu", "edition:list", *leads)] + [(officer, one) for one in leads]
    for person, press in tried:
        assert (await person.presses_data(press))[0].startswith("这件事不归您办理")
    assert "第3届" in (await officer.presses_data("edition:list"))[0]
