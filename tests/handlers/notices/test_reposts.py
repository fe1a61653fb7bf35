"""A corrected notice takes the place of another: its days begin anew, for everybody still on it (Art. 15-23)."""

from datetime import UTC, date, datetime

import pytest

from rules.applications.lifecycle import State
from rules.notices.postings import NoticeKind, notice
from rules.objections.forms import objection
from storage.store import Store
from tests.handlers.applying import Filler, draft_of
from tests.handlers.notices.test_signings import accepted, move
from tests.handlers.objecting import Objecting
from tests.handlers.publishing import NAMES, NOW, OVER, Board
from tests.rules.every_form import pack

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
S, K = State, NoticeKind


@pytest.mark.article(17)
async def test_the_days_of_a_corrected_list_begin_anew(store: Store) -> None:
    board = await accepted(store)
    await move(board, 2, S.STRUCK)
    board.later(days=4)
    read = await board.corrects(Board.LEAD)
    assert read[0].splitlines()[1:3] == [
        "贴出：2026年9月21日（周一）",
        "最早可以结束：2026年9月29日（周二）当天结束（第二十二条）。任何人都不能提前结束。",
    ]
    old, new = await board.notice(1), await board.notice(2)
    assert (old.replaced_on, new.replaces_id, new.last_day) == (date(2026, 9, 21), 1, date(2026, 9, 29))
    assert [e.application_id for e in await board.entries(2)] == [1, 3]
    assert await board.tasks("notice:1") == []
    board.town.clock.now = OVER
    assert (await board.signs(Board.OFFICE, 1))[0].splitlines()[0] == "这份公示已经更正。请办理更正后的那一份。"
    refused = (await board.signs(Board.OFFICE, 2))[0]
    assert refused.splitlines()[0] == "公示到2026年9月29日（周二）结束，不能提前签署。请期满以后再签。"
    board.town.clock.now = datetime(2026, 9, 30, 2, tzinfo=UTC)
    await board.signs(Board.OFFICE, 2)
    assert await board.states() == [S.DEFENCE, S.STRUCK, S.ON_SITE]


@pytest.mark.article(15)
async def test_what_was_signed_is_void_until_it_has_gone_on(store: Store) -> None:
    board = await Board.open(store, S.CONSULTING, S.CONSULTING)
    await board.posts(Board.CLERK, K.UNIT)
    board.town.clock.now = OVER
    await board.signs(Board.CLERK)
    assert [task[0] for task in await board.tasks("application:1")] == ["forwarding"]
    await board.corrects(Board.COLLEAGUE)
    assert (await board.marks(1), await board.marks(2)) == ("cc", "oo")
    assert await board.tasks("application:1") == []
    async with store.work() as work:
        assert await work.notices.cleared(1, K.UNIT) is False
    assert (await board.owed(101))[-1] == "notices.told_corrected"


@pytest.mark.article(23)
async def test_whoever_has_gone_on_stays_cleared(store: Store) -> None:
    board = await accepted(store)
    await board.object(against="2")
    board.town.clock.now = OVER
    await board.signs(Board.OFFICE)
    await board.corrects(Board.LEAD)
    assert await board.marks(2) == "coc"
    assert await board.owed(101) == ["applications.told.acceptance_notice", "applications.told.defence"]
    board.town.clock.now = datetime(2026, 10, 12, 2, tzinfo=UTC)
    objected = "还有异议没有办结，或者异议成立，不能签署（第二十三条）。请先了结异议。"
    assert (await board.signs(Board.OFFICE, 2))[0].splitlines()[0] == objected  # it stays with its application
    await board.person(Board.OBJECTOR).presses_data("objection:gone:1")
    await board.signs(Board.OFFICE, 2)
    assert await board.states() == [S.DEFENCE, S.DEFENCE, S.ON_SITE]


@pytest.mark.article(22)
async def test_whoever_is_writing_an_objection_is_led_to_the_corrected_list(store: Store) -> None:
    board = await accepted(store)
    objector = board.person(Board.OBJECTOR)
    await objector.presses_data("objection:begin:1")
    await objector.presses_data("consent:agree:objection:begin:1")
    form = Objecting(objector, objection(pack()), {"who": "individual", "against": "2"})
    await form.fill(until=lambda question: question.key == "facts")
    await move(board, 2, S.STRUCK)
    await board.corrects(Board.LEAD)
    assert await board.owed(Board.OBJECTOR) == ["notices.told_objector"]
    _, answers = await draft_of(board.town, objector, "objection")
    assert (answers["notice"], "against" in answers) == ("2", False)


@pytest.mark.article(22)
async def test_an_objection_sent_to_the_old_list_counts_for_the_new(store: Store) -> None:
    board = await accepted(store)
    await board.object(against="1")
    objector = board.person(Board.OBJECTOR)
    await objector.presses_data("objection:begin:1")
    await board.corrects(Board.LEAD)
    draft, _ = await draft_of(board.town, objector, "objection")
    async with store.work() as work:
        await work.drafts.answer(draft.id, "notice", "1", NOW)  # a form that was open elsewhere
        await work.commit()
    await Objecting(objector, objection(pack()), {"who": "individual", "against": "2"}).fill()
    await objector.presses_data(f"f:{draft.id}:z")
    async with store.work() as work:
        found = await work.objections.of_person(board.ids[Board.OBJECTOR])
    assert [(one.notice_id, one.application_id, one.late) for one in found] == [(2, 2, False), (1, 1, False)]


@pytest.mark.article(22)
@pytest.mark.parametrize(
    ("corrected_on", "received_on", "late"),
    [
        (21, 16, True),
        (21, 17, False),
        (21, 20, False),
        (21, 21, False),
        (21, 29, False),
        (21, 30, True),
        (25, 23, False),
        (25, 24, True),
        (25, 25, False),
    ],
)
async def test_a_paper_is_in_time_while_the_notice_hung_that_was_corrected_or_its_correction(
    store: Store, corrected_on: int, received_on: int, *, late: bool
) -> None:
    board = await accepted(store)
    board.town.clock.now = datetime(2026, 9, corrected_on, 2, tzinfo=UTC)
    await board.corrects(Board.LEAD)
    board.town.clock.now = datetime(2026, 9, max(corrected_on, received_on), 2, tzinfo=UTC)
    await entered(board, received_on)
    async with store.work() as work:
        (one,) = await work.objections.these([1])
    assert (one.notice_id, one.late) == (2, late)


@pytest.mark.article(9, 22)
async def test_once_the_correction_is_over_the_leads_code_is_for_the_days_of_both(store: Store) -> None:
    board = await accepted(store)
    board.later(days=4)
    await board.corrects(Board.LEAD)
    board.town.clock.now = datetime(2026, 9, 30, 2, tzinfo=UTC)
    over = "公示已于2026年9月29日（周二）结束，要有评委办负责人开的异议补录码才能录入（第二十二条）"
    assert (await entered(board, 18))[0].startswith(over)
    lead = board.person(Board.LEAD)
    await lead.presses_data("paper_case:late_objection")
    for word in ("1", "2026-09-16", "材料于公示期内送到，当天停电，次日才能录入。"):
        await lead.says(word)
    draft, _ = await draft_of(board.town, lead, "late_objection")
    outside = "补录只用于公示期内（2026年9月17日（周四）至2026年9月29日（周二））送到的异议"
    assert (await lead.presses_data(f"f:{draft.id}:z"))[0].startswith(outside)
    async with store.work() as work:
        await work.drafts.answer(draft.id, "received_on", "2026-09-18", board.town.clock.now)
        await work.commit()
    code = (await lead.presses_data(f"f:{draft.id}:z"))[0].split("：")[1].split("\n")[0].replace(" ", "")
    office = board.person(Board.OFFICE)
    await office.says(f"/start {code}")
    draft, _ = await draft_of(board.town, office, "counter_objection")
    assert (await office.presses_data(f"f:{draft.id}:z"))[0].startswith("纸质异议已录入")
    async with store.work() as work:
        assert [(one.notice_id, one.late) for one in await work.objections.these([1])] == [(2, False)]


@pytest.mark.article(22)
async def test_a_paper_that_is_being_entered_is_led_to_the_corrected_list(store: Store) -> None:
    board = await accepted(store)
    await entered(board, 17, send=False)
    await move(board, 1, S.STRUCK)
    await board.corrects(Board.LEAD)
    office = board.person(Board.OFFICE)
    _, answers = await draft_of(board.town, office, "counter_objection")
    assert (answers["notice"], "against" in answers) == ("2", False)


async def entered(board: Board, received_on: int, *, send: bool = True) -> list[str]:
    """The office enters a paper that came on this day of September, against the first on the first notice offered."""
    office = board.person(Board.OFFICE)
    await office.presses_data("objection:counter")
    given = {"received_on": f"2026-09-{received_on}", "received_at": "9:30"}
    await Objecting(office, objection(pack(), counter=True), given, skip=False).fill()
    draft, _ = await draft_of(board.town, office, "counter_objection")
    return await office.presses_data(f"f:{draft.id}:z") if send else []


@pytest.mark.article(9)
async def test_the_office_drafts_a_correction_and_the_lead_posts_it(store: Store) -> None:
    board = await accepted(store)
    await board.corrects(Board.OFFICE, posts=False)
    assert (await board.notice(1)).replaced_on is None
    async with store.work() as work:
        task = next(task for task in await work.tasks.open() if task.kind == "notice_posting")
    lead = board.person(Board.LEAD)
    await lead.presses_data(f"notice:take:{task.subject.removeprefix('draft:')}")
    await Filler(lead, notice(pack(), {"kind": K.ACCEPTANCE, "corrects": True})).fill()
    await board.sends(Board.LEAD)
    assert (await board.notice(2)).replaces_id == 1
    assert (await board.notice(2)).reason == "名单中有一家单位已取消资格。"


@pytest.mark.article(9)
@pytest.mark.parametrize("chat", [Board.CLERK, Board.STRANGER, 101])
async def test_nobody_else_corrects_a_list(store: Store, chat: int) -> None:
    board = await accepted(store)
    refused = await board.person(chat).presses_data("notice:correct:1")
    assert refused[0].splitlines()[0] == "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"


@pytest.mark.article(17)
async def test_a_notice_is_corrected_once_and_then_its_correction_is(store: Store) -> None:
    board = await accepted(store)
    await board.corrects(Board.LEAD)
    again = await board.person(Board.DEPUTY).presses_data("notice:correct:1")
    assert again[0].splitlines()[0] == "这份公示已经更正。请办理更正后的那一份。"
    await board.corrects(Board.LEAD, 2)
    assert [(await board.notice(one)).replaces_id for one in (1, 2, 3)] == [None, 1, 2]


@pytest.mark.article(22)
async def test_the_old_notice_leads_to_the_new_and_back(store: Store) -> None:
    board = await accepted(store)
    await board.corrects(Board.LEAD)
    reader = board.person(6)
    read = await reader.presses_data("notice:see:1")
    assert "这份公示已在2026年9月17日（周四）更正，以更正后的为准，期限重新计算。" in read[0].splitlines()
    read = await reader.presses("查看更正后的公示")
    assert "更正原因：名单中有一家单位已取消资格。" in read[0].splitlines()
    assert reader.buttons()[:2] == ["✋ 对公示提出异议", "查看更正前的公示"]
    await reader.presses_data("notice:list")
    assert [label for label in reader.buttons() if "公示" in label][:1] == ["🟢 第3届临夏县政府质量奖受理名单公示"]


async def test_typed_names_are_corrected_by_typing(store: Store) -> None:
    board = await Board.open(store)
    await board.posts(Board.OFFICE, K.OTHER, names=f"{NAMES[0]}\n{NAMES[1]}")
    office = board.person(Board.OFFICE)
    await office.presses_data("notice:correct:1")
    form = notice(pack(), {"kind": K.OTHER, "corrects": True})
    await office.says("名称写错了，现更正。")
    draft, _ = await draft_of(board.town, office, "notice")
    await office.presses_data(f"f:{draft.id}:q:{form.index('names')}")
    await office.says(NAMES[0])
    await Filler(office, form, {"address": "https://www.example.com/gongshi/2"}).fill()
    await board.sends(Board.OFFICE)
    assert [e.name for e in await board.entries(2)] == [NAMES[0]]
