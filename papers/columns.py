"""Finds the columns of the office's list of earlier winners, under whatever headings they have."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from papers.spreadsheets import Cell, Row, Sheet
from rules.answers import clean
from rules.refusals import Unfit

_HEADING_ROWS = 12


class Column(StrEnum):
    """A column; its heading in the template is the sentence `papers.holders.column.<value>`."""

    NAME = "name"
    KIND = "kind"
    AWARD = "award"
    NUMBER = "number"
    CREDIT_CODE = "credit_code"
    RESIDENT_NUMBER = "resident_number"
    DECISION = "decision"
    DECIDED_ON = "decided_on"
    CERTIFICATE = "certificate"
    PLAQUE = "plaque"
    CONTACT = "contact"
    PHONE = "phone"
    EMAIL = "email"
    SECOND_CONTACT = "second_contact"
    SECOND_PHONE = "second_phone"
    SECOND_EMAIL = "second_email"
    UNIT = "unit"


REQUIRED = (
    Column.NAME,
    Column.KIND,
    Column.AWARD,
    Column.DECISION,
    Column.DECIDED_ON,
    Column.CONTACT,
    Column.PHONE,
    Column.UNIT,
)
NUMBERS = (Column.NUMBER, Column.CREDIT_CODE, Column.RESIDENT_NUMBER)

_HEADINGS: Mapping[Column, str] = {
    Column.NAME: "获奖者 名称 获奖者名称 获奖单位 获奖组织 获奖组织名称 获奖组织或个人 姓名或名称 holder name winner",
    Column.KIND: "类型 类别 获奖者类型 组织或个人 type kind",
    Column.AWARD: "奖项 奖项名称 获奖奖项 奖别 award prize",
    Column.NUMBER: "统一社会信用代码或身份证号 统一社会信用代码/身份证号 证件号码 creditcodeoridentitynumber",
    Column.CREDIT_CODE: "统一社会信用代码 社会信用代码 信用代码 creditcode unifiedsocialcreditcode",
    Column.RESIDENT_NUMBER: "身份证号 身份证号码 居民身份证号 居民身份证号码 identitynumber idnumber residentnumber",
    Column.DECISION: "表彰决定文号 表彰文号 决定文号 文号 decisionnumber decision",
    Column.DECIDED_ON: "表彰决定日期 表彰日期 决定日期 获奖日期 decisiondate dateofdecision",
    Column.CERTIFICATE: "证书编号 证书号 certificatenumber certificate",
    Column.PLAQUE: "奖牌编号 奖牌号 奖杯编号 奖牌(奖杯)编号 plaquenumber plaque",
    Column.CONTACT: "联系人 联系人姓名 第一联系人 contact contactperson",
    Column.PHONE: "联系电话 电话 手机 手机号 联系人电话 第一联系电话 phone telephone contactphone",
    Column.EMAIL: "电子邮箱 邮箱 联系人邮箱 电子邮件 联系邮箱 第一联系人邮箱 email contactemail emailaddress",
    Column.SECOND_CONTACT: "第二联系人 第二联系人姓名 备用联系人 secondcontact",
    Column.SECOND_PHONE: "第二联系电话 第二联系人电话 备用联系电话 备用电话 secondphone secondcontactphone",
    Column.SECOND_EMAIL: "第二联系人邮箱 第二邮箱 第二联系人电子邮箱 备用邮箱 secondemail secondcontactemail",
    Column.UNIT: "推荐单位 受理单位 推荐单位/受理单位 推荐(受理)单位 receivingunit recommendingunit unit",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The positions of the columns, their headings as the office wrote them, and the rows with holders."""

    places: Mapping[Column, int]
    headings: Mapping[Column, str]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]


def layout(sheet: Sheet) -> Layout | None:
    """Return the layout by the first row with the required headings, or by two rows under merged ones; else None.

    Raises Unfit when two headings mean the same column, or when the list is recognised but lacks a required column.
    """
    best: Unfit | None = None
    for n, row in enumerate(sheet.rows[:_HEADING_ROWS]):
        below = sheet.rows[n + 1] if n + 1 < len(sheet.rows) else None
        for titles, taken in ((_titles(row), 1), (_merged(row, below), 2)):
            found = _found(titles)
            if _complete(found):
                return _layout(titles, found, sheet.rows[n + taken :])
            if best is None and Column.NAME in found and len(found) > len(REQUIRED) // 2:
                best = _lacking(found)
    if best:
        raise best
    return None


def same(text: str) -> str:
    """Normalise a text for comparison: width, case, spaces, punctuation and bracketed remarks are ignored."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in re.sub(r"\([^)]*\)", "", flat) if char.isalnum())


def _titles(row: Row) -> tuple[str, ...]:
    return tuple(_title(cell) for cell in row.cells)


def _title(cell: Cell) -> str:
    return " ".join(clean(cell.value).split()) if isinstance(cell.value, str) else ""


def _merged(row: Row, below: Row | None) -> tuple[str, ...]:
    """Return headings from two rows: the lower one if it is a heading by itself, both joined, or the upper one."""
    if below is None:
        return ()
    upper, lower = list(_titles(row)), _titles(below)
    for place in range(1, len(upper)):
        upper[place] = upper[place] or upper[place - 1]
    own = _titles(row)
    return tuple(_over(own[n], upper[n], lower[n] if n < len(lower) else "") for n in range(len(own)))


def _over(own: str, group: str, lower: str) -> str:
    choices = (group + lower, lower) if lower else (own,)
    return next((choice for choice in choices if _column(choice)), choices[-1])


def _found(titles: Sequence[str]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for place, title in enumerate(titles):
        column = _column(title)
        if column and column not in found:
            found[column] = place
    return found


def _column(title: str) -> Column | None:
    return _names().get(_whole(title)) or _names().get(same(title))


@cache
def _names() -> Mapping[str, Column]:
    return {_whole(name): column for column, headings in _HEADINGS.items() for name in headings.split()}


def _whole(title: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", title).casefold() if char.isalnum())


def _complete(found: Mapping[Column, int]) -> bool:
    return all(column in found for column in REQUIRED) and any(column in found for column in NUMBERS)


def _lacking(found: Mapping[Column, int]) -> Unfit:
    lacking = next((column for column in REQUIRED if column not in found), Column.NUMBER)
    return Unfit(f"papers.holders.lacking.{lacking.value}")


def _layout(titles: Sequence[str], found: Mapping[Column, int], rows: tuple[Row, ...]) -> Layout:
    for place, title in enumerate(titles):
        column = _column(title)
        if column and found[column] != place:
            raise Unfit("papers.holders.twice", column=title)
    unknown = tuple(title for title in titles if title and _column(title) is None)
    return Layout(found, {column: titles[place] for column, place in found.items()}, unknown, rows)
