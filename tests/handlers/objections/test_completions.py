"""What an objector does later: withdraw, complete, disagree, read why (Art. 22, 23)."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.objections.cases import State
from rules.objections.custody import disagreement
from rules.objections.forms import completion, objection
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.applying import Filler, owed_to
from tests.handlers.objecting import FINDINGS, FOOD, PHONE, REASONS, Case, Objecting
from tests.rules.every_form import pack as load_pack
from workflow.engine.holds import Held, held


@pytest.mark.article(22)
async def test_an_objector_withdraws_after_being_asked_and_its_clocks_end(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    assert (await case.objector.presses_data("objection:withdraw:1"))[0].startswith(
        "撤回后，异议（编号YY2026-001）不再审查"
    )
    read = await case.objector.presses("确定撤回")
    assert read == ["异议（编号YY2026-001）已撤回，评委办已经知道。"]
    assert await case.tasks() == [("objection_examination", "office", date(2026, 9, 23), "dropped")]
    async with store.work() as work:
        assert await work.deadlines.running("objection_examination") == []
        notice = await work.notices.get(1)
        assert notice is not None
        assert await held(work, notice) == Held(whole=False, places=frozenset())
    again = await case.objector.presses_data("objection:gone:1")
    assert again[0].splitlines()[0] == "这件异议已经办到别的一步，这一步现在不能做。请打开异议看看。"


@pytest.mark.article(22)
async def test_what_is_missing_is_supplied_once_and_the_days_begin_anew(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    read = await case.examines("3", "身份证明：照片看不清号码\n联系电话：打不通")
    assert read[0].splitlines()[0] == (
        "已请异议人补齐（编号YY2026-001），最迟2026年9月23日（周三）（第二十二条）。补齐以后审查期重新计算。"
    )
    owed = {one.key: one for one in await case.owed(5)}["objection:1:completing"]
    assert (owed.buttons[0][0]["press"], owed.paper) == (
        "objection:complete:1",
        Paper("completion_notice", "objection:1"),
    )
    assert await case.tasks() == [
        ("objection_examination", "office", date(2026, 9, 23), "done"),
        ("objection_completion", "office", date(2026, 9, 23), "open"),
    ]
    case.town.clock.now = datetime(2026, 9, 22, 2, tzinfo=UTC)
    await case.objector.presses_data("objection:complete:1")
    filler = Filler(case.objector, completion(load_pack(), ("proof", "phone")), {"phone": "13900009999"})
    await filler.fill()
    assert filler.asked == ["phone", "proof"]
    sent = await case.press_send(case.objector, "completion")
    assert sent[0].splitlines()[0] == (
        "补的内容已收到（编号YY2026-001）。审查期从补齐的次日重新计算，最迟2026年9月30日（周三）（第二十三条）。"
    )
    one = await case.the_objection()
    assert (one.state, one.examine_by, one.asked) == (State.RECEIVED, date(2026, 9, 30), True)
    assert (await case.tasks())[1:] == [
        ("objection_completion", "office", date(2026, 9, 23), "done"),
        ("objection_examination", "office", date(2026, 9, 30), "open"),
    ]
    async with store.work() as work:
        assert (await work.objections.identity(1))["phone"] == "13900009999"
    await case.office.presses_data("objection:examine:1")
    again = await case.says_all(case.office, "examination", "3", "身份证明")
    assert again[0].splitlines()[0] == "已经请异议人补过一次，不能再要求补（第二十二条）。请受理，或写明理由不予受理。"


@pytest.mark.article(22)
async def test_what_is_missing_is_asked_for_in_a_letter_that_is_printed_for_somebody_at_the_counter(
    store: Store,
) -> None:
    case = await Case.open(store)
    await case.office.presses_data("objection:counter")
    given = {"received_on": "2026-09-16", "received_at": "10:01", "phone": PHONE}
    await Objecting(case.office, objection(load_pack(), counter=True), given).fill()
    await case.press_send(case.office, "counter_objection")
    with pytest.raises(KeyError):
        await render(store, load_pack(), Paper("completion_notice", "objection:1"), "zh")
    await case.examines("3", "身份证明：照片看不清号码\n\n证明材料：没有附件")
    owed = {one.key: one for one in await case.owed(901)}["objection:1:completing"]
    assert (owed.text, owed.paper) == ("objections.pass_on", Paper("completion_notice", "objection:1"))
    async with store.work() as work:
        slot = await work.dispatches.of("completion_notice", "objection:1")
    assert slot is not None
    name, printed = await render(store, load_pack(), Paper("completion_notice", "objection:1"), "zh")
    assert name == "异议材料补正通知书-YY2026-001.pdf"
    read = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages).split())
    for said in (
        slot.number,
        "（一）身份证明：照片看不清号码（二）证明材料：没有附件",
        "最迟2026年9月23日",
        "第二十二条",
    ):
        assert said in read
    assert (
        (await case.office.presses_data(f"dispatch:see:{slot.id}"))[0].splitlines()[0].startswith("异议材料补正通知书")
    )


@pytest.mark.article(22)
async def test_after_the_last_day_nothing_is_supplied_any_more(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.examines("3", "身份证明")
    case.town.clock.now = datetime(2026, 9, 23, 16, 0, tzinfo=UTC)
    read = await case.objector.presses_data("objection:complete:1")
    assert read[0].splitlines()[0].startswith("补齐的期限到2026年9月23日（周三）为止，已经过了（第二十二条）。")


@pytest.mark.article(23)
async def test_an_objector_disagrees_with_words_that_the_office_reads(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.examines("1")
    await case.decides("2", FINDINGS)
    await case.objector.presses_data("objection:disagree:1")
    filler = Filler(case.objector, disagreement())
    await filler.fill()
    await case.press_send(case.objector, "objection_disagreement")
    one = await case.the_objection()
    assert (one.state, one.matter["disagreement"]) == (
        State.DISAGREED,
        "处罚决定书的日期写错了，附件里有原件。",
    )
    assert f"objection:1:disagree:{case.ids[901]}" in await case.keys(901)
    assert "异议人的不同意见：处罚决定书的日期写错了，附件里有原件。" in (await case.opens())[0].splitlines()


@pytest.mark.article(23)
async def test_a_refused_objector_reads_why_also_in_a_letter_and_the_case_is_open_no_more(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.examines("2", REASONS)
    owed = {one.key: one for one in await owed_to(case.town, case.objector)}
    letter = owed["objection:1:refused"]
    assert (letter.values["reasons"], letter.paper) == (REASONS, Paper("objection_refusal", "objection:1"))
    name, printed = await render(store, load_pack(), Paper("objection_refusal", "objection:1"), "zh")
    assert name == "异议不予受理-YY2026-001.pdf"
    read = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages).split())
    assert REASONS in read
    async with store.work() as work:
        assert await work.dispatches.of("objection_refusal", "objection:1") is not None
    said = await case.objector.presses_data("objection:mine:1")
    assert f"不予受理的理由：{REASONS}" in said[0].splitlines()
    async with store.work() as work:
        notice = await work.notices.get(1)
        assert notice is not None
        assert await held(work, notice) == Held(whole=False, places=frozenset())
    assert FOOD not in read[0]
