"""Interprets cells of an uploaded list: Excel keeps numbers, dates and formulas where people see text."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from papers.engine.columns import same
from papers.engine.spreadsheets import Cell, Sheet
from rules.engine.answers import date_answer, text_answer
from rules.engine.refusals import Unfit

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
