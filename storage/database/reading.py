"""Reads many rows one by one, so that one that was damaged does not hide the others from who works through them."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import Row

from storage.database.seals import Field, Seal
from storage.schema import UNREADABLE, lenient

WHOLE_ROW = "row"
"""The column named in a Field where a row cannot be read as a whole."""
_Made = TypeVar("_Made")


def readable(
    seal: Seal,
    table: str,
    rows: Iterable[Row[Any]],
    read: Callable[[Row[Any]], _Made],
    *,
    strict: bool = False,
    whole: bool = True,
) -> list[_Made]:
    """Return what `read` makes of each row; one that cannot be read is left out and noticed, for the lead to be told.

    The first column is the row's name there. Lists that decide something are `strict`: without a row that says no they
    would say yes, so they raise. Without `whole`, `read` itself deals with values that are UNREADABLE.
    """
    if strict:
        return [read(row) for row in rows]
    found = []
    with lenient():
        for row in rows:
            try:
                if whole and UNREADABLE in row:
                    raise ValueError
                found.append(read(row))
            except (ValueError, TypeError, LookupError):
                seal.noticed.add(Field(table, str(row[0]), WHOLE_ROW))
    return found
