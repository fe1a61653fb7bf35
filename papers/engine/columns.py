"""Finds the columns of a list that is handed in, under whatever headings they have."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from papers.engine.spreadsheets import Cell, Row, Sheet
from rules.engine.answers import clean
from rules.engine.refusals import Unfit
from texts import Words

_HEADING_ROWS = 12


class Column(StrEnum):
    """A column; its heading in a template is the sentence `papers.office.lists.column.<value>`."""

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
    ARTICLE = "article"
    FROM_ON = "from_on"
    UNTIL_ON = "until_on"
    REASON = "reason"
    EDITION = "edition"
    YEAR = "year"
    OPENS_ON = "opens_on"
    CLOSES_ON = "closes_on"
    GIVEN = "given"
    SENT_ON = "sent_on"
    STAGE = "stage"
    SINCE = "since"
    PERSON = "person"
    ROLE = "role"


NUMBERS = (Column.NUMBER, Column.CREDIT_CODE, Column.RESIDENT_NUMBER)


@dataclass(frozen=True, slots=True)
class Listing:
    """A kind of list: `required` are the columns that it must have, `optional` the others; `numbered` lists need one of
    NUMBERS too. Its sentences are under `papers.engine.lists.<name>`.
    """

    name: str
    required: tuple[Column, ...]
    optional: tuple[Column, ...] = ()
    numbered: bool = True

    @property
    def columns(self) -> frozenset[Column]:
        """All columns that such a list may have."""
        return frozenset((*self.required, *self.optional, *(NUMBERS if self.numbered else ())))


HOLDERS = Listing(
    "holders",
    (
        Column.NAME,
        Column.KIND,
        Column.AWARD,
        Column.DECISION,
        Column.DECIDED_ON,
        Column.CONTACT,
        Column.PHONE,
        Column.UNIT,
    ),
    (
        Column.CERTIFICATE,
        Column.PLAQUE,
        Column.EMAIL,
        Column.SECOND_CONTACT,
        Column.SECOND_PHONE,
        Column.SECOND_EMAIL,
    ),
)
APPLICATIONS = Listing(
    "applications",
    (
        Column.EDITION,
        Column.NAME,
        Column.KIND,
        Column.UNIT,
        Column.CONTACT,
        Column.PHONE,
        Column.SENT_ON,
        Column.STAGE,
        Column.SINCE,
    ),
    (Column.GIVEN, Column.EMAIL),
)
BARS = Listing(
    "bars",
    (Column.NAME, Column.KIND, Column.ARTICLE, Column.DECISION, Column.DECIDED_ON),
    (Column.FROM_ON, Column.UNTIL_ON, Column.REASON),
)
EDITIONS = Listing("editions", (Column.EDITION, Column.YEAR, Column.OPENS_ON, Column.CLOSES_ON), numbered=False)
STAFF = Listing("staff", (Column.PERSON, Column.ROLE), (Column.UNIT, Column.PHONE, Column.EMAIL), numbered=False)
HANDED_OVER = (HOLDERS, APPLICATIONS, BARS, EDITIONS)
"""The lists of a handover; the first that fits a sheet is the one meant."""

_HEADINGS: Mapping[Column, str] = {
    Column.NAME: "获奖者 名称 获奖者名称 获奖单位 获奖组织 获奖组织名称 获奖组织或个人 姓名或名称 申报组织或个人"
    " 申报者名称 holder name winner applicant",
    Column.KIND: "类型 类别 获奖者类型 申报者类型 组织或个人 type kind",
    Column.AWARD: "奖项 奖项名称 获奖奖项 奖别 award prize",
    Column.NUMBER: "统一社会信用代码或身份证号 统一社会信用代码/身份证号 证件号码 creditcodeoridentitynumber",
    Column.CREDIT_CODE: "统一社会信用代码 社会信用代码 信用代码 creditcode unifiedsocialcreditcode",
    Column.RESIDENT_NUMBER: "身份证号 身份证号码 居民身份证号 居民身份证号码 identitynumber idnumber residentnumber",
    Column.DECISION: "表彰决定文号 表彰文号 决定文号 处理决定文号 文号 decisionnumber decision",
    Column.DECIDED_ON: "表彰决定日期 表彰日期 决定日期 处理决定日期 获奖日期 decisiondate dateofdecision",
    Column.CERTIFICATE: "证书编号 证书号 certificatenumber certificate",
    Column.PLAQUE: "奖牌编号 奖牌号 奖杯编号 奖牌(奖杯)编号 plaquenumber plaque",
    Column.CONTACT: "联系人 联系人姓名 第一联系人 contact contactperson",
    Column.PHONE: "联系电话 电话 手机 手机号 联系人电话 第一联系电话 phone telephone contactphone",
    Column.EMAIL: "电子邮箱 邮箱 联系人邮箱 电子邮件 联系邮箱 第一联系人邮箱 email contactemail emailaddress",
    Column.SECOND_CONTACT: "第二联系人 第二联系人姓名 备用联系人 secondcontact",
    Column.SECOND_PHONE: "第二联系电话 第二联系人电话 备用联系电话 备用电话 secondphone secondcontactphone",
    Column.SECOND_EMAIL: "第二联系人邮箱 第二邮箱 第二联系人电子邮箱 备用邮箱 secondemail secondcontactemail",
    Column.UNIT: "推荐单位 受理单位 推荐单位/受理单位 推荐(受理)单位 单位 单位或职务 receivingunit recommendingunit"
    " unit unitorpost",
    Column.ARTICLE: "依据条款 条款 限制依据 article",
    Column.FROM_ON: "限制起始日期 限制开始日期 起始日期 barredfrom",
    Column.UNTIL_ON: "限制截止日期 限制到期日期 截止日期 barreduntil",
    Column.REASON: "处理理由 理由 事由 reason reasons",
    Column.EDITION: "届次 第几届 edition editionnumber",
    Column.YEAR: "评审年度 年度 year",
    Column.OPENS_ON: "申报开始日期 申报起始日期 windowopens openson",
    Column.CLOSES_ON: "申报截止日期 申报结束日期 windowcloses closeson",
    Column.GIVEN: "申报编号 受理编号 编号 applicationnumber number",
    Column.SENT_ON: "申报日期 递交日期 收到日期 senton receivedon",
    Column.STAGE: "阶段 所处阶段 当前阶段 stage",
    Column.SINCE: "进入阶段日期 阶段日期 since stagesince",
    Column.PERSON: "姓名 人员姓名 工作人员姓名 person fullname",
    Column.ROLE: "角色 职责 role",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The positions of the columns, their headings as the office wrote them, and the rows with holders."""

    places: Mapping[Column, int]
    headings: Mapping[Column, str]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]


def layout(sheet: Sheet, *listings: Listing) -> tuple[Listing, Layout] | None:
    """Return which of the lists a sheet is, by the first row with all its headings, or by two rows under merged ones.

    None for a sheet that is none of them. Raises Unfit when two headings mean the same column, or when most headings of
    a list are there and a required one is not.
    """
    lacking: dict[int, Unfit] = {}
    for n, row in enumerate(sheet.rows[:_HEADING_ROWS]):
        below = sheet.rows[n + 1] if n + 1 < len(sheet.rows) else None
        for titles, taken in ((_titles(row), 1), (_merged(row, below), 2)):
            found = _found(titles)
            for listing in listings:
                if _complete(found, listing):
                    return listing, _layout(titles, found, listing, sheet.rows[n + taken :])
                there = sum(column in found for column in listing.required)
                if there > len(listing.required) // 2:
                    lacking.setdefault(there, _lacking(found, listing))
    if lacking:
        raise lacking[max(lacking)]
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


def _complete(found: Mapping[Column, int], listing: Listing) -> bool:
    numbered = not listing.numbered or any(column in found for column in NUMBERS)
    return numbered and all(column in found for column in listing.required)


def _lacking(found: Mapping[Column, int], listing: Listing) -> Unfit:
    lacking = next((column for column in listing.required if column not in found), Column.NUMBER)
    named = Words(f"papers.lists.named.{listing.name}")
    return Unfit("papers.lists.lacking", list=named, column=Words(f"papers.holders.column.{lacking}"))


def _layout(titles: Sequence[str], found: Mapping[Column, int], listing: Listing, rows: tuple[Row, ...]) -> Layout:
    for place, title in enumerate(titles):
        column = _column(title)
        if column in listing.columns and found[column] != place:
            raise Unfit("papers.holders.twice", column=title)
    unknown = tuple(title for title in titles if title and _column(title) not in listing.columns)
    read = {column: place for column, place in found.items() if column in listing.columns}
    return Layout(read, {column: titles[place] for column, place in read.items()}, unknown, rows)
