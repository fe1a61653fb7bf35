"""The office examines, decides, reads who objects, enters papers; who may not, cannot (Art. 22, 23, 40)."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from handlers.papers import render
from rules.objections.cases import State
from rules.people.roles import Role
from storage.database.values import Say
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.objecting import FINDINGS, FOOD, REASONS, Case
from tests.rules.every_form import pack

SHUT = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
NOT_YOURS = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
OFFICE_BUTTONS = ("open:1", "list", "clear:1", "interest:1", "examine:1", "decide:1", "deliver:1", "counter",
                  "who:1", "field:1:4", "check:1", "files:1", "file:1:0")  # fmt: skip


@pytest.mark.article(23)
@pytest.mark.parametrize("press", OFFICE_BUTTONS)
async def test_nobody_but_the_office_presses_its_buttons(store: Store, press: str) -> None:
    case = await Case.open(store)
    await case.object()
    for chat in (5, 6, 100, 903):
        read = await case.person(chat).presses_data(f"objection:{press}")
        assert read[-1].splitlines()[0] == NOT_YOURS
    assert (await case.the_objection()).state is State.RECEIVED


@pytest.mark.article(40)
async def test_an_officer_declares_before_the_case_opens(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    shut = await case.office.presses_data("objection:open:1")
    assert shut == [f"打开异议（编号YY2026-001，针对{FOOD}）之前，请先声明：您或近亲属和它有没有利害关系（第四十条）？"]
    for press in ("who:1", "files:1", "file:1:0", "field:1:4", "check:1"):
        read = await case.office.presses_data(f"objection:{press}")
        assert read[0].splitlines()[0] == "请先打开异议，声明有没有利害关系（第四十条）。"
    opened = await case.office.presses_data("objection:clear:1")
    assert opened[0].splitlines()[0] == "异议 YY2026-001"


@pytest.mark.article(40)
async def test_an_officer_with_an_interest_opens_it_by_no_path(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.office.presses_data("objection:open:1")
    assert (await case.office.presses_data("objection:interest:1"))[0].startswith(
        "已记下，您不再经办异议（编号YY2026-001）"
    )
    for press in OFFICE_BUTTONS:
        if press not in ("list", "counter"):
            assert (await case.office.presses_data(f"objection:{press}"))[0].splitlines()[0] == SHUT
    assert (await case.opens(case.person(902)))[0].splitlines()[0] == "异议 YY2026-001"


@pytest.mark.article(40)
async def test_nobody_handles_their_own_objection_or_one_against_themselves(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    async with store.work() as work:
        for chat in (5, 100):
            await work.roles.grant(case.ids[chat], Role.OFFICE)
        await work.commit()
    for chat in (5, 100):
        assert (await case.person(chat).presses_data("objection:open:1"))[0].splitlines()[0] == SHUT


@pytest.mark.article(23)
async def test_admitted_it_is_investigated_in_fifteen_working_days(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    read = await case.examines("1")
    assert read[0].splitlines()[0] == (
        "异议（编号YY2026-001）已受理，已告诉异议人。调查请最迟在2026年10月14日（周三）完成（第二十三条）。"
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
    await case.office.presses_data("objection:examine:1")
    await case.office.says("1")
    await asyncio.gather(*(case.office.presses("发送") for _ in range(20)))
    assert [one.key for one in await case.owed(5) if one.key.endswith("admitted")] == ["objection:1:admitted"]
    assert len(await case.journal("objection_admit")) == 1


@pytest.mark.article(23)
async def test_of_two_officers_the_second_is_told_that_it_moved_on(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    other = case.person(902)
    await case.opens(other)
    await other.presses_data("objection:examine:1")
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
    await case.opens()
    await case.office.presses_data("objection:examine:1")
    await case.office.says("3")
    asked = await case.office.says("那张纸看不清")
    assert asked[0].splitlines()[0] == (
        "看不出要补哪一项。请写明名称：本人姓名、本人签名、联系电话、通讯地址、证件种类、证件号码、身份证明、证明材料（第二十二条）。"
    )


@pytest.mark.article(23)
@pytest.mark.parametrize(("choice", "upheld", "words"), [("1", True, "成立"), ("2", False, "不成立")])
async def test_the_result_goes_to_the_objector_in_writing(store: Store, choice: str, upheld: bool, words: str) -> None:
    case = await Case.open(store)
    await case.object()
    await case.examines("1")
    measures = ["从受理名单中撤下该公司，重新公示名单。", "1"] if upheld else []
    await case.decides(choice, FINDINGS, *measures)
    owed = {one.key: one for one in await case.owed(5)}["objection:1:result"]
    assert owed.paper == Paper("objection_result", "objection:1")
    assert owed.values["outcome"] == Say(f"objection.result.{'upheld' if upheld else 'not_upheld'}")
    presses = [button["press"] for row in owed.buttons for button in row]
    assert presses == ["objection:confirm:1", "objection:disagree:1"]
    one = await case.the_objection()
    assert (one.state, one.upheld, one.confirm_by) == (State.DECIDED, upheld, date(2026, 9, 23))
    name, content = await render(store, pack(), owed.paper, "zh")
    assert (name, content[:4]) == ("异议处理结果-YY2026-001.pdf", b"%PDF")
    read = await case.objector.presses_data("objection:mine:1")
    assert f"结果：异议{words}。" in read[0].splitlines()
