"""Lists of earlier winners as the office would hand them in, and what they should come to."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from random import Random

import openpyxl

from papers.office.lists import Errors
from rehearsal.cast import credit
from rules.office.handover import Contact, EarlierHolder, Handover

TODAY = date(2026, 11, 24)
UNIT = "临夏县工业和信息化局"
HEADINGS = (
    "获奖者名称", "类型", "奖项", "统一社会信用代码或身份证号", "表彰决定文号", "表彰决定日期", "证书编号", "奖牌编号",
    "联系人", "联系电话", "第二联系人", "第二联系电话", "受理单位",
)  # fmt: skip
NAMES = (
    "name", "kind", "award", "number", "decision", "decided_on", "certificate", "plaque", "contact", "phone",
    "second_contact", "second_phone", "unit",
)  # fmt: skip
"""The columns under these headings."""
DAIRY = (
    "临夏县㐂和乳业有限责任公司", "组织", "质量奖", "91622921MA73K4QR7N", "临县府发〔2021〕15号", "2021-09-30",
    "ZL-2021-01", "JP-01", "马志强", "13812345678", "", "", UNIT,
)  # fmt: skip
PERSON = (
    "马㐂𠮷", "个人", "提名奖", "622921199001010016", "临县府发〔2021〕15号", "2021-09-30", "ZL-2021-02", "", "马㐂𠮷",
    "0930-3222222", "马小兰", "13912345678", UNIT,
)  # fmt: skip


def book(rows: Sequence[Sequence[object]], *, headings: Sequence[object] = HEADINGS, title: str = "Sheet") -> bytes:
    out, file = BytesIO(), openpyxl.Workbook()
    page = file.active
    assert page is not None
    page.title = title
    for row in (headings, *rows):
        page.append(list(row))
    file.save(out)
    return out.getvalue()


def changed(row: Sequence[object], **cells: object) -> list[object]:
    return [cells.get(name, value) for name, value in zip(NAMES, row, strict=True)]


def wrong(found: Handover | Errors) -> list[tuple[int, str, str]]:
    assert isinstance(found, Errors)
    return [(problem.row, problem.column, problem.key) for problem in found.problems]


def taken(found: Handover | Errors) -> tuple[EarlierHolder, ...]:
    assert isinstance(found, Handover), found
    return found.holders


def expected(row: int = 2) -> EarlierHolder:
    return EarlierHolder(
        row=row,
        name="临夏县㐂和乳业有限责任公司",
        organisation=True,
        number="91622921MA73K4QR7N",
        award="award",
        decision="临县府发〔2021〕15号",
        decided_on=date(2021, 9, 30),
        certificate="ZL-2021-01",
        plaque="JP-01",
        contacts=(Contact("马志强", "13812345678"),),
        unit="industry",
    )


def many(count: int) -> list[list[object]]:
    """So many awards of as many organisations."""
    random = Random(1)
    return [
        changed(DAIRY, name=f"临夏县第{n}示例公司", number=credit(random), certificate=f"ZL-{n:05}", plaque="")
        for n in range(1, count + 1)
    ]
