"""The lead says how all are reached, entrusts associations and prolongs the Measures; nobody else does (Art. 14-44)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from reminders.planner import plan
from rules.engine.pack import load_pack
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.applying import give_role, open_edition, owed_to, patient, picture, ready, send
from tests.handlers.contacting import ADDRESS, HOURS, PHONE, reachable, sets_all, sets_contact
from tests.talking import Someone, Town
from tests.workflow.desks import desk_of
from workflow.engine.drafts import begun
from workflow.engine.provisions import pack_in_force, prolong

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
SETTINGS = {"rubric": "yes"}
LAST = date(2028, 10, 19)
"""The last day of the Measures as they were issued."""


async def lead_of(town: Town) -> Someone:
    lead = town.person(8)
    await give_role(town, lead, Role.LEAD)
    return lead


async def set_up(town: Town, opens: date, closes: date, number: int = 4) -> None:
    async with town.store.work() as work:
        await work.editions.add(
            number=number, year=opens.year, opens_on=opens, closes_on=closes, pack="linxia-2023:1", settings=SETTINGS
        )
        await work.commit()


async def is_open(town: Town) -> bool:
    async with town.store.work() as work:
        return (await work.editions.all())[0].opened_at is not None


def at(town: Town, day: date) -> None:
    town.clock.now = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def reached(store: Store) -> Town:
    town = patient(store)
    town.office = replace(town.office, pack=reachable())
    town.receive.office = town.office
    return town


async def papers(someone: Someone, *answers: str) -> list[str]:
    """The person types the answers, hands in the scan, and confirms."""
    for answer in answers:
        await someone.says(answer)
    await someone.sends_file("a.png", picture(1))
    await someone.presses("文件已齐")
    return await someone.presses("确认无误")


@pytest.mark.article(14)
@pytest.mark.article(44)
async def test_an_edition_opens_once_everybody_can_be_reached_and_the_checklist_leads_there(store: Store) -> None:
    town = patient(store)
    lead = await lead_of(town)
    await give_role(town, town.person(7), Role.CLERK, "industry")
    await set_up(town, date(2026, 10, 1), date(2026, 11, 30))
    (page,) = await lead.presses_data("edition:see:1")
    assert "没有写电话、地址、办公时间：临夏县人民政府质量奖评审委员会办公室、临夏县质量强县" in page
    assert "🟢 开放申报" not in lead.buttons()
    assert (await lead.presses_data("edition:opened:1"))[0].startswith("没有写电话、地址、办公时间")
    await lead.presses_data("edition:see:1")
    await lead.presses("写电话地址")
    assert await sets_all(lead) == 1 + len(load_pack().units)
    (page,) = await lead.presses_data("edition:see:1")
    assert "电话、地址、办公时间" not in page
    await lead.presses("开放申报")
    await lead.presses("确定开放")
    assert await is_open(town)


@pytest.mark.article(14)
async def test_one_unit_that_cannot_be_reached_keeps_the_edition_shut(store: Store) -> None:
    town = reached(store)
    pack = town.office.pack
    town.office = replace(town.office, pack=replace(pack, contacts=pack.contacts[:-1]))
    town.receive.office = town.office
    lead = await lead_of(town)
    await give_role(town, town.person(7), Role.CLERK, "industry")
    await set_up(town, date(2026, 10, 1), date(2026, 11, 30))
    (said,) = await lead.presses_data("edition:opened:1")
    assert said.startswith("没有写电话、地址、办公时间：临夏县交通运输局（第十四条、第四十四条）")
    await lead.presses_data("provision:contact:transport")
    await sets_contact(lead)
    await lead.presses_data("edition:opened:1")
    assert await is_open(town)


@pytest.mark.article(9)
@pytest.mark.article(15)
async def test_without_any_clerk_it_stays_shut_and_what_is_needed_later_is_only_said(store: Store) -> None:
    town = reached(store)
    lead = await lead_of(town)
    await set_up(town, date(2026, 10, 1), date(2026, 11, 30))
    assert (await lead.presses_data("edition:opened:1"))[0].startswith("受理单位都没有经办人")
    await give_role(town, town.person(7), Role.CLERK, "industry")
    (page,) = await lead.presses_data("edition:see:1")
    for said in ("没有经办人：临夏县", "评委会没有主任，副主任0人", "评审人员0人，评审组至少要3人", "放假通知"):
        assert said in page
    assert {"➕ 邀请经办人", "➕ 邀请评委会成员", "➕ 邀请评审人员", "📅 录入放假通知"} <= set(lead.buttons())
    await lead.presses("开放申报")
    await lead.presses("确定开放")
    assert await is_open(town)


@pytest.mark.article(8)
async def test_a_chair_and_two_deputies_are_all_a_committee_lacks(store: Store) -> None:
    town = reached(store)
    lead = await lead_of(town)
    await set_up(town, date(2026, 10, 1), date(2026, 11, 30))
    for chat, post in ((20, "chair"), (21, "deputy_chair")):
        await give_role(town, town.person(chat), Role.COMMITTEE, post)
    assert "副主任1人，应有2人（第八条）" in (await lead.presses_data("edition:see:1"))[0]
    await give_role(town, town.person(22), Role.COMMITTEE, "deputy_chair")
    assert "副主任" not in (await lead.presses_data("edition:see:1"))[0]


@pytest.mark.article(43)
async def test_after_the_measures_an_edition_opens_only_by_the_decision_that_prolongs_them(store: Store) -> None:
    town = reached(store)
    lead = await lead_of(town)
    await give_role(town, town.person(7), Role.CLERK, "industry")
    await set_up(town, LAST + timedelta(days=1), LAST + timedelta(days=40))
    at(town, LAST - timedelta(days=30))
    assert (await lead.presses_data("edition:opened:1"))[0].startswith("办法有效到2028年10月19日")
    await lead.presses_data("edition:see:1")
    await lead.presses("登记延长的决定")
    await lead.says("临县府发〔2028〕30号")
    await lead.says("2028-09-01")
    assert (await lead.says("2028-10-19"))[0].startswith("办法现在有效到2028年10月19日（周四）（第四十三条）")
    await lead.says("2033-10-19")
    await lead.sends_file("决定.png", picture(1))
    await lead.presses("文件已齐")
    assert "有效到2033年10月19日" in (await lead.presses("确认无误"))[0]
    (page,) = await lead.presses_data("provision:measures")
    assert "延长：临县府发〔2028〕30号（2028年9月1日（周五））" in page
    sent, _ = await lead.presses("📎 临县府发〔2028〕30号")
    assert sent.startswith("[决定.png]")
    await lead.presses_data("edition:opened:1")
    assert await is_open(town)


@pytest.mark.article(43)
@pytest.mark.parametrize(("days", "taken"), [(0, False), (1, True)])
async def test_the_act_itself_prolongs_by_a_day_and_by_none_less(store: Store, days: int, *, taken: bool) -> None:
    town = reached(store)
    lead = await lead_of(town)
    until = LAST + timedelta(days=days)
    answers = {"document": "临县府发〔2028〕30号", "decided_on": "2028-09-01", "until_on": str(until)}
    async with store.work() as work:
        desk = await desk_of(work, lead.chat_id, town.clock.now)
        draft = await begun(desk, "prolong", "")
        if taken:
            assert (await prolong(desk, draft, answers)).until_on == until
        else:
            with pytest.raises(Refusal) as refused:
                await prolong(desk, draft, answers)
            assert (refused.value.key, refused.value.article) == ("provisions.not_longer", 43)


@pytest.mark.article(43)
@pytest.mark.parametrize(("opens", "opened"), [(LAST, True), (LAST + timedelta(days=1), False)])
async def test_the_last_day_of_the_measures_is_the_last_on_which_an_edition_begins(
    store: Store, opens: date, opened: bool
) -> None:
    town = reached(store)
    lead = await lead_of(town)
    await give_role(town, town.person(7), Role.CLERK, "industry")
    await set_up(town, opens, LAST + timedelta(days=60))
    at(town, LAST - timedelta(days=30))
    assert "办法有效到2028年10月19日" in (await lead.presses_data("edition:see:1"))[0]
    await lead.presses_data("edition:opened:1")
    assert await is_open(town) is opened


async def entrusts(lead: Someone, begins: str = "2026-09-01", until: str = "2026-12-31") -> list[str]:
    await lead.presses_data("provision:list:0")
    await lead.presses("委托协会")
    await lead.says("临夏县食品行业协会")
    await lead.says("Food Industry Association")
    return await papers(lead, "临质评办〔2026〕3号", "2026-08-20", begins, until)


async def keys(town: Town, day: date) -> list[str]:
    """The associations that receive on the day."""
    async with town.store.work() as work:
        pack = await pack_in_force(work, load_pack())
    return [unit.key for unit in pack.units_on(day) if unit.key.startswith("association")]


@pytest.mark.article(14)
async def test_an_association_is_entrusted_by_an_act_with_its_paper_from_its_first_to_its_last_day(
    store: Store,
) -> None:
    town = reached(store)
    lead = await lead_of(town)
    assert "已委托临夏县食品行业协会" in (await entrusts(lead))[0]
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [len(await keys(town, day)) for day in days] == [0, 1, 1, 0]
    (key,) = await keys(town, days[1])
    (page,) = await lead.presses_data(f"provision:see:{key}")
    assert "委托：临质评办〔2026〕3号（2026年8月20日（周四）），到2026年12月31日（周四）为止" in page
    assert "还没有写电话" in page
    assert (await entrusts(lead))[0].startswith("临夏县食品行业协会已经是受理单位")
    async with store.work() as work:
        acts = [one.act for one in await work.journal.of(f"unit:{key}")]
    assert acts == ["unit_entrusted"]


@pytest.mark.article(14)
async def test_an_entrustment_ends_early_by_an_act_and_its_clerk_with_it(store: Store) -> None:
    town = reached(store)
    lead, clerk = await lead_of(town), town.person(30)
    await entrusts(lead)
    (key,) = await keys(town, date(2026, 9, 1))
    person = await give_role(town, clerk, Role.CLERK, key)
    async with store.work() as work:
        await work.roles.grant(person, Role.CLERK, unit=key, until_on=date(2026, 12, 31))
        await work.commit()
    await lead.presses_data(f"provision:see:{key}")
    await lead.presses("提前结束委托")
    await lead.says("临质评办〔2026〕9号")
    await lead.says("2026-08-30")
    for wrong, said in (("2026-08-31", "这一天已经过去"), ("2026-12-31", "委托本来到2026年12月31日")):
        assert (await lead.says(wrong))[0].startswith(said)
    assert "到2026年9月15日（周二）为止" in (await papers(lead, "2026-09-15"))[0]
    assert [len(await keys(town, day)) for day in (date(2026, 9, 15), date(2026, 9, 16))] == [1, 0]
    async with store.work() as work:
        (held,) = await work.roles.of(person)
    assert held.until_on == date(2026, 9, 15)
    assert [one.text for one in await owed_to(town, clerk)] == ["provisions.told_clerk"]
    await plan(store, load_pack(), datetime(2026, 9, 14, 2, tzinfo=UTC))
    assert "editions.entrustment" in [one.text for one in await owed_to(town, lead)]


@pytest.mark.article(14, 44)
async def test_nobody_but_the_lead_provides_and_only_associations_are_entrusted(store: Store) -> None:
    town = reached(store)
    officer, stranger, lead = town.person(10), town.person(11), await lead_of(town)
    await give_role(town, officer, Role.OFFICE)
    await stranger.says("/start")
    leads = ("provision:contact:office", "provision:entrust:new", "provision:end:industry", "provision:prolong")
    for person, presses in (
        (stranger, (*leads, "provision:list:0", "provision:see:office", "provision:scan:1")),
        (officer, leads),
    ):
        for press in presses:
            assert (await person.presses_data(press))[0].startswith("这件事不归您办理")
    assert "都写好了" in (await officer.presses_data("provision:list:0"))[0]
    for press in ("provision:entrust:industry", "provision:end:industry"):
        assert (await lead.presses_data(press))[0].startswith("只有协会是受委托受理的")


@pytest.mark.article(4)
async def test_an_edition_that_is_set_and_not_opened_tells_its_days_to_whoever_asks(store: Store) -> None:
    town = reached(store)
    visitor = town.person(11)
    assert "下一届的日期还没有定" in (await visitor.says("/apply"))[0]
    assert "下一届的日期还没有定" in (await visitor.presses_data("help:see:when"))[0]
    await set_up(town, date(2026, 10, 1), date(2026, 11, 30))
    for said in (await visitor.says("/apply"), await visitor.presses_data("help:see:when")):
        assert "定于2026年10月1日（周四）至2026年11月30日（周一）接受申报" in said[0]
    assert "自查" in "".join(visitor.buttons()) or "申报" in "".join(visitor.buttons())


@pytest.mark.article(44)
async def test_help_receipt_and_paper_say_how_office_and_unit_are_reached(store: Store) -> None:
    town = reached(store)
    await open_edition(store)
    visitor = town.person(12)
    line = f"临夏县人民政府质量奖评审委员会办公室：电话{PHONE}；地址：{ADDRESS}（office）；办公时间：{HOURS}"
    assert line in (await visitor.says("/help"))[0]
    (answer,) = await visitor.presses_data("help:see:contact")
    assert line in answer
    assert answer.count(PHONE) == 1 + len(load_pack().units)
    applicant = await ready(town)
    receipt = (await send(applicant))[0]
    assert f"电话{PHONE}；地址：{ADDRESS}（" in receipt
    for paper in ("application_receipt", "application_form"):
        _, pdf = await render(store, town.office.pack, Paper(paper, "application:1"), "zh")
        text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
        assert PHONE in text


@pytest.mark.article(44)
async def test_before_a_contact_is_set_nothing_invented_is_said(store: Store) -> None:
    town = patient(store)
    visitor = town.person(12)
    await visitor.says("/help")
    assert "还没有公布" in (await visitor.presses_data("help:see:contact"))[0]
    assert load_pack().contacts == ()
