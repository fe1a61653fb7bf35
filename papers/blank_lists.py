"""The empty Excel list of earlier winners for the office to fill in: hints above the columns, choices to pick from."""

from io import BytesIO
from typing import Any

from papers.columns import REQUIRED, Column
from papers.holders import MOST_HOLDERS
from papers.spreadsheets import sheet_name, workbook
from rules.pack import Pack
from texts import say

_SHOWN = (
    Column.NAME,
    Column.KIND,
    Column.AWARD,
    Column.NUMBER,
    Column.DECISION,
    Column.DECIDED_ON,
    Column.CERTIFICATE,
    Column.PLAQUE,
    Column.CONTACT,
    Column.PHONE,
    Column.EMAIL,
    Column.SECOND_CONTACT,
    Column.SECOND_PHONE,
    Column.SECOND_EMAIL,
    Column.UNIT,
)
_WIDE = {Column.NAME: 32, Column.NUMBER: 26, Column.UNIT: 40, Column.DECISION: 24}
_HINTS, _HEADINGS, _FIRST = 1, 2, 3


def holders_template(language: str, pack: Pack | None = None) -> bytes:
    """Make an Excel file to fill in; every column is text, so that no digit of a long number is lost.

    Row 1 is the title, row 2 the hints, row 3 the headings. With a pack, its receiving units can be picked.
    """
    out = BytesIO()
    with workbook(out) as book:
        page = book.add_worksheet(sheet_name(say(language, "papers.holders.title")))
        _write_head(book, page, language)
        text = book.add_format({"num_format": "@"})
        for place, column in enumerate(_SHOWN):
            page.set_column(place, place, _WIDE.get(column, 18), text)
        page.freeze_panes(_FIRST, 1)
        for column in (Column.KIND, Column.AWARD):
            values = [say(language, f"papers.holders.{column}.{value}") for value in _choices(column)]
            _offer(page, column, values, say(language, f"papers.holders.{column}"))
        if pack:
            _offer_units(book, page, pack, language)
    return out.getvalue()


def _choices(column: Column) -> tuple[str, str]:
    return ("organisation", "individual") if column is Column.KIND else ("award", "nomination")


def _write_head(book: Any, page: Any, language: str) -> None:
    title = book.add_format({"bold": True, "font_size": 14, "valign": "vcenter"})
    hint = book.add_format({"font_color": "#666666", "italic": language != "zh", "text_wrap": True, "valign": "top"})
    plain = {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    needed = book.add_format({**plain, "bg_color": "#F6D9D6"})
    optional = book.add_format({**plain, "bg_color": "#EFEFEF"})
    page.merge_range(0, 0, 0, len(_SHOWN) - 1, say(language, "papers.holders.about", limit=MOST_HOLDERS), title)
    page.set_row(0, 30)
    page.set_row(_HINTS, 64)
    page.set_row(_HEADINGS, 32)
    for place, column in enumerate(_SHOWN):
        page.write_string(_HINTS, place, say(language, f"papers.holders.hint.{column}"), hint)
        heading = say(language, f"papers.holders.column.{column}")
        page.write_string(_HEADINGS, place, heading, needed if _is_needed(column) else optional)


def _is_needed(column: Column) -> bool:
    return column in REQUIRED or column is Column.NUMBER


def _offer(page: Any, column: Column, source: object, message: str) -> None:
    place = _SHOWN.index(column)
    rule = {"validate": "list", "source": source, "error_message": message, "ignore_blank": True}
    page.data_validation(_FIRST, place, _FIRST + MOST_HOLDERS - 1, place, rule)


def _offer_units(book: Any, page: Any, pack: Pack, language: str) -> None:
    """Offer the units from a second sheet, because Excel allows only 255 characters of choices inside a rule."""
    names = book.add_worksheet(sheet_name(say(language, "papers.holders.column.unit")))
    names.set_column(0, 0, 60)
    names.write_column(0, 0, [unit.name(language) for unit in pack.units])
    source = f"='{names.get_name()}'!$A$1:$A${len(pack.units)}"
    _offer(page, Column.UNIT, source, say(language, "papers.holders.unit"))
