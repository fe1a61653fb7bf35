"""Checks a template uploaded by the office and names each problem, so that none shows up on a real letter."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.oxml.ns import qn

from papers.engine.apart import apart
from papers.engine.archives import check_parts
from papers.engine.layout import Paper
from papers.engine.slots import OPTIONAL, called
from papers.letters.kinds import SPECIMENS
from papers.letters.template_reading import retold
from papers.letters.templates import PLACEHOLDER, alone, filled, parts_of, places, words_of
from rules.engine.archives import fetches
from rules.engine.refusals import Unfit

MOST_BYTES = 5 * 1024 * 1024
_ACTIVE = re.compile(r"vbaProject|/activeX/|/embeddings/|oleObject|attachedToolbars|afchunk", re.IGNORECASE)
_CHANGES = ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:rPrChange", "w:pPrChange")
_REMARKS = ("w:commentReference", "w:commentRangeStart")
_BRACES = re.compile(r"[{｛]{2}|[}｝]{2}")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem to correct: the key of its sentence, and what it is about."""

    key: str
    values: dict[str, object] = field(default_factory=dict)


def problems(template: bytes, kind: str, language: str) -> tuple[Problem, ...]:
    """Return all problems of the template for such papers; () when it can be used. It is slow: call it in a thread."""
    if len(template) > MOST_BYTES:
        return (Problem("templates.too_large", {"limit": MOST_BYTES // 1024 // 1024}),)
    try:
        return problems_of(template, kind, language)
    except Unfit:  # it takes too much memory or time
        return (Problem("templates.unreadable"),)


@apart(Problem)
def problems_of(template: bytes, kind: str, language: str) -> tuple[Problem, ...]:
    """Return all problems of a template that is not too large."""
    specimen = SPECIMENS[kind](language)
    try:
        check_parts(template)
        if problem := _foreign(template):
            return (problem,)
        document = Document(BytesIO(template))
    except (Unfit, ValueError, KeyError, zipfile.BadZipFile, SyntaxError):
        return (Problem("templates.unreadable"),)
    found = (*_marks(document), *_names(document, specimen))
    return found or _tried(template, specimen)


def _foreign(template: bytes) -> Problem | None:
    """Find programs, embedded files, and anything fetched from elsewhere when the document is opened."""
    with zipfile.ZipFile(BytesIO(template)) as archive:
        if any(_ACTIVE.search(name) for name in archive.namelist()):
            return Problem("templates.embedded")
    return Problem("templates.linked") if fetches(template) else None


def _marks(document: Doc) -> Iterator[Problem]:
    """Find tracked changes and comments, which would go out with the letter."""
    element: Any = document.element
    if any(next(element.iter(qn(tag)), None) is not None for tag in _CHANGES):
        yield Problem("templates.changes")
    if any(next(element.iter(qn(tag)), None) is not None for tag in _REMARKS):
        yield Problem("templates.remarks")


def _names(document: Doc, specimen: Paper) -> Iterator[Problem]:
    lines = [_text(element) for element in places(document)]
    for line in lines:
        if _BRACES.search(PLACEHOLDER.sub("", line)):
            yield Problem("templates.braces", {"line": line[:40]})
    used = dict.fromkeys(name for line in lines for name in PLACEHOLDER.findall(line))
    words, blocks = words_of(specimen), parts_of(specimen)
    unknown = [name for name in used if name not in {**words, **blocks}]
    if unknown:
        yield Problem("templates.unknown", {"names": unknown[:_SHOWN]})
    missing = [name for name in {**words, **blocks} if name not in used and name not in _optional(specimen.language)]
    if missing:
        yield Problem("templates.missing", {"names": missing})
    standing = [alone(paragraph.text) for paragraph in document.paragraphs]
    joined = [
        name for name in blocks if name in used and standing.count(name) != sum(name in _in(line) for line in lines)
    ]
    if joined:
        yield Problem("templates.not_alone", {"names": joined})


def _tried(template: bytes, specimen: Paper) -> tuple[Problem, ...]:
    """Fill the template once: placeholders that cannot be filled, as inside a link, are still there afterwards."""
    try:
        retold(template, specimen)
        document = Document(BytesIO(filled(template, specimen)))
    except Exception:  # noqa: BLE001  # whatever a strange document makes the library raise, the old template stays
        return (Problem("templates.unreadable"),)
    left = dict.fromkeys(name for element in places(document) for name in _in(_text(element)))
    return (Problem("templates.stuck", {"names": list(left)}),) if left else ()


def _optional(language: str) -> set[str]:
    return {called(language, name) for name in OPTIONAL}


def _in(line: str) -> list[str]:
    return PLACEHOLDER.findall(line)


def _text(paragraph: Any) -> str:
    """Return a paragraph's words without those of a text box anchored in it, which has paragraphs of its own."""
    words = (text for text in paragraph.iter(qn("w:t")) if next(text.iterancestors(qn("w:p"))) is paragraph)
    return "".join(text.text or "" for text in words)
