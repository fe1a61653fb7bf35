"""Reads a changed template back, so that the PDF has the same content in the same order.

Words, headings, tables and right-aligned lines are read; typefaces and pictures exist in Word only.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from papers.engine.apart import apart
from papers.engine.archives import check_parts
from papers.engine.layout import Block, Paper, notice, prose, section, signed, small, table
from papers.engine.layout import Table as Grid
from papers.engine.slots import OPTIONAL, called
from papers.engine.word_documents import ADDRESSED, NOTICE, SECTION, SIGNED, SMALL, TITLE
from papers.letters.kinds import SPECIMENS
from papers.letters.templates import PLACEHOLDER, SLIP, alone, filled, parts_of, places, words_of
from rules.engine.archives import fetches
from rules.engine.refusals import Unfit


def retold(template: bytes, paper: Paper) -> Paper:
    """Return the paper with this template's content; head, foot and slip stay the service's."""
    said, parts = words_of(paper), parts_of(paper)
    title, blocks = "", list[Block]()
    for kind, lines in _grouped(_pieces(template)):
        if kind == "title" and not title:
            title = _told("".join(lines[0]), said)
        elif kind == "part":
            blocks += parts.get(lines[0][0]) or ()
        else:
            blocks += _blocks(kind, [tuple(_told(text, said) for text in line) for line in lines])
    return replace(paper, title=title or paper.title, blocks=tuple(blocks), slip=_slip(template, paper))


def _pieces(template: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the document's pieces in order, a paragraph or table row each: its kind, and its texts."""
    for place, item in enumerate(Document(BytesIO(template)).iter_inner_content()):
        if isinstance(item, Table):
            for row in item.rows:
                yield f"grid {place}", tuple(cell.text for cell in row.cells)
        elif item.text.strip():
            name = alone(item.text)
            yield ("part", (name,)) if name and _stands_apart(item) else (_kind(item), (item.text,))


def _stands_apart(paragraph: Paragraph) -> bool:
    return _kind(paragraph) in {"prose", "addressed"}


def _kind(paragraph: Paragraph) -> str:
    style = str(paragraph.style.name) if paragraph.style is not None else ""
    kinds = {TITLE: "title", SECTION: "section", NOTICE: "notice", SMALL: "small", SIGNED: "signed"}
    if found := kinds.get(style) or ("addressed" if style == ADDRESSED else None):
        return found
    if style.lower().startswith("heading"):
        return "section"
    return "signed" if paragraph.alignment == WD_ALIGN_PARAGRAPH.RIGHT else "prose"


def _grouped(pieces: Iterator[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Group consecutive pieces of one kind into a block, except parts and headings."""
    kind, lines = "", list[tuple[str, ...]]()
    for each, line in pieces:
        if lines and (each != kind or each in {"part", "section", "title"}):
            yield kind, lines
            lines = []
        kind = each
        lines.append(line)
    if lines:
        yield kind, lines


def _blocks(kind: str, lines: Sequence[tuple[str, ...]]) -> Sequence[Block]:
    texts = [line[0] for line in lines]
    match kind.partition(" ")[0]:
        case "grid":
            widest = max(len(line) for line in lines)
            head, *rows = [line + ("",) * (widest - len(line)) for line in lines]
            return (table(Grid(head=head, widths=(1,) * widest, rows=tuple(rows))),)
        case "section" | "title":
            return tuple(section(text) for text in texts)
        case "addressed":
            return tuple({"kind": "addressed", "text": text} for text in texts)
        case "notice":
            return (notice("\n".join(texts[1:]), title=texts[0]),)
        case "small":
            return (small("\n".join(texts)),)
        case "signed":
            return (signed(*texts),)
        case _:
            return (prose("\n".join(texts)),)


def _told(text: str, said: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: said.get(found[1], found[0]), text)


def _slip(template: bytes, paper: Paper) -> Any:
    wanted = any(line == (called(paper.language, SLIP),) for kind, line in _pieces(template) if kind == "part")
    return paper.slip if wanted else None


# Checks a template uploaded by the office and names each problem, so that none shows up on a real letter.


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
