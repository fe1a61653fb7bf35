import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest

from papers.engine.spreadsheets import sheet, sheets

HOSTILE = (
    '=HYPERLINK("http://evil","x")',
    "+1+1",
    "@SUM(A1)",
    "-2+3|cmd",
    "\t=1",
    "\r=1",
    "{=1}",
    "http://evil",
    "0123",
)


def read(file: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(file)).active.iter_rows()]  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", HOSTILE)
def test_text_stays_text_and_never_becomes_a_formula_a_number_or_a_link(typed: str) -> None:
    file = sheet("名单", ("栏",), ((typed,),))
    page = openpyxl.load_workbook(BytesIO(file)).active
    assert page is not None
    assert (page["A2"].value, page["A2"].data_type, page["A2"].hyperlink) == (typed.strip(), "s", None)
    with zipfile.ZipFile(BytesIO(file)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_values_come_back_as_they_were_written() -> None:
    moment = datetime(2026, 9, 28, 17, 30, tzinfo=UTC)
    rows = (("㐂𠮷", 7, 98.6, date(2026, 10, 10), moment, None), ("b", 0, 0.5, date(2027, 1, 1), moment, ""))
    found = read(sheet("a", ("一", "二", "三", "四", "五", "六"), rows))[1:]
    assert [[str(value or "") for value in row] for row in found] == [
        ["㐂𠮷", "7", "98.6", "2026-10-10 00:00:00", "2026-09-29 01:30:00", ""],
        ["b", "", "0.5", "2027-01-01 00:00:00", "2026-09-29 01:30:00", ""],
    ]


def test_what_a_spreadsheet_cannot_hold_is_left_out_and_a_very_long_text_is_cut_not_lost() -> None:
    file = sheet("a", ("一",), (("a\x00\x0b\x1b\ufffe\ud800b",), ("字" * 40_000,)))
    assert [row[0] for row in read(file)] == ["一", "ab", "字" * 32_767]


@pytest.mark.parametrize("title", ["第三届[名单]: a/b\\c*?" + "长" * 40, "'", "", "\x00"])
def test_any_title_names_a_sheet(title: str) -> None:
    assert 1 <= len(openpyxl.load_workbook(BytesIO(sheet(title, ("一",), ()))).sheetnames[0]) <= 31


def test_the_same_list_is_the_same_file() -> None:
    assert sheet("a", ("一",), (("x",),)) == sheet("a", ("一",), (("x",),))


def test_an_empty_list_has_its_header() -> None:
    assert read(sheet("a", ("一", "二"), ())) == [["一", "二"]]


@pytest.mark.parametrize(
    ("typed", "day"), [("45000", date(2023, 3, 15)), ("7", None), ("1E999", None), ("-1E999", None)]
)
def test_a_bare_number_is_a_day_only_where_it_can_be_one(typed: str, day: date | None) -> None:
    packed, out = zipfile.ZipFile(BytesIO(sheet("a", ("一",), ((12345,),)))), BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in packed.namelist():
            archive.writestr(name, packed.read(name).replace(b"12345", typed.encode()))
    (found,) = sheets(out.getvalue())
    (number,) = (cell.value for cell in found.rows[1].cells)
    assert isinstance(number, int | float)
    assert found.day(number) == day


def test_a_list_that_was_written_is_read_with_its_row_numbers() -> None:
    found = sheets(sheet("名单", ("一", "二"), (("x", 1), ("", None), ("y", None))))
    assert [row.number for row in found[0].rows] == [1, 2, 4]
    assert [cell.value for cell in found[0].rows[1].cells[:2]] == ["x", 1]
