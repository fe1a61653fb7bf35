"""A cell of a listing says the same on a page and in Excel, each in its own form (Art. 9)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest

from papers.engine.lists import book, titled, worded
from texts import Words, say

LATE = datetime(2026, 9, 17, 16, 30, tzinfo=UTC)
"""Half past midnight of the 18th in Linxia."""


@dataclass(frozen=True)
class Known:
    """A sentence that the catalogues may lack."""

    key: str
    otherwise: object


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (None, ""),
        (7, "7"),
        (date(2026, 9, 18), say("zh", "public.day", on=date(2026, 9, 18))),
        (LATE, say("zh", "pages.moment", at=LATE)),
        (Words("pages.cases"), say("zh", "pages.cases")),
        (("SB-0001", None, Words("pages.cases")), f"SB-0001 · {say('zh', 'pages.cases')}"),
        (Known("pages.cases", "x"), say("zh", "pages.cases")),
        (Known("pages.nowhere", Known("pages.neither", "as written")), "as written"),
    ],
)
def test_a_cell_is_put_into_words(cell: object, words: str) -> None:
    assert worded("zh", cell) == words


def test_a_moment_is_shown_by_its_day_in_linxia_and_a_year_is_its_own_title() -> None:
    assert worded("zh", LATE, as_day=True) == say("zh", "public.day", on=date(2026, 9, 18))
    assert (titled("zh", 2026), titled("zh", "pages.cases")) == ("2026", say("zh", "pages.cases"))


def test_excel_keeps_days_and_numbers_and_says_when_it_was_cut() -> None:
    rows: list[list[object]] = [[1, date(2026, 9, 18), Words("pages.cases")], [2, None, ("a", "b")]]
    for most, last in ((3, [2, None, "a · b"]), (2, [say("en", "pages.cut", count=2), None, None])):
        made = book("en", "List", ["pages.column.number", "pages.column.due", 2026], rows, most)
        page = openpyxl.load_workbook(BytesIO(made)).worksheets[0]
        values = [[cell.value for cell in row] for row in page.iter_rows()]
        assert values[1] == [1, datetime(2026, 9, 18), say("en", "pages.cases")]  # noqa: DTZ001 - as Excel has it
        assert values[-1] == last
