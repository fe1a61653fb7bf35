"""The lead sets up an edition and moves its last day; whoever writes an application is told (Art. 4, 9)."""

import pytest

from rules.people import Role
from storage.store import Store
from tests.handlers.applying import apply, draft_of, give_role, open_edition, owed_to, patient
from tests.talking import Someone, Town

pytestmark = pytest.mark.article(4)


async def lead_of(town: Town, language: str = "zh") -> Someone:
    lead = town.person(8, language)
    await give_role(town, lead, Role.LEAD)
    return lead


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_lead_sets_up_an_edition_from_the_offices_menu(store: Store, language: str) -> None:
    town = patient(store)
    lead = await lead_of(town, language)
    await lead.presses_data("of:menu")
    await lead.presses("➕")
    for answer in ("3", "2027", "2027-03-01", "2027-04-30"):
        await lead.says(answer)
    draft, _ = await draft_of(town, lead, "edition")
    said = (await lead.presses_data(f"f:{draft.id}:z"))[-1]
    assert ("2027年3月1日（周一）至2027年4月30日（周五）" if language == "zh" else "Monday 1 March 2027") in said
    async with store.work() as work:
        found = [(each.number, each.year, each.pack) for each in await work.editions.all()]
    assert found == [(3, 2027, "linxia-2023:1")]


async def test_a_number_that_is_taken_is_refused(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    lead = await lead_of(town)
    await lead.presses_data("ed:new")
    for answer in ("3", "2027", "2027-03-01", "2027-04-30"):
        await lead.says(answer)
    draft, _ = await draft_of(town, lead, "edition")
    assert (await lead.presses_data(f"f:{draft.id}:z"))[0].startswith("第3届已经设置过")


async def test_everybody_who_writes_an_application_is_told_of_another_last_day_and_nobody_else(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    lead, sent = await lead_of(town), town.person(9)
    await sent.says("/start")
    writer, _ = await apply(town, "organisation")
    await lead.presses_data("ed:list")
    await lead.presses("调整第3届截止日")
    assert (await lead.says("2026-08-31"))[0].startswith("截止日要在今天以后")
    await lead.says("2026-10-15")
    said = (await lead.presses("确认无误"))[0]
    assert said == "第3届的截止日从2026年9月30日（周三）改为2026年10月15日（周四），通知1位正在填写的人（第四条）。"
    assert [each.text for each in await owed_to(town, writer)] == ["editions.told_moved"]
    assert await owed_to(town, sent) == []


async def test_nobody_but_the_lead_sets_up_an_edition_or_moves_its_last_day(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    officer, stranger = town.person(10), town.person(11)
    await give_role(town, officer, Role.OFFICE)
    await stranger.says("/start")
    leads = ("ed:new", "ed:move:1")
    tried = [(stranger, one) for one in ("of:menu", "ed:list", *leads)] + [(officer, one) for one in leads]
    for person, press in tried:
        assert (await person.presses_data(press))[0].startswith("这件事不归您办理")
    assert "第3届" in (await officer.presses_data("ed:list"))[0]
