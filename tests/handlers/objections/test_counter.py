"""An objection on paper, entered at the counter with its true time of receipt (Art. 22, 23)."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.engine.forms import Kind
from rules.notices.postings import NoticeKind, number_for
from rules.objections.forms import objection
from storage.store import Store
from tests.handlers.applying import draft_of
from tests.handlers.objecting import FOOD, NOW, PHONE, Case, Objecting
from tests.rules.every_form import pack

SHUT = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
NOT_YOURS = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
OFFICE_BUTTONS = ("open:1", "list", "clear:1", "interest:1", "examine:1", "decide:1", "deliver:1", "counter",
                  "who:1", "field:1:4", "check:1", "files:1", "file:1:0")  # fmt: skip


@pytest.mark.article(22, 23)
@pytest.mark.parametrize("who", ["individual", "unit"])
async def test_a_paper_counts_from_its_true_receipt_and_what_it_lacks_is_named(store: Store, who: str) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 9, 21, 2, tzinfo=UTC)
    form = objection(pack(), counter=True)
    await case.office.presses_data("objection:counter")
    given = {"received_on": "2026-09-17", "received_at": "16:05", "who": who, "phone": PHONE}
    await Objecting(case.office, form, given).fill()
    read = await case.press_send(case.office, "counter_objection")
    assert read[0].splitlines()[1:4] == [
        "编号：YY2026-001",
        "收到时间：2026年9月17日（周四）16:05",
        "最迟2026年9月23日（周三）审查完毕（第二十三条）。",
    ]
    lacks = {
        "individual": "本人姓名、本人签名、通讯地址、证件种类、证件号码、身份证明、证明材料",
        "unit": "单位名称、单位住所、通讯地址、单位公章、证明材料",
    }
    assert read[0].splitlines()[-1] == f"还缺：{lacks[who]}（第二十二条）。可以请异议人补一次。"
    one = await case.the_objection()
    assert (one.late, one.at_counter, one.received_at) == (False, True, datetime(2026, 9, 17, 8, 5, tzinfo=UTC))
    await case.examines("3", "身份证明和证明材料" if who == "individual" else "证明材料")
    owed = {each.key: each for each in await case.owed(901)}["objection:1:completing"]
    assert (owed.text, owed.values["phone"]) == ("objections.pass_on", PHONE)
    await case.person(902).presses_data("objection:complete:1")  # the office speaks for who has no channel
    assert case.person(902).buttons() != []


@pytest.mark.article(22)
async def test_a_paper_that_came_after_the_end_is_late_however_early_it_is_entered(store: Store) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 9, 24, 2, tzinfo=UTC)
    await case.office.presses_data("objection:counter")
    form = objection(pack(), counter=True)
    await Objecting(case.office, form, {"received_on": "2026-09-24", "received_at": "0:00"}).fill()
    read = await case.press_send(case.office, "counter_objection")
    assert "收到时公示已经结束：已登记，受理要写明理由（第二十二条）。" in read[0].splitlines()


@pytest.mark.article(22)
async def test_every_open_notice_can_be_chosen_and_of_those_that_are_over_the_newest(store: Store) -> None:
    case = await Case.open(store)
    async with store.work() as work:
        for place in range(2, 26):
            last = date(2026, 9, 16 if place < 14 else 23)
            title = f"公示{place}"
            await work.notices.post(
                edition_id=1, kind=NoticeKind.UNIT, number=number_for(2026, place), title=title, text="公示", lines=(),
                place="公示栏", posted_on=date(2026, 9, 9), last_day=last, provisional=False,
            )  # fmt: skip
        await work.commit()
    await case.office.presses_data("objection:counter")
    given = {"received_on": "2026-09-17", "received_at": "9:30"}
    form = Objecting(case.office, objection(pack(), counter=True), given)
    await form.fill(until=lambda question: question.key == "notice")
    listed = [label.partition(". ")[2] for label in case.office.buttons() if ". " in label]
    others = [f"公示{place}" for place in (*range(14, 26), *range(13, 3, -1))]
    assert listed == ["第三届县政府质量奖受理名单公示", *others, "已经结束的公示"]


OVER = "公示已于2026年9月23日（周三）结束，要有评委办负责人开的异议补录码才能录入（第二十二条）"
REASON = "材料于公示最后一天送到并盖收件章，当天停电，次日才能录入。"


async def allows(case: Case, chat: int = 900, **given: str) -> list[str]:
    """The lead, or somebody else, allows the late entry of what came on the last day; what is said in the end."""
    one = case.person(chat)
    said = await one.presses_data("paper_case:late_objection")
    if "哪一次公示" not in said[0]:
        return said
    for word in ("1", given.get("received_on", "2026-09-23"), REASON):
        await one.says(word)
    return await case.press_send(one, "late_objection")


async def dated(case: Case, chat: int, form: str, received_on: str) -> list[str]:
    """Somebody corrects the day of receipt in their form, and sends it."""
    draft, _ = await draft_of(case.town, case.person(chat), form)
    async with case.town.store.work() as work:
        await work.drafts.answer(draft.id, "received_on", received_on, case.town.clock.now)
        await work.commit()
    return await case.person(chat).presses_data(f"f:{draft.id}:z")


@pytest.mark.article(9, 22)
@pytest.mark.parametrize(("entered_on", "taken"), [(23, True), (24, False)])
async def test_after_the_last_day_what_came_in_time_is_entered_by_the_leads_code_alone(
    store: Store, entered_on: int, *, taken: bool
) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 9, entered_on, 2, tzinfo=UTC)
    said = await entered(case, received_on="2026-09-23")
    if taken:
        assert said[0].startswith("纸质异议已录入")
        assert (await allows(case))[0].startswith("还没有已经结束的公示，不需要异议补录码")
        return
    assert said[0].startswith(OVER)
    async with store.work() as work:
        assert await work.objections.these(range(1, 9)) == []
    code = (await allows(case))[0].split("：")[1].split("\n")[0].replace(" ", "")
    assert REASON in "".join(await case.office.says(f"/start {code}"))
    sent = await case.press_send(case.office, "counter_objection")  # all that was filled in is still there
    assert sent[0].startswith("纸质异议已录入")
    assert not (await case.the_objection()).late
    assert f"🕒 截止后补录，经#{case.ids[900]}同意，理由：{REASON}" in (await case.opens())[-1]
    assert (await case.office.says(f"/start {code}"))[0].startswith("这个链接已经用过")
    async with store.work() as work:
        paper = await work.paper_cases.get("objection:1")
        allowed = [one for one in await work.journal.of("notice:1") if one.act == "late_entry_allowed"]
    assert paper is not None
    assert (paper.entered_by, paper.late_by, paper.late_reason) == (case.ids[901], case.ids[900], REASON)
    assert [(one.person_id, one.article) for one in allowed] == [(case.ids[900], 22)]


@pytest.mark.article(9, 22)
async def test_the_code_is_the_leads_for_one_day_of_one_notice_and_the_offices_to_use(store: Store) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 9, 24, 2, tzinfo=UTC)
    for chat in (901, 903, 5):
        assert (await allows(case, chat))[0].startswith(NOT_YOURS)
    outside = "补录只用于公示期内（2026年9月16日（周三）至2026年9月23日（周三））送到的异议"
    assert (await allows(case, received_on="2026-09-15"))[0].startswith(outside)
    assert (await dated(case, 900, "late_objection", "2026-09-24"))[0].startswith(outside)
    code = (await dated(case, 900, "late_objection", "2026-09-23"))[0].split("：")[1].split("\n")[0].replace(" ", "")
    for chat in (903, 5):
        assert (await case.person(chat).says(f"/start {code}"))[0].startswith(NOT_YOURS)
    assert (await entered(case, received_on="2026-09-22"))[0].startswith(OVER)
    assert REASON in "".join(await case.office.says(f"/start {code}"))  # another form: this one came on another day
    await Objecting(case.office, objection(pack(), counter=True), {"received_at": "9:30"}, skip=False).fill()
    other = "补录码是为2026年9月23日（周三）收到的另一件开的"
    assert (await dated(case, 901, "counter_objection", "2026-09-22"))[0].startswith(other)
    assert (await dated(case, 901, "counter_objection", "2026-09-23"))[0].startswith("纸质异议已录入")


@pytest.mark.article(23)
@pytest.mark.parametrize(("entered_on", "tells"), [(22, []), (23, ["objection:1:overdue:{lead}"])])
async def test_a_paper_entered_when_its_days_are_over_is_told_to_the_lead_at_once(
    store: Store, entered_on: int, tells: list[str]
) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 9, entered_on, 2, tzinfo=UTC)
    await case.office.presses_data("objection:counter")
    given = {"received_on": "2026-09-16", "received_at": "16:05"}
    await Objecting(case.office, objection(pack(), counter=True), given).fill()
    await case.press_send(case.office, "counter_objection")
    assert (await case.the_objection()).examine_by == date(2026, 9, 22)
    assert await case.keys(900) == [key.format(lead=case.ids[900]) for key in tells]


@pytest.mark.article(23)
async def test_a_paper_cannot_come_after_now(store: Store) -> None:
    case = await Case.open(store)
    await case.office.presses_data("objection:counter")
    form = objection(pack(), counter=True)
    await Objecting(case.office, form, {"received_on": "2026-09-17", "received_at": "10:01"}).fill()
    read = await case.press_send(case.office, "counter_objection")
    assert read[0].splitlines()[0] == "收件时间还没有到。请填材料实际送到的日期和时间。"
    async with store.work() as work:
        assert await work.objections.these(range(1, 100)) == []


def test_the_clerk_enters_all_that_the_objector_would() -> None:
    chat, counter = objection(pack()), objection(pack(), counter=True)
    asked = {question.key for question in chat.questions if question.kind is not Kind.AWAITED}
    assert asked - {question.key for question in counter.questions} == {"identity_consent"}


async def entered(case: Case, **given: str) -> list[str]:
    """The officer enters the objection that somebody brought on 17 September."""
    await case.office.presses_data("objection:counter")
    brought = {"received_on": "2026-09-17", "received_at": "9:30", **given}
    await Objecting(case.office, objection(pack(), counter=True), brought, skip=False).fill()
    return await case.press_send(case.office, "counter_objection")


async def code_of(case: Case) -> str:
    async with case.town.store.work() as work:
        paper = await work.paper_cases.get("objection:1")
    assert paper is not None
    return paper.code or ""


@pytest.mark.article(22)
async def test_whoever_brought_it_claims_it_and_hears_of_it_in_their_own_chat(store: Store) -> None:
    case = await Case.open(store)
    await entered(case)
    code = await code_of(case)
    receipt = next(one.paper for one in await case.owed(901) if one.paper and one.paper.name == "objection_receipt")
    _, content = await render(store, pack(), receipt, "zh")
    printed = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    assert code in printed
    assert "录入人" in printed
    for officer in (case.office, case.person(902), case.person(900)):
        assert (await officer.says(f"/start {code}"))[0].startswith("这件申报或异议由您或您所在的单位经手")
    assert (await case.objector.says(f"/start {code}"))[0].startswith("已申领：YY2026-001")
    assert (await case.person(6).says(f"/start {code}"))[0].startswith("这个链接已经用过")
    await case.examines("1")
    assert "objection:1:admitted" in await case.keys(5)
    assert "objection:1:admitted" not in await case.keys(901)
    assert (await case.office.presses_data("objection:withdraw:1"))[0].startswith(NOT_YOURS)
    assert (await case.office.presses_data("paper_case:print:objection:1"))[0].startswith("这件已经由本人申领")
    assert not (await case.objector.presses_data("objection:withdraw:1"))[0].startswith(NOT_YOURS)


@pytest.mark.article(22)
async def test_the_scan_shows_who_objects_so_it_opens_with_a_reason_alone(store: Store) -> None:
    case = await Case.open(store)
    await entered(case)
    shown = await case.opens()
    assert "📄 纸质材料：2026年9月17日（周四）09:30收到" in shown[-1]
    await case.office.presses_data("objection:files:1")
    assert not any("scan" in label for label in case.office.buttons())
    await case.office.presses_data("objection:who:1")
    assert any("原件扫描件" in label for label in case.office.buttons())
    assert await case.journal("objection_identity_opened") == []


@pytest.mark.article(22, 40)
async def test_whoever_has_an_interest_enters_no_paper_against_it(store: Store) -> None:
    case = await Case.open(store)
    async with store.work() as work:
        await work.interests.state(case.ids[901], employers=(FOOD,), kin=(), now=NOW)
        await work.drafts.answer(1, "name", FOOD, NOW)
        await work.commit()
    said = await entered(case)
    assert said[0].startswith("您和这件事有利害关系，应当回避，不能由您录入（第四十条）")
    async with store.work() as work:
        assert await work.objections.these(range(1, 9)) == []


@pytest.mark.article(22, 40)
async def test_where_whoever_entered_it_stands_back_another_tells_the_objector(store: Store) -> None:
    case = await Case.open(store)
    await entered(case)
    await case.office.presses_data("recusal:ask:objection:interest:1")
    await case.office.presses_data("objection:interest:1")
    other = case.person(902)
    await case.opens(other)
    await other.presses_data("objection:examine:1")
    await case.says_all(other, "examination", "1")
    assert "objection:1:admitted" in await case.keys(902)
    assert "objection:1:admitted" not in await case.keys(901)
    assert (await case.office.presses_data("paper_case:print:objection:1"))[0].startswith(NOT_YOURS)
