"""Who sees and does what with a case: nobody with an interest, and no one whose role has ended (Art. 38, 40, 41)."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from rules.people.roles import Role
from rules.sanctions.cases import State
from storage.store import Store
from tests.handlers.sanctioning import CERTIFICATE, FACTS, FILE, FOUND, REASONS, Town
from workflow.applications.cases import shut_subjects

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
LEAD, OFFICE, HOLDER, CHAIR, MEMBER = Town.LEAD, Town.OFFICE, Town.HOLDER, Town.CHAIR, Town.MEMBER
APPLICANT, CLERK, REVIEWER, STRANGER = Town.APPLICANT, Town.CLERK, Town.REVIEWER, 600
NOT_YOURS = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
SHUT = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
LEADS = "这一步由评委办负责人办理（第{}条）。没有改动任何内容，请转告负责人。"
BUTTONS = ("open", "none", "interest", "investigate", "hear", "ask", "deliver", "answer", "decide", "approve",
           "forward", "recover", "publish", "withdraw", "files", "file", "paper")  # fmt: skip
PARTYS = ("answer", "paper")


async def pressed(town: Town, chat: int, act: str) -> str:
    word = act if ":" in act else "sanction:paper:1:hearing" if act == "paper" else f"sanction:{act}:1"
    return (await town.person(chat).presses_data(word))[0].splitlines()[0]


async def register(town: Town) -> None:
    """A bar is on the register: of the applicant, whose case is closed."""
    await town.opens()
    await town.declares(LEAD, OFFICE)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    await town.does(APPLICANT, "answer", "没有意见。", None)
    await town.does(LEAD, "decide", "1", "质评办〔2026〕8号", "2026-09-01", "1", REASONS)


async def lists(town: Town, chat: int) -> list[str]:
    """The buttons under the list of cases."""
    someone = town.person(chat)
    await someone.presses_data("sanction:list")
    return someone.buttons()


@pytest.mark.article(40)
async def test_nobody_else_presses_the_buttons_of_a_case(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    for chat in (CLERK, REVIEWER, CHAIR, MEMBER, HOLDER, STRANGER):
        assert {await pressed(town, chat, act) for act in BUTTONS} == {NOT_YOURS}
    assert (await town.case()).state is State.OPENED
    assert {await pressed(town, chat, act) for chat in (CLERK, REVIEWER) for act in ("list", "new", "bar:list:1")} == {
        NOT_YOURS
    }


@pytest.mark.article(40)
async def test_whoever_a_case_is_about_sees_nothing_of_it_whatever_their_role(store: Store) -> None:
    town = await Town.with_award(store)
    async with store.work() as work:
        for role in (Role.LEAD, Role.OFFICE):
            await work.roles.grant(town.ids[APPLICANT], role)
        await work.commit()
    await town.opens()
    assert {await pressed(town, APPLICANT, act) for act in BUTTONS} == {NOT_YOURS}
    await town.person(APPLICANT).presses_data("sanction:list")
    assert [label for label in town.person(APPLICANT).buttons() if "2026-001" in label] == []
    for press in ("task:list", "task:all"):
        assert "处理案件" not in "\n".join(await town.person(APPLICANT).presses_data(press))
    assert await town.told(APPLICANT) == []
    assert "2026-001" in "".join(await lists(town, OFFICE))


@pytest.mark.article(40)
async def test_a_case_about_an_award_is_shut_to_its_holder_in_every_list(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens_39()
    async with store.work() as work:
        desk: Any = SimpleNamespace(work=work, person=SimpleNamespace(id=town.ids[HOLDER]))
        assert await shut_subjects(desk) == {"sanction:1", "heard:1"}


@pytest.mark.article(40)
async def test_an_officer_with_an_interest_opens_it_by_no_path_and_hears_of_it_no_more(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    declared = await town.person(OFFICE).presses_data("sanction:open:1")
    assert declared[0].startswith("打开案件 2026-001（第三十六条，当事人：马小花）之前，请先声明")
    stood_back = await town.person(OFFICE).presses_data("sanction:interest:1")
    assert stood_back[0].startswith("已记下，您不再经办案件 2026-001（第四十条）。")
    refused = {await pressed(town, OFFICE, act) for act in BUTTONS}
    assert refused == {SHUT}
    assert [label for label in await lists(town, OFFICE) if "2026-001" in label] == []
    before = await town.told(OFFICE)
    await town.declares(LEAD)
    await town.person(LEAD).presses_data("sanction:ask:1")
    await town.later(12)
    assert await town.told(OFFICE) == before


@pytest.mark.article(40)
async def test_who_stood_back_from_the_application_has_no_part_in_its_case(store: Store) -> None:
    town = await Town.with_award(store)
    await town.declared(OFFICE, interest=True)
    refused = await town.opens(OFFICE, "1", "1", "1", "2026-0001", FACTS, FILE)
    assert refused[0].startswith("没有这个编号的申报。")  # as of a number that nothing has
    await town.opens()
    assert {await pressed(town, OFFICE, act) for act in ("open", "none", "files")} == {SHUT}
    assert await town.told(OFFICE) == []


@pytest.mark.article(40)
async def test_nobody_opens_a_case_about_themselves(store: Store) -> None:
    town = await Town.with_award(store)
    async with store.work() as work:
        await work.roles.grant(town.ids[HOLDER], Role.OFFICE)
        await work.commit()
    refused = await town.opens(HOLDER, "2", "1", "1", CERTIFICATE, FACTS, FILE)
    assert refused[0].startswith("这件案件涉及您自己")
    lead = town.person(LEAD)
    await lead.presses_data("sanction:new")
    await lead.presses("继续")
    await lead.says("5")
    asked = await lead.says("1")
    assert ("是哪一位" in asked[0], [label for label in lead.buttons() if "某400" in label]) == (True, [])


@pytest.mark.article(39)
async def test_the_chair_enters_the_findings_a_member_reads_and_neither_decides(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens_39()
    await town.declares(CHAIR, MEMBER)
    assert (await pressed(town, MEMBER, "open")).startswith("案件 2026-001")
    assert {await pressed(town, MEMBER, act) for act in ("investigate", "hear")} == {NOT_YOURS}
    await town.does(CHAIR, "investigate", FOUND, FILE)
    assert await pressed(town, CHAIR, "hear") == NOT_YOURS
    assert {await pressed(town, CHAIR, act) for act in ("decide", "withdraw")} == {LEADS.format("三十九")}
    assert (await pressed(town, CHAIR, "approve")).startswith("这项决定由县政府批准")


@pytest.mark.article(36)
async def test_the_office_prepares_and_the_lead_decides(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await town.declares(OFFICE, LEAD)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    await town.does(OFFICE, "answer", "书面陈述：没有意见。", None)
    assert {await pressed(town, OFFICE, act) for act in ("decide", "approve", "withdraw")} == {LEADS.format("三十六")}
    assert (await pressed(town, LEAD, "decide")).startswith("〔处理决定〕")


@pytest.mark.article(36)
async def test_a_party_reads_and_answers_its_own_case_only(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    assert await pressed(town, APPLICANT, "mine") == NOT_YOURS  # it was not asked yet
    await town.declares(OFFICE, LEAD)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    assert (await pressed(town, APPLICANT, "mine")).startswith("案件 2026-001（第三十六条）")
    assert {await pressed(town, HOLDER, act) for act in ("mine", "answer")} == {NOT_YOURS}
    hidden = [act for act in BUTTONS if act not in PARTYS]
    assert {await pressed(town, APPLICANT, act) for act in hidden} == {NOT_YOURS}


@pytest.mark.article(36)
async def test_a_file_of_a_case_is_read_by_number_and_written_down(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    assert (await pressed(town, OFFICE, "file")).startswith("打开案件")
    await town.declares(OFFICE)
    read = await town.person(OFFICE).presses_data("sanction:file:1:0")
    assert read == ["[5.png] "]
    assert [entry.person_id for entry in await town.journal() if entry.act == "sanction_file_read"] == [
        town.ids[OFFICE]
    ]
    assert (await town.person(OFFICE).presses_data("sanction:file:1:9"))[0].startswith("这个按钮")


@pytest.mark.article(36)
async def test_a_bar_is_on_the_register_and_lifted_only_by_the_lead_with_a_decision(store: Store) -> None:
    town = await Town.with_award(store)
    await register(town)
    listed = await town.person(OFFICE).presses_data("bar:list")
    assert listed[0].startswith("不予受理申报的名单（1条")
    seen = await town.person(OFFICE).presses("马小花")
    assert seen[0] == (
        "马小花\n依据：第三十六条，质评办〔2026〕8号\n自2026年9月1日（周二）起，到2031年9月1日（周一）为止，不受理其申报。"
    )
    assert [label for label in town.person(OFFICE).buttons() if "解除" in label] == []
    assert await pressed(town, OFFICE, "bar:lift:1") == NOT_YOURS
    town.town.clock.now = town.town.clock.now.replace(year=2027)
    await town.does(LEAD, "bar:lift", "复决〔2027〕1号", "2027-03-01", "行政复议决定撤销了原处理决定。")
    number = "622901199001011234"
    held = [await town.bar(number, day) is not None for day in (date(2027, 2, 28), date(2027, 3, 1))]
    assert held == [True, False]
    lifted = [
        (entry.person_id, entry.details["document"]) for entry in await town.journal() if entry.act == "bar_lifted"
    ]
    assert lifted == [(town.ids[LEAD], "复决〔2027〕1号")]
    assert await pressed(town, LEAD, "bar:lift:1") == "这条限制已经期满或解除，不用再解除。"
