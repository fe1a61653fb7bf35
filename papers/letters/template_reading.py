"""Reads a changed template back, so that the PDF has the same content in the same order.

Words, headings, tables and right-aligned lines are read; typefaces and pictures exist in Word only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table
from docx.text.paragraph import Paragraph

from papers.engine.layout import Block, Paper, notice, prose, section, signed, small, table
from papers.engine.layout import Table as Grid
from papers.engine.slots import called
from papers.engine.word_styles import ADDRESSED, NOTICE, SECTION, SIGNED, SMALL, TITLE
from papers.letters.templates import PLACEHOLDER, SLIP, alone, parts_of, words_of


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
