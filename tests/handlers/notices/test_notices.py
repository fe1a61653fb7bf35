"""Everybody reads the board: what hangs, until when and why until then, and how to object (Art. 15, 17, 21, 22)."""

from datetime import date, datetime

import pytest
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile

from rules.applications.lifecycle import State
from rules.notices.postings import NoticeKind, NoticeLine, number_for
from storage.store import Store
from tests.handlers.applying import draft_of
from tests.handlers.publishing import NAMES, OVER, Board

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
S, K = State, NoticeKind


@pytest.mark.article(17)
@pytest.mark.parametrize(
    ("posted_on", "last_day", "provisional"),
    [
        ("2026-09-17", date(2026, 9, 23), False),
        ("2026-09-21", date(2026, 9, 29), False),
        ("2026-12-25", date(2027, 1, 4), True),
    ],
)
async def test_its_last_day_is_the_fifth_working_day_after_posting(
    store: Store, posted_on: str, last_day: date, provisional: bool
) -> None:
    board = await Board.open(store)
    board.town.clock.now = datetime.fromisoformat(f"{posted_on}T03:00+00:00")
    read = await board.posts(Board.OFFICE, K.OTHER, names=f"{NAMES[0]}\n{NAMES[2]}")
    one = await board.notice()
    async with store.work() as work:
        deadline = await work.deadlines.get("notice:1", "notice")
    assert deadline is not None
    assert (one.kind, one.last_day, one.provisional) == (K.OTHER, last_day, provisional)
    assert deadline.count.last == last_day
    assert [(e.name, e.application_id) for e in await board.entries()] == [(NAMES[0], None), (NAMES[2], None)]
    provisionally = "该年放假安排尚未公布，此日期为暂定，公布后会重新计算并告知您。" in read[0].splitlines()
    assert provisionally is provisional


@pytest.mark.article(22)
async def test_a_notice_says_what_until_when_why_and_how_to_object(store: Store) -> None:
    board = await Board.open(store, S.LISTED)
    await board.posts(Board.LEAD, K.ACCEPTANCE, address="https://www.example.com/gongshi/1", place="县政府网站")
    reader = board.person(6)
    await reader.presses_data("notice:list")
    assert reader.buttons()[0] == "🟢 第3届临夏县政府质量奖受理名单公示"
    read = (await reader.presses_data("notice:see:1"))[0].splitlines()
    assert read[:2] == ["第3届临夏县政府质量奖受理名单公示", ""]
    assert {
        "受理名单公示（第十七条）　编号 GS2026-001",
        f"· {NAMES[0]}",
        "贴在：县政府网站 https://www.example.com/gongshi/1（2026年9月17日（周四））",
        "对名单有异议的，请在2026年9月23日（周三）结束之前提出（第二十二条）。",
    } <= set(read)
    assert "个人须签署姓名，注明联系电话、通讯地址并提供身份证明" in "".join(read)
    assert reader.buttons() == ["✋ 对公示提出异议", "公示栏", "🏠 回到菜单"]
    assert (await reader.presses_data("notice:see:99"))[0].startswith("没有找到这份公示。")


@pytest.mark.article(22)
async def test_the_button_and_the_code_of_a_notice_open_an_objection_to_it(store: Store) -> None:
    board = await Board.open(store, S.LISTED, S.LISTED)
    await board.posts(Board.LEAD, K.ACCEPTANCE)
    await board.posts(Board.OFFICE, K.OTHER, names=NAMES[2])
    reader = board.person(6)
    await reader.says("/start object-GS2026-002")
    await reader.presses_data("consent:agree:objection:begin:2")
    _, answers = await draft_of(board.town, reader, "objection")
    assert answers == {"notice": "2"}
    for way in ("/start object-GS2026-002", "/start object-GS2026-001", "/start object-GS2026-002"):
        await reader.says(way)
    async with store.work() as work:
        seat = await work.people.meet("telegram", 6, board.town.clock.now, "zh")
        chosen = [await work.drafts.answers(one.id) for one in await work.drafts.open_for(seat.person.id, "objection")]
    assert sorted(one["notice"] for one in chosen) == ["1", "2"]
    unknown = "没有找到这个链接或邀请码。请核对后再试，或请发给您的人重新发一个。"
    assert (await reader.says("/start object-GS2026-009"))[0].splitlines()[0] == unknown


@pytest.mark.article(22)
async def test_the_board_is_paged_by_edition_with_open_ones_first(store: Store) -> None:
    board = await Board.open(store)
    async with store.work() as work:
        await work.editions.add(
            number=4, year=2028, opens_on=date(2026, 9, 1), closes_on=date(2026, 10, 1), pack="linxia-2023:1"
        )
        for number, (edition_id, last) in enumerate([(1, 23)] * 5 + [(2, 16), (2, 23), (2, 23)] + [(1, 16)] * 2):
            await work.notices.post(
                kind=K.OTHER,
                lines=(NoticeLine(NAMES[0]),),
                edition_id=edition_id,
                number=number_for(2026, number),
                title=f"公示{number}",
                text="现将名单予以公示。",
                place="公示栏",
                posted_on=date(2026, 9, 10),
                last_day=date(2026, 9, last),
                provisional=False,
            )
        await work.commit()
    reader = board.person(6)
    read = await reader.presses_data("notice:list")
    order = ["🟢 公示7", "🟢 公示6", "⚪ 公示5", *(f"🟢 公示{n}" for n in (4, 3, 2, 1, 0)), "⚪ 公示9", "⚪ 公示8"]
    assert reader.buttons() == [*order[:8], "后一页 ➡", "🏠 回到菜单"]
    assert [line for line in read[0].splitlines() if line.startswith("▍")] == ["▍第4届", "▍第3届"]
    await reader.presses("后一页 ➡")
    assert reader.buttons() == [*order[8:], "⬅ 前一页", "🏠 回到菜单"]


@pytest.mark.article(22)
async def test_a_notice_can_be_printed_before_it_hangs_and_keeps_its_number(store: Store) -> None:
    board = await Board.open(store, S.LISTED)
    await board.begins(Board.LEAD, K.ACCEPTANCE)
    lead = board.person(Board.LEAD)
    draft, _ = await draft_of(board.town, lead, "notice")
    for _ in range(2):
        await lead.presses_data(f"notice:print:{draft.id}")
        sent = [call.document for call in lead._mine() if isinstance(call, SendDocument)][-1]
        assert isinstance(sent, BufferedInputFile)
        assert (sent.filename, sent.data[:4]) == ("公示-GS2026-001.pdf", b"%PDF")
    stranger = await board.person(Board.DEPUTY).presses_data(f"notice:print:{draft.id}")
    assert stranger[0].splitlines()[0] == "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
    await board.posts(Board.OFFICE, K.OTHER, names=NAMES[0])
    await board.fills(Board.LEAD, kind=K.ACCEPTANCE)
    async with store.work() as work:
        assert [one.number for one in await work.notices.newest(limit=9)] == ["GS2026-001", "GS2026-002"]


@pytest.mark.article(23)
async def test_when_all_is_signed_everybody_reads_it(store: Store) -> None:
    board = await Board.open(store, S.LISTED)
    await board.posts(Board.LEAD, K.ACCEPTANCE)
    board.town.clock.now = OVER
    await board.signs(Board.OFFICE)
    read = await board.person(6).presses_data("notice:see:1")
    assert "已签署“无异议”。" in read[0].splitlines()
    office = board.person(Board.OFFICE)
    await office.presses_data("notice:see:1")
    assert office.buttons() == ["✋ 对公示提出异议", "✏ 更正公示", "🖨 打印公示（带二维码）", "公示栏", "🏠 回到菜单"]
