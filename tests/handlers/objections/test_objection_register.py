"""The register of objections: filters, pages, an Excel file without anybody who objected, figures (Art. 22, 23)."""

from datetime import UTC, datetime, timedelta

import pytest
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile

from papers.engine.spreadsheets import sheets
from storage.store import Store
from tests.handlers.objecting import FINDINGS, FOOD, NUMBER, PHONE, REASONS, Case

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
NOT_YOURS = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"


def lines(case: Case) -> list[str]:
    """The objections that the last page lists."""
    return [label for label in case.office.buttons() if "2026-0" in label]


def table(case: Case) -> list[list[object]]:
    sent = [call for call in case.town.session.said if isinstance(call, SendDocument)][-1]
    assert isinstance(sent.document, BufferedInputFile)
    return [[cell.value for cell in row.cells] for row in sheets(sent.document.data)[0].rows]


@pytest.mark.article(22, 23)
async def test_the_register_is_looked_at_by_what_is_due(store: Store) -> None:
    case = await Case.open(store)
    await case.object(name="李平")
    for now, view, shown in (
        (datetime(2026, 9, 22, 2, tzinfo=UTC), "today", []),
        (datetime(2026, 9, 23, 2, tzinfo=UTC), "today", ["🆕 YY2026-001 待审查"]),
        (datetime(2026, 9, 23, 2, tzinfo=UTC), "late", []),
        (datetime(2026, 9, 24, 2, tzinfo=UTC), "late", ["🆕 YY2026-001 待审查"]),
        (datetime(2026, 9, 24, 2, tzinfo=UTC), "open", ["🆕 YY2026-001 待审查"]),
        (datetime(2026, 9, 24, 2, tzinfo=UTC), "decided", []),
        (datetime(2026, 9, 24, 2, tzinfo=UTC), "all", ["🆕 YY2026-001 待审查"]),
    ):
        case.town.clock.now = now
        await case.office.presses_data(f"objection:list:{view}")
        assert (view, lines(case)) == (view, shown)
    await case.examines("2", REASONS)
    await case.office.presses_data("objection:list:decided")
    assert lines(case) == ["⚪ YY2026-001 不予受理"]
    await case.office.presses("按公示看")
    await case.office.presses("第三届县政府质量奖受理名单公示")
    assert lines(case) == ["⚪ YY2026-001 不予受理"]
    await case.office.presses_data("objection:list:all:0:99")
    assert lines(case) == []


@pytest.mark.article(22)
async def test_a_long_register_turns_and_what_is_about_the_same_stands_together(store: Store) -> None:
    case = await Case.open(store)
    for n, against in enumerate("1" * 3 + "2" + "1" * 5):
        case.town.clock.now += timedelta(minutes=n)
        await case.object(against=against)
    await case.office.presses_data("objection:list")
    first = lines(case)
    assert first[:3] == ["🆕 YY2026-004 待审查", "🆕 YY2026-001 待审查", "↳ 🆕 YY2026-002 待审查"]
    assert len(first) == 8
    await case.office.presses("后一页")
    assert lines(case) == ["↳ 🆕 YY2026-009 待审查"]


@pytest.mark.article(22, 40)
async def test_the_file_names_no_objector_and_leaves_out_what_is_shut_to_the_reader(store: Store) -> None:
    case = await Case.open(store)
    async with store.work() as work:
        await work.people.set_name(case.ids[901], "赵敏")
        await work.commit()
    await case.object(name="李平")
    await case.examines("1")
    case.town.clock.now = datetime(2026, 9, 21, 2, tzinfo=UTC)
    await case.decides("2", FINDINGS)
    await case.office.presses_data("objection:sheet")
    header, row = table(case)
    assert header == ["编号", "公示", "针对", "收到时间", "审查人", "结果", "用时（工作日）"]
    assert row[:3] == ["YY2026-001", "第三届县政府质量奖受理名单公示", FOOD]
    assert row[4:] == ["赵敏", "不成立", 3]
    assert [word for word in ("李平", NUMBER, PHONE) if word in str(row)] == []
    other = case.person(902)
    await other.presses_data("objection:open:1")
    await other.presses_data("objection:interest:1")
    await other.presses_data("objection:sheet")
    assert len(table(case)) == 1
    await other.presses_data("objection:list:all")
    assert [label for label in other.buttons() if "2026-0" in label] == []


@pytest.mark.article(23)
async def test_the_figures_of_an_edition(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    case.objector = case.person(6)
    await case.object(document_number="622921199001010016")
    await case.examines("1")
    case.town.clock.now = datetime(2026, 9, 21, 2, tzinfo=UTC)
    await case.decides("1", FINDINGS, "由评委办按处理结果本周内办理完毕。", "3")
    await case.objector.presses_data("objection:gone:2")
    read = await case.office.presses_data("objection:figures")
    assert read[0].splitlines() == [
        "第3届的异议：共2件，受理1件，不予受理0件，成立1件，撤回1件。",
        "从收到到答复，用时的中位数是3个工作日。",
    ]


@pytest.mark.article(22)
@pytest.mark.parametrize("press", ["list", "list:all:0", "notices", "sheet", "figures"])
@pytest.mark.parametrize("chat", [5, 6, 100, 903])
async def test_nobody_but_the_office_reads_the_register(store: Store, press: str, chat: int) -> None:
    case = await Case.open(store)
    await case.object()
    assert (await case.person(chat).presses_data(f"objection:{press}"))[0].splitlines()[0] == NOT_YOURS
