"""Where an officer stands back from an objection, the lead finds another who has no interest in it (Art. 23, 40)."""

from datetime import date

import pytest

from rules.people.roles import Role
from storage.store import Store
from tests.handlers.objecting import Case

pytestmark = [pytest.mark.article(40), pytest.mark.parametrize("url", ["sqlite"], indirect=True)]

EXAMINATION = ("objection_examination", "office", date(2026, 9, 23), "open")
WANTED = ("objection_recusal", "lead", date(2026, 9, 18), "open")
FOUND = ("objection_recusal", "lead", date(2026, 9, 18), "done")


async def stood_back(store: Store) -> Case:
    """Officer 901 has an interest in the objection."""
    case = await Case.open(store)
    async with store.work() as work:
        for chat in (900, 901, 902):
            await work.people.set_name(case.ids[chat], f"某{chat}")
        await work.commit()
    await case.object()
    await case.office.presses_data("objection:open:1")
    await case.office.presses_data("objection:interest:1")
    return case


async def doers(case: Case) -> list[int | None]:
    async with case.town.store.work() as work:
        return [task.person_id for task in await work.tasks.of("objection:1") if task.kind == EXAMINATION[0]]


async def test_the_lead_is_asked_to_find_another_and_gives_the_case_to_whoever_is_free(store: Store) -> None:
    case = await stood_back(store)
    lead, other = case.person(900), case.person(902)
    assert await case.tasks() == [EXAMINATION, WANTED]
    assert [each.text for each in await case.owed(900)] == ["objections.another_wanted"]
    assert "有人回避，另找人办理异议" in (await lead.says("/tasks"))[0]
    await lead.presses("有人回避")
    assert lead.buttons() == ["某900", "某902", "📥 待办任务", "🏠 回到菜单"]
    assert await lead.presses("某902") == ["已交给某902，并通知了对方。"]
    assert await case.tasks() == [EXAMINATION, FOUND]
    assert await doers(case) == [case.ids[902]]
    assert [each.text for each in await case.owed(902)][-1] == "objections.given"
    assert "审查" in (await other.says("/tasks"))[0]
    assert [who for who, _ in await case.journal("objection_given")] == [case.ids[900]]


async def test_whoever_opens_it_without_an_interest_is_the_other_that_was_looked_for(store: Store) -> None:
    case = await stood_back(store)
    await case.opens(case.person(902))
    assert await case.tasks() == [EXAMINATION, FOUND]


async def test_what_was_given_to_an_officer_goes_back_when_they_find_an_interest(store: Store) -> None:
    case = await stood_back(store)
    other = case.person(902)
    await case.person(900).presses_data(f"objection:give:1:{case.ids[902]}")
    await other.presses_data("objection:open:1")
    await other.presses_data("objection:interest:1")
    assert await doers(case) == [None]
    assert await case.tasks() == [EXAMINATION, FOUND, WANTED]


async def test_neither_who_has_an_interest_nor_who_is_not_of_the_office_is_given_it(store: Store) -> None:
    case = await stood_back(store)
    async with store.work() as work:
        for chat in (5, 100):  # the objector, and the applicant whom it is about
            await work.roles.grant(case.ids[chat], Role.OFFICE)
        await work.commit()
    lead = case.person(900)
    for chat in (5, 100, 901, 903):
        read = await lead.presses_data(f"objection:give:1:{case.ids[chat]}")
        assert read[0].startswith("这位现在不能办理这件异议")
    await lead.presses_data("objection:another:1")
    assert lead.buttons()[:2] == ["某900", "某902"]
    assert await doers(case) == [None]


@pytest.mark.parametrize("press", ["another:1", "give:1:{}"])
@pytest.mark.parametrize("chat", [5, 6, 100, 901, 902, 903])
async def test_nobody_but_the_lead_gives_it(store: Store, press: str, chat: int) -> None:
    case = await stood_back(store)
    read = await case.person(chat).presses_data(f"objection:{press.format(case.ids[902])}")
    assert read[0].startswith("这件事不归您办理，没有改动任何内容。")
    assert await doers(case) == [None]


async def test_a_lead_who_stood_back_too_sees_nothing_of_it(store: Store) -> None:
    case = await stood_back(store)
    for chat in (900, 902):
        someone = case.person(chat)
        await someone.presses_data("objection:open:1")
        await someone.presses_data("objection:interest:1")
    lead = case.person(900)
    assert "异议" not in (await lead.says("/tasks"))[0]
    assert (await lead.presses_data("objection:another:1"))[0].startswith("这件事不归您办理")
    told = [each for each in await case.owed(900) if each.text == "objections.no_examiner"]
    assert [(each.values, each.buttons) for each in told] == [({}, [])]


async def test_what_is_over_is_given_to_nobody(store: Store) -> None:
    case = await stood_back(store)
    await case.objector.presses_data("objection:gone:1")
    assert (await case.person(900).presses_data("objection:another:1"))[0].startswith("这件异议已经办到别的一步")
