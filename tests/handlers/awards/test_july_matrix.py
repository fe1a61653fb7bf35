"""July over the years: each holder's reports side by side, as Excel, and the figures of every year (Art. 32)."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from rules.awards.july import Mark, figures, marked
from rules.awards.validity import AssessmentState
from storage.store import Store
from tests.handlers.holding import JULY, document, register
from tests.talking import Someone

NAMES = [f"第{n}公司" for n in range(10)]


async def july(store: Store) -> Someone:
    """Ten holders; the first has reports of three years, each with another fate, the others one that is awaited."""
    _town, officer = await register(store, now=JULY)
    async with store.work() as work:
        for n, name in enumerate(NAMES):
            one = await work.awards.add(
                number=f"N{n}",
                award="award",
                organisation=True,
                name=name,
                decision="d",
                decided_on=date(2023, 9, 28),
                valid_until=date(2028, 9, 28),
                certificate=f"C{n}",
                certificate_key=f"c{n}",
                plaque="",
                unit="industry",
                entered_on=date(2024, 1, 1),
            )
            award = await work.awards.get(one or 0)
            assert award is not None
            for year in (2026,) if n else (2024, 2025, 2026):
                await work.assessments.open(award, year, date(year, 7, 31), provisional=False)
        await work.assessments.miss(1, date(2024, 8, 1))
        await work.assessments.receive(2, None, "自评〔2025〕1号", date(2025, 8, 4))
        await work.assessments.accept(2)
        await work.assessments.excuse(3, "企业已停产搬迁")
        await work.commit()
    return officer


@pytest.mark.article(32)
async def test_the_office_sees_holders_by_years_and_the_figures_of_each(store: Store) -> None:
    officer = await july(store)
    await officer.presses_data("assessment:year")
    (first,) = await officer.presses("历年一览")
    (second,) = await officer.presses("后一页")
    assert (first.count("待报"), second.count("待报"), "10个获奖者" in first) == (8, 1, True)
    assert f"{NAMES[0]}\n2024 缺报　2025 迟报通过　2026 免报" in second
    (numbers,) = await officer.presses("历年数字")
    assert "2026年：应报 10，按时 0，迟报 0，缺报 0，待报 9，退回未补 0，免报 1；已通过 0。" in numbers
    assert "2025年：应报 1，按时 0，迟报 1，缺报 0" in numbers
    await officer.presses_data("assessment:sheet")
    async with store.work() as work:
        (entry,) = await work.journal.page(act="july_exported")
    assert (entry.subject, entry.article, entry.details) == ("july", 32, {"count": len(NAMES)})
    name, content = document(officer.town)
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows()]
    assert name == "七月自评报告一览-2026年7月6日（周一）.xlsx"
    assert rows[-1] == [NAMES[0], "临夏县人民政府质量奖", "C0", rows[-1][3], "缺报", "迟报通过", "免报"]
    assert [row[0] for row in rows if row[0] in NAMES] == NAMES[::-1]


@pytest.mark.article(32)
async def test_nobody_else_sees_july(store: Store) -> None:
    town, _officer = await register(store, now=JULY)
    stranger = town.person(77)
    for press in ("assessment:matrix", "assessment:sheet", "assessment:figures"):
        assert (await stranger.presses_data(press))[0].startswith("这件事不归您办理")


def test_a_missing_report_stays_missing_until_it_comes_or_is_excused() -> None:
    seen = {
        state: (marked(state, late=True, missed=True), marked(state, late=False, missed=False))
        for state in AssessmentState
    }
    assert seen == {
        AssessmentState.AWAITED: (Mark.MISSING, Mark.AWAITED),
        AssessmentState.RECEIVED: (Mark.RECEIVED_LATE, Mark.RECEIVED),
        AssessmentState.RETURNED: (Mark.MISSING, Mark.RETURNED),
        AssessmentState.ACCEPTED: (Mark.ACCEPTED_LATE, Mark.ACCEPTED),
        AssessmentState.EXCUSED: (Mark.EXCUSED, Mark.EXCUSED),
        AssessmentState.CLOSED: (Mark.CLOSED, Mark.CLOSED),
    }
    year = figures(2026, dict.fromkeys(Mark, 1))
    assert (year.owed, year.in_time + year.late + year.missing + year.awaited + year.returned + year.excused) == (8, 8)
