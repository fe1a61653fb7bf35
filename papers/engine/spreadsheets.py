"""Lists: Excel written so that no text becomes a formula, Excel and text read without formulas or unpacked bombs."""

import codecs
import csv
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import zip_longest
from typing import Any

from papers.engine.apart import apart
from papers.engine.archives import check_parts
from rules.engine.answers import clean
from rules.engine.calendar import OFFICE_ZONE
from rules.engine.refusals import Unfit

# Reads lists that are plain text, as other programs export them: commas, semicolons or tabs, UTF-8 or GB18030.


MARKS = "\t;,"
"""The characters that may stand between two cells, the least usual within a cell first."""
_LOOKED_AT = 12
"""How many lines are looked at to learn which of them it is; headings stand among these."""
_MOST_CHARS = 32_767
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def lines(data: bytes, *, most_rows: int, most_columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of the line on which it begins, from 1. Raises Unfit for what is no such list."""
    text = _text(data)
    mark = _mark(text)
    reader, line = csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True), 1
    csv.field_size_limit(_MOST_CHARS)
    try:
        for count, row in enumerate(reader, start=1):
            if count > most_rows:
                raise Unfit("papers.archive.too_many_rows", limit=most_rows)
            yield line, row[:most_columns]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unfit("papers.lists.broken_line", line=line) from error


def _text(data: bytes) -> str:
    """Return the text: UTF-8 with or without its mark, UTF-16 with it, otherwise what Chinese Windows writes."""
    if b"\0" in data and not data.startswith(_WIDE):
        raise Unfit("papers.lists.no_list")
    for encoding in ("utf-16",) if data.startswith(_WIDE) else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit("papers.lists.encoding")


def _mark(text: str) -> str:
    """Return the mark that divides the first lines into the most cells."""
    first = text.splitlines()[:_LOOKED_AT]
    return max(reversed(MARKS), key=lambda mark: max((line.count(mark) for line in first), default=0))


MOST_COLUMNS = 60
MOST_ROWS = 20_000
"""The most rows of a sheet, empty ones included."""

_SHEET_NAME_CHARS = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST, _NARROWEST = 60, 8
_ZIP_START, _OLD_OFFICE_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 79_999
_CREATED = datetime(2023, 10, 19)  # noqa: DTZ001 - the same list gives the same bytes: no clock is asked

Value = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its `value` as last computed, and whether it is a formula's, or an error."""

    value: object = None
    formula: bool = False
    error: bool = False

    @property
    def empty(self) -> bool:
        """Whether the cell is empty: white space counts as nothing, a formula that was never computed as something."""
        blank = self.value is None or (isinstance(self.value, str) and not clean(self.value))
        return blank and not self.formula


@dataclass(frozen=True, slots=True)
class Row:
    """A non-empty row with its number as in Excel, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, without its empty rows; some files count days from 1904."""

    name: str
    rows: tuple[Row, ...]
    epoch: datetime

    def day(self, serial: float) -> date | None:
        """Return the day meant by a bare number whose date format was lost, or None if it cannot be one."""
        if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:  # a file can hold an infinite number
            return None
        from openpyxl.utils.datetime import from_excel  # slow to import and seldom needed

        found = from_excel(int(serial), epoch=self.epoch)
        return found.date() if isinstance(found, datetime) else None


def sheet(title: str, header: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """Write a list as an Excel file: `title` names the sheet, the header stays in view, text stays text."""
    out = BytesIO()
    with workbook(out) as book:
        page = book.add_worksheet(sheet_name(title))
        page.freeze_panes(1, 0)
        _write_row(page, 0, header, book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1}), {})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        dates = {date: _dated(book, "yyyy-mm-dd"), datetime: _dated(book, "yyyy-mm-dd hh:mm")}
        for n, row in enumerate(rows, start=1):
            _write_row(page, n, row, plain, dates)
        for column, name in enumerate(header):
            page.set_column(column, column, _width([name, *(row[column] for row in rows[:200])]))
        page.autofilter(0, 0, max(len(rows), 1), max(len(header) - 1, 0))
    return out.getvalue()


def workbook(out: BytesIO) -> Any:
    """Make an Excel file in which text never becomes a formula, a number or a link."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    import xlsxwriter

    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _CREATED})
    return book


def sheet_name(title: str) -> str:
    """Return the title as a valid name for an Excel sheet."""
    return " ".join(clean(title).translate(_NOT_IN_SHEET_NAMES).split())[:_SHEET_NAME_CHARS] or "1"


def _dated(book: Any, shape: str) -> Any:
    return book.add_format({"num_format": shape, "valign": "top", "align": "left"})


def _write_row(page: Any, n: int, row: Sequence[Value], plain: Any, dates: Mapping[type[date], Any]) -> None:
    for column, value in enumerate(row):
        match value:
            case None:
                page.write_blank(n, column, None, plain)
            case datetime():
                page.write_datetime(n, column, value.astimezone(OFFICE_ZONE).replace(tzinfo=None), dates[datetime])
            case date():
                page.write_datetime(n, column, value, dates[date])
            case str():
                page.write_string(n, column, clean(value)[:_MOST_CHARS], plain)
            case _:
                page.write_number(n, column, value, plain)


def _width(values: Sequence[Value]) -> int:
    """Return a column width for the longest line; a Chinese character takes two places."""
    shown = (line for value in values for line in str(value or "").split("\n"))
    widest = max((sum(1 + (ord(char) > 0x2E7F) for char in line) for line in shown), default=0)
    return min(_WIDEST, max(_NARROWEST, widest + 3))


@apart(Sheet, Row, Cell, imports=("openpyxl",))
def sheets(data: bytes) -> tuple[Sheet, ...]:
    """Return the visible sheets of an uploaded Excel file.

    Raises Unfit for what is no Excel file, or is too large to be a list.
    """
    check_parts(data)
    try:
        return tuple(_sheets(data))
    except Unfit:
        raise
    except Exception as error:  # the reader may raise anything on a damaged part
        raise Unfit("papers.archive.unreadable") from error


@apart(Sheet, Row, Cell, imports=("openpyxl",))
def lists(data: bytes) -> tuple[Sheet, ...]:
    """Return the lists of an uploaded file: an Excel file's visible sheets, or a text's one list, which has no name.

    Raises Unfit as `sheets` does, and for a text that cannot be read.
    """
    if data.startswith((_ZIP_START, _OLD_OFFICE_START)):
        return sheets.here(data)
    rows = lines(data, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    filled = (Row(line, tuple(Cell(text) for text in row)) for line, row in rows if any(map(clean, row)))
    return (Sheet("", tuple(filled), _CREATED),)


def _sheets(data: bytes) -> Iterator[Sheet]:
    """Yield the sheets, read twice: for computed values and for formulas, as an empty value alone does not tell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the reader warns of every decoration that it skips
        import openpyxl

        computed = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        written = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=False)
        for page in computed.worksheets:
            if page.sheet_state == "visible":
                yield Sheet(page.title, tuple(_rows(page, written[page.title])), computed.epoch)


def _rows(computed: Any, written: Any) -> Iterator[Row]:
    for page in (computed, written):
        page.reset_dimensions()  # the size that the file claims cannot be trusted
    pairs = zip_longest(*(page.iter_rows(max_col=MOST_COLUMNS) for page in (computed, written)), fillvalue=())
    for number, (values, formulas) in enumerate(pairs, start=1):
        if number > MOST_ROWS:
            raise Unfit("papers.archive.too_many_rows", limit=MOST_ROWS)
        cells = tuple(_cell(*pair) for pair in _used(values, formulas))
        if any(not cell.empty for cell in cells):
            yield Row(number, cells)


def _used(values: Sequence[Any], formulas: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return the cells of a row up to the last one that is not empty."""
    pairs = list(zip_longest(values, formulas))
    while pairs and all(cell is None or cell.value is None for cell in pairs[-1]):
        pairs.pop()
    return pairs


def _cell(computed: Any, written: Any) -> Cell:
    formula = written is not None and written.data_type == "f"
    if computed is None:
        return Cell(formula=formula)
    return Cell(value=computed.value, formula=formula, error=computed.data_type == "e")
