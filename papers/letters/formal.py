"""Letters in both forms: a PDF to read and keep, and a Word document to change before it is sealed."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from papers.engine.layout import Paper, printed
from papers.letters.kinds import SPECIMENS
from papers.letters.template_reading import retold
from papers.letters.templates import filled, shipped


def shipped_template(kind: str, language: str) -> bytes:
    """Return the shipped template of this kind of letter. Raises KeyError for an unknown kind."""
    return shipped(SPECIMENS[kind](language))


def in_word(kind: str, template: bytes | None, paper: Paper) -> bytes:
    """Make the Word document of a letter, from the office's template or, without one, the shipped one."""
    return filled(template or shipped_template(kind, paper.language), paper)


def in_pdf(template: bytes | None, paper: Paper) -> bytes:
    """Make the PDF of a letter, with the words of the office's template if there is one."""
    return printed(retold(template, paper) if template is not None else paper)


# Many letters at once: bound into one PDF for printing, or zipped as Word documents.


Makes = Iterable[tuple[str, Callable[[], bytes]]]
"""Each file's name with the function that makes it; called one at a time, so that few are in memory."""


def bound(letters: Makes) -> bytes:
    """Bind all letters into one PDF; each begins on the front of a sheet, even in two-sided printing."""
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
    """Pack all letters into one zip archive, each under its own name."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # a Word document is compressed already
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
