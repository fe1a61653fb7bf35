"""Interprets cells of an uploaded list: Excel keeps numbers, dates and formulas where people see text."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from papers.engine.columns import NUMBERS, Column, Layout, Listing, same
from papers.engine.spreadsheets import Cell, Row, Sheet, sheet
from rules.applications.lifecycle import INDIVIDUAL, ORGANISATION
from rules.engine.answers import date_answer, text_answer
from rules.engine.identities import credit_code, email, phone, resident_number
from rules.engine.refusals import Unfit
from rules.office.handover import Contact, Problem
from texts import Words, say

EXACT_DIGITS = 15
"""How many digits Excel keeps of a number; it zeroes all further ones, so what was typed is lost."""

Named = TypeVar("Named")

_MOST_CHARS = 200
_NUMBERED = re.compile("第?([0-9]{1,4})[届年]?")
_ROUNDED = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)


def typed(cell: Cell) -> str:
    """Return the cell as it was typed. Raises Unfit where Excel has lost what was typed."""
    _check(cell)
    if isinstance(cell.value, str):
        return cell.value
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _number(cell.value)
    raise Unfit("papers.holders.became_date" if isinstance(cell.value, date) else "papers.holders.not_text")


def short_text(cell: Cell) -> str:
    """Return the cell as one line of text. Raises Unfit where digits have been lost."""
    text = typed(cell)
    if _ROUNDED.fullmatch(text.strip()):
        raise Unfit("papers.holders.digits_lost")
    return " ".join(text_answer(text, max_chars=_MOST_CHARS).split())


def day(cell: Cell, sheet: Sheet, today: date) -> date:
    """Return the cell as a day up to `today`, as `later_day` reads it. Raises Unfit."""
    return date_answer(later_day(cell, sheet).isoformat(), latest=today)


def later_day(cell: Cell, sheet: Sheet) -> date:
    """Return the cell as a day: an Excel date, its bare number, or a date in words. Raises Unfit."""
    _check(cell)
    match cell.value:
        case datetime():
            found: date | None = cell.value.date()
        case date():
            found = cell.value
        case bool():
            found = None
        case int() | float():
            found = sheet.day(cell.value) or date_answer(_number(cell.value))
        case str():
            found = date_answer(cell.value)
        case _:
            found = None
    if found is None:
        raise Unfit("answers.not_a_date")
    return found


def whole_number(cell: Cell, within: range) -> int:
    """Return the cell as a whole number, alone or as in 第3届. Raises Unfit for what is none of these."""
    digits = _NUMBERED.fullmatch(unicodedata.normalize("NFKC", short_text(cell)))
    if digits is None or int(digits.group(1)) not in within:
        raise Unfit("papers.lists.whole_number", least=str(within.start), most=str(within.stop - 1))
    return int(digits.group(1))


def named(cell: Cell, names: Mapping[str, Named], key: str) -> Named:
    """Return what the cell's text stands for in `names`, whose keys are spelt by `same`. Raises Unfit with `key`."""
    found = names.get(same(short_text(cell)))
    if found is None:
        raise Unfit(key)
    return found


def _check(cell: Cell) -> None:
    if cell.formula and cell.value is None:
        raise Unfit("papers.holders.formula")
    if cell.error:
        raise Unfit("papers.holders.error_cell")


def _number(value: float) -> str:
    if float(value).is_integer():
        digits = str(int(value))
        if len(digits.lstrip("-")) > EXACT_DIGITS:
            raise Unfit("papers.holders.digits_lost")
        return digits
    return repr(value)


# One row of a list that is being read: it collects problems and goes on, so that all are told at once.


KINDS = {
    **dict.fromkeys(("组织", "单位", "企业", "获奖组织", "organisation", "organization"), ORGANISATION),
    **dict.fromkeys(("个人", "获奖个人", "individual", "person"), INDIVIDUAL),
}
T = TypeVar("T")


class ColumnRow:
    """A row with the columns of its list."""

    def __init__(self, row: Row, sheet: Sheet, listing: Listing, found: Layout, today: date) -> None:
        self.row, self.sheet, self.listing, self.found, self.today = row, sheet, listing, found, today
        self.problems: list[Problem] = []

    def filled(self, column: Column) -> bool:
        """Tell whether the column has a value."""
        return not self._cell(column).empty

    def read(self, column: Column, how: Callable[[Cell], T], *, required: bool = False) -> T | None:
        """Return the column's value; None when it is empty or wrong."""
        if not self.filled(column):
            if required or column in self.listing.required:
                self.note(column, "papers.holders.empty")
            return None
        try:
            return how(self._cell(column))
        except Unfit as unfit:
            self.note(column, unfit.key, unfit.values)
            return None

    def note(self, column: Column, key: str, values: Mapping[str, object] | None = None) -> None:
        """Note a problem with the column."""
        heading = self.found.headings.get(column, "")
        self.problems.append(Problem(self.row.number, heading, key, values or {}, self.sheet.name))

    def number(self, kind: str) -> str | None:
        """Return the number from the column for this kind of holder, or from the column that serves both."""
        own = Column.CREDIT_CODE if kind == ORGANISATION else Column.RESIDENT_NUMBER
        column = next((column for column in (own, Column.NUMBER) if self.filled(column)), None)
        if column is None:
            there = next(column for column in (own, Column.NUMBER, *NUMBERS) if column in self.found.places)
            self.note(there, f"papers.holders.no_number.{kind}")
            return None
        if kind == ORGANISATION:
            return self.read(column, lambda cell: credit_code(short_text(cell)))
        return self.read(column, lambda cell: resident_number(short_text(cell), today=self.today))

    def contact(self, who: Column, where: Column, mail: Column, *, required: bool) -> Contact | None:
        """Return a person with a phone number and perhaps an e-mail address; neither name nor phone is taken alone."""
        wanted = required or self.filled(who) or self.filled(where) or self.filled(mail)
        name = self.read(who, short_text, required=wanted)
        number = self.read(where, lambda cell: phone(short_text(cell)), required=wanted)
        address = self.read(mail, lambda cell: email(short_text(cell)))
        return Contact(name, number, address) if name and number else None

    def _cell(self, column: Column) -> Cell:
        place = self.found.places.get(column)
        return self.row.cells[place] if place is not None and place < len(self.row.cells) else Cell()


# What is wrong with a list that was handed in, in words: for the chat and the command, and as an Excel file.


def line_of(language: str, problem: Problem) -> str:
    """Return one problem as a line: where it is, and how to put it right."""
    if problem.row == 0:
        return say(language, problem.key, **problem.values)
    key = "papers.holders.at" if problem.column else "papers.lists.at_row"
    line = say(language, key, row=problem.row, column=problem.column, problem=_words(problem))
    return say(language, "papers.lists.on_sheet", sheet=problem.sheet, line=line) if problem.sheet else line


def problem_list(language: str, problems: Sequence[Problem]) -> bytes:
    """Return all problems as an Excel file: sheet, row, column, and what to do."""
    header = [say(language, f"papers.lists.report.{name}") for name in ("sheet", "row", "column", "problem")]
    rows = [[one.sheet, one.row or None, one.column, say(language, one.key, **one.values)] for one in problems]
    return sheet(say(language, "papers.lists.report.title"), header, rows)


def _words(problem: Problem) -> Words:
    return Words(problem.key, problem.values)
