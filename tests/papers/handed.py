"""Lists as an earlier office would hand them over, besides that of holders in `tests.papers.lists`."""

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

import openpyxl

from tests.papers.lists import DAIRY, HEADINGS, UNIT

EDITION = ("届次", "评审年度", "申报开始日期", "申报截止日期")
THIRD = ("3", "2026", "2026-09-01", "2026-10-31")
CASE = (
    "届次", "申报编号", "名称", "类型", "统一社会信用代码或身份证号", "受理单位", "联系人", "联系电话", "申报日期",
    "阶段", "进入阶段日期",
)  # fmt: skip
NOODLES = (
    "3", "2026-0007", "临夏县好味面业有限公司", "组织", "91622921MA7DJRGT87", UNIT, "杨兰", "13912340000", "2026-10-12",
    "受理单位审核中", "2026-10-12",
)  # fmt: skip
POTTER = (
    "第3届", "", "马㐂𠮷", "个人", "622921199001010016", UNIT, "马㐂𠮷", "0930-3222222", "2026-10-20", "已报评委办",
    "2026-11-20",
)  # fmt: skip
BAR = ("名称", "类型", "统一社会信用代码", "依据条款", "处理决定文号", "处理决定日期", "处理理由")
CHEAT = ("临夏县假货有限公司", "组织", "91622921MAEXAMPL8J", "36", "临县质办〔2024〕3号", "2024-03-15", "提供虚假材料")
SHEETS: Mapping[str, Sequence[Sequence[object]]] = {
    "获奖者": (HEADINGS, DAIRY),
    "届次": (EDITION, THIRD),
    "申报": (CASE, NOODLES, POTTER),
    "限制": (BAR, CHEAT),
}


def books(sheets: Mapping[str, Sequence[Sequence[object]]] = SHEETS) -> bytes:
    """All lists in one Excel file."""
    out, file = BytesIO(), openpyxl.Workbook()
    file.remove(file.worksheets[0])
    for name, rows in sheets.items():
        page = file.create_sheet(name)
        for row in rows:
            page.append(list(row))
    file.save(out)
    return out.getvalue()


def text(rows: Sequence[Sequence[object]], mark: str = ",", encoding: str = "utf-8") -> bytes:
    """One list as text."""
    out = StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue().encode(encoding)
