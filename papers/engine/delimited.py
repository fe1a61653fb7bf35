"""Reads lists that are plain text, as other programs export them: commas, semicolons or tabs, UTF-8 or GB18030."""

import codecs
import csv
from collections.abc import Iterator
from io import StringIO

from rules.engine.refusals import Unfit

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
