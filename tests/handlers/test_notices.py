"""A notice hangs until its computed end, and is signed off when nobody objects (Art. 15, 17, 21-23)."""

from datetime import UTC, date, datetime

import pytest

from rules.notices import NoticeKind
from rules.questions.notice import notice
from storage.store import Store
from tests.handlers.applying import Filler
from tests.handlers.objecting import FINDINGS, Case
from tests.rules.every_form import pack


async def post(case: Case, posted_on: str = "2026-09-17") -> list[str]:
    await case.office.presses_data("nt:new")
    given = {"kind": "acceptance", "posted_on": posted_on, "names": "临夏县示例食品有限公司\n马小花"}
    await Filler(case.office, notice(pack()), given).fill()
    return await case.press_send(case.office, "notice")


@pytest.mark.article(17)
@pytest.mark.parametrize(
    ("posted_on", "last_day", "provisional"),
    [
        ("2026-09-17", date(2026, 9, 23), False),
        ("2026-09-21", date(2026, 9, 29), False),
        ("2026-12-25", date(2027, 1, 1), True),
    ],
)
async def test_its_last_day_is_the_fifth_working_day_after_posting(
    store: Store, posted_on: str, last_day: date, provisional: bool
) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 12, 25, 3, tzinfo=UTC)
    read = await post(case, posted_on)
    async with store.work() as work:
        posted = await work.notices.get(2)
        deadline = await work.deadlines.get("notice:2", "notice")
    assert posted is not None
    assert deadline is not None
    assert (posted.kind, posted.last_day, posted.provisional) == (NoticeKind.ACCEPTANCE, last_day, provisional)
    assert (posted.names, deadline.count.last) == (("临夏县示例食品有限公司", "马小花"), last_day)
    provisionally = "该年放假安排尚未公布，此日期为暂定，公布后会重新计算并告知您。" in read[0].splitlines()
    assert provisionally is provisional


@pytest.mark.article(22)
async def test_everybody_reads_the_board_and_until_when_to_object(store: Store) -> None:
    case = await Case.open(store)
    await post(case)
    await case.objector.presses_data("nt:list")
    assert case.objector.buttons()[0].startswith("🟢 ")
    read = await case.objector.presses_data("nt:see:2")
    assert "对名单有异议的，请在2026年9月23日（周三）结束之前提出（第二十二条）。" in read[0].splitlines()
    assert case.objector.buttons() == ["✋ 对公示提出异议", "公示栏", "🏠 回到菜单"]
    assert (await case.objector.presses_data("nt:see:99"))[0].startswith("没有找到这份公示。")


@pytest.mark.article(17)
async def test_only_the_office_posts_and_signs(store: Store) -> None:
    case = await Case.open(store)
    for press in ("nt:new", "nt:sign:1"):
        for chat in (5, 903):
            read = await case.person(chat).presses_data(press)
            assert read[0].splitlines()[0] == "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"


@pytest.mark.article(23)
@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 9, 23, 15, 59, tzinfo=UTC), "公示到2026年9月23日（周三）结束，不能提前签署。"),
        (datetime(2026, 9, 23, 16, 0, tzinfo=UTC), "已签署“无异议”：第三届县政府质量奖受理名单公示。可以进入下一步。"),
    ],
)
async def test_no_objection_cannot_be_signed_before_the_end(store: Store, now: datetime, said: str) -> None:
    case = await Case.open(store)
    await post(case)
    case.town.clock.now = now
    assert (await case.office.presses_data("nt:sign:2"))[0].splitlines()[0] == said


@pytest.mark.article(23)
@pytest.mark.parametrize(("choice", "blocked"), [("1", True), ("2", False)])
async def test_a_pending_or_upheld_objection_keeps_it_from_being_signed(
    store: Store, choice: str, blocked: bool
) -> None:
    case = await Case.open(store)
    await post(case)
    await case.object(notice="2")
    assert (await case.the_objection()).notice_id == 2
    case.town.clock.now = datetime(2026, 9, 24, 2, tzinfo=UTC)
    objected = "还有异议没有办结，或者异议成立，不能签署（第二十三条）。"
    assert (await case.office.presses_data("nt:sign:2"))[0].splitlines()[0] == objected
    await case.examines("1")
    await case.decides(choice, FINDINGS, *(["从受理名单中撤下该公司，重新公示名单。"] if blocked else []))
    read = (await case.office.presses_data("nt:sign:2"))[0].splitlines()[0]
    assert (read == objected) is blocked
    again = (await case.office.presses_data("nt:sign:2"))[0].splitlines()[0]
    assert again == (objected if blocked else "这份公示已经签署过了。")


@pytest.mark.article(17)
async def test_a_provisional_end_is_not_signed(store: Store) -> None:
    case = await Case.open(store)
    case.town.clock.now = datetime(2026, 12, 25, 3, tzinfo=UTC)
    await post(case, "2026-12-25")
    case.town.clock.now = datetime(2027, 1, 5, 3, tzinfo=UTC)
    read = await case.office.presses_data("nt:sign:2")
    assert read[0].splitlines()[0].startswith("公示的最后一天还是暂定的")
