"""The office examines, decides, reads who objects, enters papers; who may not, cannot (Art. 22, 23, 40)."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from handlers.papers import render
from rules.forms import Kind
from rules.objections import IDENTITY, State
from rules.questions.objection import objection
from storage.owed import Paper
from storage.store import Store
from storage.values import Say
from tests.handlers.objecting import FINDINGS, FOOD, NUMBER, PHONE, REASONS, Case, Objecting
from tests.rules.every_form import pack

SHUT = "您和这件异议有利害关系，要回避，不能打开（第四十条）。请由别人办理。"
NOT_YOURS = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
OFFICE_BUTTONS = ("open:1", "list", "clear:1", "interest:1", "examine:1", "decide:1", "deliver:1", "counter",
                  "who:1", "field:1:4", "check:1", "files:1", "file:1:0")  # fmt: skip


@pytest.mark.article(23)
@pytest.mark.parametrize("press", OFFICE_BUTTONS)
async def test_nobody_but_the_office_presses_its_buttons(store: Store, press: str) -> None:
    case = await Case.open(store)
    await case.object()
    for chat in (5, 6, 100, 903):
        read = await case.town.person(chat).presses_data(f"ob:{press}")
        assert read[-1].splitlines()[0] == NOT_YOURS
    assert (await case.the_objection()).state is State.RECEIVED


@pytest.mark.article(40)
async def test_an_officer_declares_before_the_case_opens(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    shut = await case.office.presses_data("ob:open:1")
    assert shut == [
        f"打开异议（编号2026-001，针对{FOOD}）之前，请先声明：您或近亲属和它有没有利害关系（第四十条）？"
    ]
    for press in ("who:1", "files:1", "file:1:0", "field:1:4", "check:1"):
        read = await case.office.presses_data(f"ob:{press}")
        assert read[0].splitlines()[0] == "请先打开异议，声明有没有利害关系（第四十条）。"
    opened = await case.office.presses_data("ob:clear:1")
    assert opened[0].splitlines()[0] == "异议 2026-001"


@pytest.mark.article(40)
async def test_an_officer_with_an_interest_opens_it_by_no_path(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.office.presses_data("ob:open:1")
    assert (await case.office.presses_data("ob:interest:1"))[0].startswith("已记下，您不再经办异议（编号2026-001）。")
    for press in OFFICE_BUTTONS:
        if press not in ("list", "counter"):
            assert (await case.office.presses_data(f"ob:{press}"))[0].splitlines()[0] == SHUT
    assert (await case.opens(case.town.person(902)))[0].splitlines()[0] == "异议 2026-001"


@pytest.mark.article(40)
async def test_nobody_handles_their_own_objection_or_one_against_themselves(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    async with store.work() as work:
        for chat in (5, 100):
            from rules.people import Role

            await work.roles.grant(case.ids[chat], Role.OFFICE)
        await work.commit()
    for chat in (5, 100):
        assert (await case.town.person(chat).presses_data("ob:open:1"))[0].splitlines()[0] == SHUT


@pytest.mark.article(23)
async def test_admitted_it_is_investigated_in_fifteen_working_days(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    read = await case.examines("1")
    assert read[0].splitlines()[0] == (
        "异议（编号2026-001）已受理，已告诉异议人。调查请在2026年10月14日（周三）前完成（第二十三条）。"
    )
    assert await case.tasks() == [
        ("objection_examination", "office", date(2026, 9, 23), "done"),
        ("objection_investigation", "office", date(2026, 10, 14), "open"),
    ]
    assert "objection:1:admitted" in await case.keys(5)


@pytest.mark.article(23)
async def test_twenty_presses_examine_it_once(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.opens()
    await case.office.presses_data("ob:examine:1")
    await case.office.says("1")
    await asyncio.gather(*(case.office.presses("发送") for _ in range(20)))
    assert [one.key for one in await case.owed(5) if one.key.endswith("admitted")] == ["objection:1:admitted"]
    assert len(await case.journal("objection_admit")) == 1


@pytest.mark.article(23)
async def test_of_two_officers_the_second_is_told_that_it_moved_on(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    other = case.town.person(902)
    await case.opens(other)
    await other.presses_data("ob:examine:1")
    await other.says("1")
    await case.examines("2", REASONS)
    read = await case.press_send(other, "examination")
    assert read[0].splitlines()[0] == "这件异议已经办到别的一步，这一步现在不能做。请打开异议看看。"
    assert (await case.the_objection()).state is State.NOT_ADMITTED


@pytest.mark.article(22)
async def test_a_late_one_is_admitted_with_a_reason(store: Store) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 9, 24, 2, tzinfo=UTC)
    await case.object()
    assert "公示结束以后才提出（第二十二条）：受理要写明理由。" in (await case.opens())[0].splitlines()
    await case.examines("1", "反映的是材料造假，公示期内无从知道。")
    one = await case.the_objection()
    assert (one.state, one.matter["late_reasons"]) == (State.ADMITTED, "反映的是材料造假，公示期内无从知道。")


@pytest.mark.article(22)
async def test_what_is_asked_for_is_named_so_that_the_objector_can_be_asked_for_it(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    read = await case.examines("3", "那张纸看不清")
    assert read == []
    asked = await case.office.says("那张纸看不清")
    assert asked[0].splitlines()[0] == (
        "看不出要补哪一项。请写明名称：本人姓名、本人签名、联系电话、通讯地址、证件种类、证件号码、身份证明、证明材料（第二十二条）。"
    )


@pytest.mark.article(23)
@pytest.mark.parametrize(("choice", "upheld", "words"), [("1", True, "成立"), ("2", False, "不成立")])
async def test_the_result_goes_to_the_objector_in_writing(
    store: Store, choice: str, upheld: bool, words: str
) -> None:
    case = await Case.open(store)
    await case.object()
    await case.examines("1")
    measures = ["从受理名单中撤下该公司，重新公示名单。"] if upheld else []
    await case.decides(choice, FINDINGS, *measures)
    owed = {one.key: one for one in await case.owed(5)}["objection:1:result"]
    assert owed.paper == Paper("objection_result", "objection:1")
    assert owed.values["outcome"] == Say(f"objection.result.{'upheld' if upheld else 'not_upheld'}")
    presses = [button["press"] for row in owed.buttons for button in row]
    assert presses == ["ob:confirm:1", "ob:disagree:1"]
    one = await case.the_objection()
    assert (one.state, one.upheld, one.confirm_by) == (State.DECIDED, upheld, date(2026, 9, 23))
    name, content = await render(store, pack(), owed.paper, "zh")
    assert (name, content[:4]) == ("异议处理结果-2026-001.pdf", b"%PDF")
    read = await case.objector.presses_data("ob:mine:1")
    assert f"结果：异议{words}。" in read[0].splitlines()


@pytest.mark.article(22)
async def test_who_objects_is_masked_and_one_field_opens_with_a_reason_in_the_journal(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.opens()
    page = await case.office.presses_data("ob:who:1")
    assert [word for word in ("李平", PHONE, NUMBER) if word in page[0]] == []
    assert "· 证件号码：6****************8" in page[0].splitlines()
    await case.office.presses("打开：联系电话")
    read = await case.says_all(case.office, "objection_reason", "打电话核实证据来源")
    assert read[0].splitlines()[0] == f"联系电话：{PHONE}"
    details = {"field": "phone", "reason": "打电话核实证据来源"}
    assert await case.journal("objection_identity_opened") == [(case.ids[901], details)]
    await case.office.presses_data("ob:field:1:4")
    assert len(await case.journal("objection_identity_opened")) == 1  # the next time a reason is asked again


@pytest.mark.article(22)
async def test_the_papers_of_the_identity_come_only_with_a_reason(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.opens()
    listed = await case.office.presses_data("ob:files:1")
    assert (listed, case.office.buttons()) == (["证明材料1个，按一下就发给您。"], ["📄 evidence.png", "打开异议"])
    assert await case.office.presses_data("ob:file:1:0") == ["[evidence.png] "]
    assert (await case.office.presses_data("ob:file:1:1"))[0].startswith("这个按钮属于前面的内容")
    await case.office.presses_data(f"ob:field:1:{IDENTITY.index('proof')}")
    read = await case.says_all(case.office, "objection_reason", "核对证件号码")
    assert read[0] == "[proof.png] "


@pytest.mark.article(22)
@pytest.mark.parametrize(
    ("typed", "matches"), [(NUMBER, True), ("622921 19900101 0008", True), ("622921199001010016", False)]
)
async def test_the_number_typed_again_matches_or_does_not(store: Store, typed: str, matches: bool) -> None:
    case = await Case.open(store)
    await case.object()
    await case.opens()
    await case.office.presses_data("ob:check:1")
    read = await case.says_all(case.office, "objection_number", typed)
    assert read[0].startswith("证件号码和填写的一致") is matches
    assert ((await case.the_objection()).identity_matches, len(await case.journal("objection_identity_checked"))) == (
        matches,
        1,
    )


@pytest.mark.article(22, 23)
@pytest.mark.parametrize("who", ["individual", "unit"])
async def test_a_paper_counts_from_its_true_receipt_and_what_it_lacks_is_named(store: Store, who: str) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 9, 21, 2, tzinfo=UTC)
    form = objection(pack(), counter=True)
    await case.office.presses_data("ob:counter")
    given = {"received_on": "2026-09-17", "received_at": "16:05", "who": who, "phone": PHONE}
    await Objecting(case.office, form, given).fill()
    read = await case.press_send(case.office, "counter_objection")
    assert read[0].splitlines()[1:4] == [
        "编号：2026-001",
        "收到时间：2026年9月17日（周四）16:05",
        "最迟2026年9月23日（周三）审查完毕（第二十三条）。",
    ]
    lacks = {
        "individual": "还缺：本人姓名、本人签名、通讯地址、证件种类、证件号码、身份证明、证明材料（第二十二条）。可以请异议人补一次。",
        "unit": "还缺：单位名称、单位住所、通讯地址、单位公章、证明材料（第二十二条）。可以请异议人补一次。",
    }
    assert read[0].splitlines()[-1] == lacks[who]
    one = await case.the_objection()
    assert (one.late, one.at_counter, one.received_at) == (False, True, datetime(2026, 9, 17, 8, 5, tzinfo=UTC))
    await case.examines("3", "身份证明和证明材料" if who == "individual" else "证明材料")
    owed = {each.key: each for each in await case.owed(901)}["objection:1:completing"]
    assert (owed.text, owed.values["phone"]) == ("objections.pass_on", PHONE)
    await case.town.person(902).presses_data("ob:complete:1")  # the office speaks for who has no channel
    assert case.town.person(902).buttons() != []


@pytest.mark.article(22)
async def test_a_paper_that_came_after_the_end_is_late_however_early_it_is_entered(store: Store) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 9, 24, 2, tzinfo=UTC)
    await case.office.presses_data("ob:counter")
    form = objection(pack(), counter=True)
    await Objecting(case.office, form, {"received_on": "2026-09-24", "received_at": "0:00"}).fill()
    read = await case.press_send(case.office, "counter_objection")
    assert "收到时公示已经结束：已登记，受理要写明理由（第二十二条）。" in read[0].splitlines()


@pytest.mark.article(23)
async def test_a_paper_cannot_come_after_now(store: Store) -> None:
    case = await Case.open(store)
    await case.office.presses_data("ob:counter")
    form = objection(pack(), counter=True)
    await Objecting(case.office, form, {"received_on": "2026-09-17", "received_at": "10:01"}).fill()
    read = await case.press_send(case.office, "counter_objection")
    assert read[0].splitlines()[0] == "收件时间还没有到。请填材料实际送到的日期和时间。"
    async with store.work() as work:
        assert await work.objections.count_pending() == 0


def test_the_clerk_enters_all_that_the_objector_would() -> None:
    chat, counter = objection(pack()), objection(pack(), counter=True)
    asked = {question.key for question in chat.questions if question.kind is not Kind.AWAITED}
    assert asked - {question.key for question in counter.questions} == {"identity_consent"}
