"""The lead brings in a whole handover in the chat; whoever is on its lists comes by a code (Art. 5, 14)."""

import pytest

from papers.engine.spreadsheets import sheets
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import give_role
from tests.handlers.holding import document, register
from tests.papers.handed import SHEETS, books
from tests.talking import Someone, Town
from workflow.engine.desk import Desk
from workflow.reviews.assignments import assign


async def handed_over(store: Store) -> tuple[Town, Someone]:
    """The lead has sent all lists and confirmed them."""
    town, _ = await register(store)
    town.clock.now = town.clock.now.replace(month=11, day=24)
    lead = town.person(10)
    await give_role(town, lead, Role.LEAD)
    await lead.presses_data("register:import")
    (preview,) = await lead.sends_file("lists.xlsx", books())
    assert "在办申报：新增2项，系统里原有0项不变。" in preview
    (done,) = await lead.presses("确认导入5个")
    assert "限制申报：新增1项，系统里原有0项不变。" in done
    return town, lead


async def code_of(town: Town, lead: Someone, name: str) -> str:
    """The code of somebody on the list that the lead hands out."""
    await lead.presses_data("register:codes")
    _, content = document(town)
    rows = [[str(cell.value or "") for cell in row.cells] for row in sheets(content)[0].rows]
    return next(row[3] for row in rows if row[1] == name)


@pytest.mark.article(14)
async def test_an_applicant_of_the_list_comes_by_a_code_and_follows_the_application(store: Store) -> None:
    town, lead = await handed_over(store)
    applicant = town.person(60)
    await applicant.says("/start")
    await applicant.presses_data("award:code")
    (told,) = await applicant.says(await code_of(town, lead, "杨兰"))
    assert told.startswith("✅ 已登记。申报 2026-0007 以后的进展和文书，都会发给您")
    assert "2026-0007" in "".join(await applicant.presses_data("status:all"))
    async with store.work() as work:
        seat = await work.people.meet("telegram", 60, town.clock.now, "zh")
        (sent,) = await work.applications.of_person(seat.person.id)
        assert await work.imports.applicants_to_come() != []  # the other applicant has not come
    assert sent.number == "2026-0007"
    stranger = town.person(61)
    await stranger.says("/start")
    assert "2026-0007" not in "".join(await stranger.presses_data("status:all"))


@pytest.mark.article(32)
async def test_an_officer_imports_holders_and_nothing_else_of_a_handover(store: Store) -> None:
    town, officer = await register(store)
    town.clock.now = town.clock.now.replace(month=11, day=24)
    await officer.presses_data("register:import")
    (refused,) = await officer.sends_file("lists.xlsx", books())
    assert refused.startswith("这件事不归您办理")
    await officer.presses_data("register:import")
    (preview,) = await officer.sends_file("lists.xlsx", books({"获奖者": SHEETS["获奖者"]}))
    assert preview.startswith("名单没有问题。将导入1个奖项")


@pytest.mark.article(20)
async def test_no_score_begins_before_the_lead_has_settled_the_edition_and_opened_it(store: Store) -> None:
    town, lead = await handed_over(store)
    async with store.work() as work:
        (edition,) = await work.editions.all()
        cases = {one.number: one for one in await work.applications.of_edition(edition.id)}
        seat = await work.people.meet("telegram", lead.chat_id, town.clock.now, "zh")
        desk = Desk(
            person=seat.person,
            channel=seat.channel,
            roles=seat.roles,
            now=town.clock.now,
            work=work,
            pack=town.office.pack,
            calendar=await work.calendar.load(),
            places=town.office.places,
        )
        with pytest.raises(Refusal, match="editions.open_first"):
            await assign(desk, cases["2026-0008"], Part.MATERIAL, [1], due_on=town.clock.now.date())
    told = "".join(await lead.presses_data(f"edition:see:{edition.id}"))
    assert ("评分标准没有确认" in told, "截止日已经过了" in told) == (True, False)
