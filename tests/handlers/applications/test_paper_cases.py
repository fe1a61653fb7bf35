"""An application on paper: entered by a clerk for its applicant, late by a code alone, claimed once (Art. 9-15)."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.applications.forms import individual, organisation
from rules.people.roles import Role
from storage.applications.paper_cases import PaperCase
from storage.store import Store
from tests.handlers.applying import (
    NAME,
    Filler,
    draft_of,
    give_role,
    open_edition,
    owed_to,
    patient,
    send,
)
from tests.rules.every_form import pack
from tests.talking import Someone, Town

UNIT = "leading_group_office"
FORMS = {"organisation": organisation(pack(), 2026, paper=True), "individual": individual(pack(), paper=True)}
GIVEN = {"name": NAME, "received_on": "2026-08-31", "received_at": "16:05"}
CLOSED = datetime(2026, 10, 8, 1, tzinfo=UTC)


async def staffed(store: Store) -> tuple[Town, Someone, Someone]:
    """A town with an open edition, the unit's clerk and the lead."""
    town = patient(store)
    await open_edition(store)
    clerk, lead = town.person(7), town.person(8)
    await give_role(town, clerk, Role.CLERK, UNIT)
    await give_role(town, lead, Role.LEAD)
    return town, clerk, lead


async def enter(clerk: Someone, kind: str = "individual", **given: str) -> list[str]:
    """From the menu's button to the send button."""
    await clerk.says("/menu")
    await clerk.presses("录入纸质材料")
    await clerk.presses("组织的申报" if kind == "organisation" else "个人的申报")
    await Filler(clerk, FORMS[kind], {**GIVEN, **given}).fill()
    return await send(clerk, f"paper_{kind}")


async def paper_of(store: Store, about: str = "application:1") -> PaperCase:
    async with store.work() as work:
        found = await work.paper_cases.get(about)
    assert found is not None
    return found


async def opens(clerk: Someone, case: int = 1) -> str:
    """The clerk declares no interest and opens the case."""
    await clerk.presses_data(f"review:open:{case}")
    return (await clerk.presses_data(f"review:none:{case}"))[0]


@pytest.mark.article(9, 14)
@pytest.mark.parametrize("kind", ["organisation", "individual"])
async def test_a_clerk_enters_a_paper_by_the_applicants_own_form_and_prints_the_receipt(
    store: Store, kind: str
) -> None:
    town, clerk, _ = await staffed(store)
    said = (await enter(clerk, kind))[0]
    for part in (
        "纸质申报已录入",
        "编号：2026-0001",
        "2026年8月31日（周一）16:05",
        "最迟2026年9月15日（周二）",
        "领取码",
    ):
        assert part in said
    async with store.work() as work:
        application = await work.applications.get(1)
        assert application is not None
        person = await work.people.get(application.person_id)
        assert await work.channels.of(application.person_id) == []
    assert person is not None
    assert person.phone is not None
    assert application.at_counter
    owed = [one for one in await owed_to(town, clerk) if one.paper]
    assert [one.paper.name for one in owed if one.paper] == ["application_receipt"]
    code = (await paper_of(store)).code
    assert code is not None
    paper = owed[0].paper
    assert paper is not None
    _, content = await render(store, pack(), paper, "zh")
    printed = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    for part in ("2026-0001", "2026年8月31日", code, "凭回执申领", "录入人"):
        assert part in printed
    cover = await opens(clerk)
    assert "📄 纸质材料：2026年8月31日（周一）16:05收到" in cover
    assert "打印回执" in " ".join(clerk.buttons())


@pytest.mark.article(14)
async def test_the_person_claims_it_once_and_is_told_in_their_own_chat(store: Store) -> None:
    town, clerk, _ = await staffed(store)
    await enter(clerk)
    code = (await paper_of(store)).code or ""
    someone, other = town.person(5), town.person(6)
    for each in (someone, other):
        await each.says("/start")
    await someone.says("/status")
    await someone.presses("凭回执申领")
    assert (await someone.says(f"{code[:4]} {code[4:]}".lower()))[0].startswith("已申领：2026-0001")
    assert "2026-0001" in (await someone.says("/status"))[0]
    await other.presses_data("award:code")
    assert (await other.says(code))[0].startswith("这个链接已经用过")
    await opens(clerk)
    assert "本人已于" in (await clerk.presses_data("review:open:1"))[0]
    assert (await clerk.presses_data("paper_case:print:application:1"))[0].startswith("这件事不归您办理")
    assert (await clerk.presses_data("application:gone:1"))[0].startswith("这件事不归您办理")
    assert (await someone.presses_data("application:gone:1"))[0].startswith("申报 2026-0001 已撤回")
    assert (await paper_of(store)).code is None


@pytest.mark.article(14)
async def test_guessing_codes_is_dear(store: Store) -> None:
    town, clerk, _ = await staffed(store)
    await enter(clerk)
    code = (await paper_of(store)).code or ""
    guesser = town.person(6)
    await guesser.says("/start")
    await guesser.presses_data("award:code")
    for guess in ("22222222", "33333333", "44444444", "55555555", "66666666"):
        assert (await guesser.says(f"/start {guess}"))[0].startswith("没有找到这个链接或邀请码")
    assert (await guesser.says(f"/start {code}"))[0].startswith("试错次数太多")
    town.clock.now = datetime(2026, 9, 1, 5, tzinfo=UTC)
    assert (await guesser.says(f"/start {code}"))[0].startswith("已申领")


@pytest.mark.article(40)
async def test_whoever_entered_it_or_works_on_it_claims_nothing(store: Store) -> None:
    town, clerk, lead = await staffed(store)
    colleague, elsewhere = town.person(9), town.person(10)
    await give_role(town, colleague, Role.CLERK, UNIT)
    await give_role(town, elsewhere, Role.CLERK, "commerce")
    await enter(clerk)
    code = (await paper_of(store)).code or ""
    for one in (clerk, colleague, lead):
        assert (await one.says(f"/start {code}"))[0].startswith("这件申报或异议由您或您所在的单位经手")
    assert (await elsewhere.says(f"/start {code}"))[0].startswith("已申领")


@pytest.mark.article(14, 15)
async def test_for_who_has_no_chat_the_unit_supplements_and_withdraws_and_the_office_phones(store: Store) -> None:
    town, clerk, _ = await staffed(store)
    await enter(clerk)
    await opens(clerk)
    await clerk.presses_data("review:ask_supplement:1")
    notice, _ = await draft_of(town, clerk, "supplement_notice")
    await clerk.says("请补交2025年的审计报告")
    await clerk.presses_data(f"f:{notice.id}:s:1")
    await clerk.presses_data(f"f:{notice.id}:z")
    async with store.work() as work:
        application = await work.applications.get(1)
        assert application is not None
        owed = await work.outbox.of(application.person_id)
    assert [one.text for one in owed if one.paper is None][-1] == "supplements.asked"
    stranger = town.person(66)
    await stranger.says("/start")
    assert (await stranger.presses_data("supplement:fill:1"))[0].startswith("这件事不归您办理")
    assert "录入补正材料" in " ".join((await clerk.presses_data("review:open:1")) and clerk.buttons())
    await clerk.presses("录入补正材料")
    reply, _ = await draft_of(town, clerk, "supplement")
    await clerk.says("审计报告已随信送到。")
    await clerk.sends_file("audit.png", b"")
    await clerk.presses_data(f"f:{reply.id}:s:1")
    await clerk.presses_data(f"f:{reply.id}:z")
    async with store.work() as work:
        supplied = await work.applications.get(1)
    assert supplied is not None
    assert supplied.state.value == "in_review"
    assert (await clerk.presses_data("application:gone:1"))[0].startswith("申报 2026-0001 已撤回")


@pytest.mark.article(4, 14)
@pytest.mark.parametrize(("came", "taken"), [("2026-09-30", True), ("2026-10-01", False)])
async def test_a_paper_counts_by_its_receipt_and_is_entered_late_by_a_code_alone(
    store: Store, came: str, taken: bool
) -> None:
    town, clerk, lead = await staffed(store)
    town.clock.now = CLOSED
    await clerk.says("/menu")
    assert "现在不在申报期内" in (await clerk.presses("录入纸质材料"))[0]
    assert (await clerk.presses_data("paper_case:kind:individual"))[0].startswith(
        "现在不在申报期内，不能录入新的申报（第十四条）"
    )
    assert (await clerk.presses_data("paper_case:late"))[0].startswith("这件事不归您办理")
    await lead.presses_data("paper_case:late")
    for words in ("2", "1", NAME, "2026-10-01", "材料于9月30日送到，当天停电，次日才能录入。"):
        await lead.says(words)
    assert (await send(lead, "late_entry"))[0].startswith("补录只用于在申报期内（2026年8月1日")
    draft, _ = await draft_of(town, lead, "late_entry")
    async with store.work() as work:
        await work.drafts.answer(draft.id, "received_on", "2026-09-30", town.clock.now)
        await work.commit()
    said = (await send(lead, "late_entry"))[0]
    code = said.split("：")[1].split("\n")[0]
    await clerk.presses_data("paper_case:new")
    await clerk.presses("输入补录码")
    assert "负责人写的理由：材料于9月30日送到" in "".join(await clerk.says(code))
    await Filler(clerk, FORMS["individual"], {**GIVEN, "name": NAME}).fill()
    form, _ = await draft_of(town, clerk, "paper_individual")
    async with store.work() as work:
        await work.drafts.answer(form.id, "received_on", came, town.clock.now)
        await work.commit()
    sent = (await send(clerk, "paper_individual"))[0]
    if not taken:
        assert sent.startswith("材料在申报截止（2026年9月30日（周三））之后才收到")
        return
    assert sent.startswith("纸质申报已录入")
    cover = await opens(clerk)
    assert "🕒 截止后补录" in cover
    assert "材料于9月30日送到，当天停电" in cover
    await clerk.presses_data("award:code")
    assert (await clerk.says(code))[0].startswith("这个链接已经用过")


@pytest.mark.article(14)
async def test_the_code_for_a_late_entry_is_the_units_alone(store: Store) -> None:
    town, clerk, lead = await staffed(store)
    elsewhere = town.person(10)
    await give_role(town, elsewhere, Role.CLERK, "commerce")
    town.clock.now = CLOSED
    await lead.presses_data("paper_case:late")
    for words in ("2", "1", NAME, "2026-09-30", "材料于9月30日送到，当天停电，次日才能录入。"):
        await lead.says(words)
    code = (await send(lead, "late_entry"))[0].split("：")[1].split("\n")[0]
    applicant = town.person(5)
    await applicant.says("/start")
    for one in (elsewhere, applicant):
        assert (await one.says(f"/start {code.replace(' ', '')}"))[0].startswith("这件事不归您办理")
    assert "负责人写的理由" in "".join(await clerk.says(f"/start {code.replace(' ', '')}"))


@pytest.mark.article(40)
async def test_whoever_has_an_interest_enters_nothing(store: Store) -> None:
    town, clerk, _ = await staffed(store)
    async with store.work() as work:
        seat = await work.people.meet("telegram", 7, town.clock.now, "zh")
        await work.interests.state(seat.person.id, employers=(), kin=(NAME,), now=town.clock.now)
        await work.commit()
    assert (await enter(clerk))[0].startswith("您和这件事有利害关系，应当回避，不能由您录入（第四十条）")
    async with store.work() as work:
        application = await work.applications.get(1)
    assert application is not None
    assert application.number is None


@pytest.mark.article(9, 14)
async def test_nobody_else_enters_what_is_on_paper(store: Store) -> None:
    town, _, _ = await staffed(store)
    reviewer, applicant = town.person(11), town.person(5)
    await give_role(town, reviewer, Role.REVIEWER)
    await applicant.says("/start")
    for one in (reviewer, applicant):
        for press in (
            "paper_case:new",
            "paper_case:kind:individual",
            "paper_case:late",
            "paper_case:print:application:1",
        ):
            assert (await one.presses_data(press))[0].startswith("这件事不归您办理")
