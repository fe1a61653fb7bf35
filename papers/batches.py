"""Many letters at once: bound into one PDF to be printed, or packed as documents of Word."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

from pypdf import PdfReader, PdfWriter

Makes = Iterable[tuple[str, Callable[[], bytes]]]
"""The name of each file, and what makes it: one at a time, so that few are in memory."""


def bound(letters: Makes) -> bytes:
    """All letters in one PDF; each begins on the front of a sheet, also where the printer takes both sides."""
    whole = PdfWriter()
    for _, make in letters:
        letter = PdfReader(BytesIO(make()))
        whole.append(letter, import_outline=False)
        if len(letter.pages) % 2:
            whole.add_blank_page()
    out = BytesIO()
    whole.write(out)
    return out.getvalue()


def packed(letters: Makes) -> bytes:
    """All letters in one archive, each under a name of its own."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # a document of Word is squeezed already
        for name, content in _apart(letters):
            archive.writestr(name, content)
    return out.getvalue()


def _apart(letters: Makes) -> Iterator[tuple[str, bytes]]:
    used: set[str] = set()
    for name, make in letters:
        stem, dot, ending = name.rpartition(".")
        place, free = 1, name
        while free in used:
            place += 1
            free = f"{stem}-{place}{dot}{ending}"
        used.add(free)
        yield free, make()
