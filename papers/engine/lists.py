"""A listing's cells in a language: values of an Excel sheet, or words on a page and in the chat (Art. 9)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from papers.engine.spreadsheets import Value, sheet
from rules.engine.calendar import office_day
from texts import Worded, legible, say, sentences

Cell = object
"""A value, a sentence that is not yet in a language, or a tuple of these."""


@runtime_checkable
class Guessed(Protocol):
    """A sentence that the catalogues may lack, and what to say otherwise."""

    @property
    def key(self) -> str: ...

    @property
    def otherwise(self) -> Cell: ...


def book(language: str, title: str, columns: Sequence[str | int], rows: Sequence[Sequence[Cell]], most: int) -> bytes:
    """Return an Excel list; `columns` are sentence keys or years. With `most` rows its last one says that it is cut."""
    header = [titled(language, key) for key in columns]
    said: list[Value] = [say(language, "pages.cut", count=len(rows)), *[None] * (len(header) - 1)]
    cut = [said] if len(rows) >= most else []
    return sheet(title, header, [*([_value(language, cell) for cell in row] for row in rows), *cut])


def worded(language: str, cell: Cell, *, as_day: bool = False) -> str:
    """Return a cell in words, "" for nothing; a moment by the office's clock, or by its day alone."""
    if isinstance(cell, datetime) and not as_day:
        return say(language, "pages.moment", at=cell)
    if isinstance(cell, date):
        return say(language, "public.day", on=office_day(cell) if isinstance(cell, datetime) else cell)
    value = _value(language, cell)
    return "" if value is None else str(value)


def titled(language: str, title: str | int) -> str:
    """Return a column's title, given as the key of its sentence or as a year."""
    return say(language, title) if isinstance(title, str) else str(title)


def _value(language: str, cell: Cell) -> Value:
    match cell:
        case str():
            return legible(language, cell)
        case None | int() | float() | date():
            return cell
        case Guessed():
            known = cell.key in sentences(language, cell.key.partition(".")[0])
            return say(language, cell.key) if known else _value(language, cell.otherwise)
        case Worded():
            return say(language, cell.key, **cell.values)
        case tuple():
            return " · ".join(part for each in cell if (part := worded(language, each)))
    raise TypeError(f"{type(cell).__name__} is no cell of a list")
