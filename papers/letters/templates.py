"""Templates of letters: makes the shipped template, and letters from it or from the office's changed one.

A template is a Word document in which {{编号}} stands for a value or, alone on its line, for a table or a list.
Placeholders are filled in once: a value that looks like one is printed as it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from papers.engine.layout import Paper, small
from papers.engine.slots import bare, braced, called, in_braces, texts_in, values
from papers.engine.word_documents import TITLE, WIDTH, Writer, sheet
from rules.engine.answers import clean
from texts import say

PLACEHOLDER = re.compile(r"[{｛]{2}\s*([^{}｛｝]{1,40}?)\s*[}｝]{2}")
"""A placeholder as typed: full-width braces and inner spaces are allowed."""
SLIP = "slip"


def shipped(specimen: Paper) -> bytes:
    """Make the shipped template: the paper with the names of slots and parts in place of their content."""
    document, language = sheet(specimen.language), specimen.language
    named = braced(language)
    document.add_paragraph(clean(named(specimen.title)), TITLE)
    _frame(document, language)
    writer = Writer(document, named)
    for block in specimen.blocks:
        writer.write([_standing(block, language)])
    if specimen.slip is not None:
        writer.write([{"kind": "prose", "text": in_braces(called(language, SLIP))}])
    return _saved(document, bare(specimen.title), specimen.issuer)


def filled(template: bytes, paper: Paper) -> bytes:
    """Make the letter as a Word document: the template with its placeholders filled from the paper."""
    document = Document(BytesIO(template))
    said, parts = words_of(paper), parts_of(paper)
    apart = [(paragraph, name) for paragraph in document.paragraphs if (name := alone(paragraph.text)) in parts]
    for element in list(places(document)):
        _fill(Paragraph(element, document._body), said)  # noqa: SLF001  # the library reads no text boxes
    for paragraph, name in apart:  # inserted last, so that a case's own words are not searched
        _put(document, paragraph, paper, parts[str(name)])
    if paper.contact:
        Writer(document).write([small(paper.contact)])
    return _saved(document, bare(paper.title), paper.issuer)


def words_of(paper: Paper) -> dict[str, str]:
    """Return the value of each slot, by the slot's name in the paper's language."""
    back = say(paper.language, "papers.back", number=paper.back) if paper.back else ""
    numbered = say(paper.language, "papers.number", number=paper.number) if paper.number else ""
    fixed = {"issuer": paper.issuer, "number": paper.number, "numbered": numbered, "back": back}
    found = values((paper.title, *texts_in(paper.blocks)))
    return {called(paper.language, name): value for name, value in {**fixed, **found}.items()}


def parts_of(paper: Paper) -> dict[str, Sequence[Mapping[str, Any]] | None]:
    """Return the blocks of each part by its name; None stands for the slip."""
    named: dict[str, Any] = {
        called(paper.language, str(block["name"])): block["blocks"] for block in paper.blocks if block["kind"] == "part"
    }
    return {**named, called(paper.language, SLIP): None} if paper.slip is not None else named


def alone(text: str) -> str | None:
    """Return the name of the placeholder that is all of this text, or None."""
    found = PLACEHOLDER.fullmatch(text.strip())
    return found[1] if found else None


def places(document: Doc) -> Iterator[Any]:
    """Yield every paragraph that may have a placeholder: text, tables, text boxes, headers and footers."""
    yield from document.element.body.iter(qn("w:p"))
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not part.is_linked_to_previous:
                yield from part._element.iter(qn("w:p"))  # noqa: SLF001  # as above


def _standing(block: Mapping[str, object], language: str) -> Mapping[str, object]:
    if block["kind"] != "part":
        return block
    return {"kind": "prose", "text": in_braces(called(language, str(block["name"])))}


def _frame(document: Doc, language: str) -> None:
    """Put issuer and number at the head of every page, and the return number and page number at its foot."""
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (head, foot):
        line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    head.text = f"{in_braces(called(language, 'issuer'))}\t{in_braces(called(language, 'numbered'))}"
    foot.add_run(f"{in_braces(called(language, 'back'))}\t")
    before, between, after = re.split(r"\{pages?\}", say(language, "papers.page", page="{page}", pages="{pages}"))
    for text, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        foot.add_run(text)
        if code:
            _counted(foot, code)


def _counted(paragraph: Paragraph, code: str) -> None:
    field: Any = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    shown: Any = OxmlElement("w:r")
    number: Any = OxmlElement("w:t")
    number.text = "1"
    shown.append(number)
    field.append(shown)
    paragraph._p.append(field)  # noqa: SLF001  # the library has no fields


def _put(document: Doc, paragraph: Paragraph, paper: Paper, blocks: Sequence[Mapping[str, Any]] | None) -> None:
    """Replace a paragraph by blocks: they are written at the end and moved there."""
    body: Any = document.element.body
    before = set(body)
    writer = Writer(document)
    if blocks is not None:
        writer.write(blocks)
    elif paper.slip is not None:
        writer.slip(paper.slip.title, paper.slip.blocks)
    for element in [one for one in body if one not in before]:
        paragraph._p.addprevious(element)  # noqa: SLF001  # the library moves nothing
    body.remove(paragraph._p)  # noqa: SLF001


def _fill(paragraph: Paragraph, said: Mapping[str, str]) -> None:
    """Fill the placeholders of a line, even if Word has split them into runs: the first run takes the value."""
    runs = paragraph.runs
    for found in reversed(list(PLACEHOLDER.finditer("".join(run.text for run in runs)))):
        if found[1] in said:
            _replace(runs, found.start(), found.end(), clean(said[found[1]]))


def _replace(runs: Sequence[Run], start: int, end: int, value: str) -> None:
    place = 0
    for run in runs:
        text, first, place = run.text, place, place + len(run.text)
        if first >= end or place <= start:
            continue
        begins = first <= start
        run.text = text[: max(0, start - first)] + (value if begins else "") + text[max(0, end - first) :]


def _saved(document: Doc, title: str, issuer: str) -> bytes:
    known = document.core_properties
    known.title, known.author, known.comments, known.last_modified_by = title, issuer[:200], "", issuer[:200]
    known.created = known.modified = datetime(2023, 10, 19, tzinfo=UTC)  # the day of the Measures: no clock is asked
    out = BytesIO()
    document.save(out)
    return out.getvalue()
