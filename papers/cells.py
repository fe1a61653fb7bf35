"""Interprets cells of an uploaded list: Excel keeps numbers, dates and formulas where people see text."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from papers.columns import same
from papers.spreadsheets import Cell, Sheet
from rules.answers import date_answer, text_answer
from rules.refusals import Unfit

EXACT_DIGITS = 15
"""How many digits Excel keeps of a number; it zeroes all further ones, so what was typed is lost."""

_MOST_CHARS = 200
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
    """Return the cell as a day up to `today`: an Excel date, its bare number, or a date in words. Raises Unfit."""
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
    return date_answer(found.isoformat(), latest=today)


def named(cell: Cell, names: Mapping[str, str], key: str) -> str:
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
