"""Writes the blocks of `papers.engine.layout` as Word paragraphs and tables, in the order of printing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from papers.engine.layout import png
from papers.engine.slots import bare
from rules.engine.answers import clean
from texts.dates import numeral

# The empty Word sheet of a letter: page, fonts, and the few styles that letters use, by their built-in names.
#
# Chinese is set in the typefaces of official letters (仿宋, 黑体, 宋体), which Word and WPS have; without them the
# program substitutes its own. Word shows built-in names in its user's language: Title is 标题 there.


NORMAL, TITLE, SECTION, NOTICE, SMALL, SIGNED = "Normal", "Title", "Heading 2", "Intense Quote", "Caption", "Signature"
"""The styles by which a changed template is read back: text, title, heading, notice, fine print, signature."""
ADDRESSED = "Salutation"
_KEPT = {"Default Paragraph Font", "Normal Table", "No List", "Header", "Footer", NORMAL, TITLE, SECTION, NOTICE, SMALL}
_LATIN, _TEXT, _HEADING, _BIG = "Times New Roman", "仿宋", "黑体", "宋体"
_ACCENT = "A8201A"
SIZE = 14.0
"""The text size in points: 四号, with which a letter and its slip fit on one page."""


@dataclass(frozen=True, slots=True)
class Look:
    """One style: East Asian typeface, size in points, alignment, space before and after in points, indent."""

    face: str = _TEXT
    size: float = SIZE
    place: WD_ALIGN_PARAGRAPH | None = None
    before: float = 0
    after: float = 0
    indent: int = 0
    """First-line indent in characters, as Chinese typesets it."""
    line: float = 1.25
    together: bool = False


_CENTER = WD_ALIGN_PARAGRAPH.CENTER
_LOOKS: Mapping[str, Look] = {
    NORMAL: Look(indent=2, after=3),
    ADDRESSED: Look(after=3),
    TITLE: Look(_BIG, 22, _CENTER, after=14, line=1.1, together=True),
    SECTION: Look(_HEADING, SIZE, before=8, after=3, together=True),
    NOTICE: Look(after=2, before=2, line=1.2),
    SMALL: Look(size=10.5, line=1.2),
    SIGNED: Look(place=_CENTER, before=2),
    "Header": Look(size=9, line=1.0),
    "Footer": Look(size=9, line=1.0),
}


def sheet(language: str) -> Doc:
    """Make an empty A4 sheet with the margins of an official letter."""
    document = Document()
    chinese = language == "zh"
    _tidy(document, "zh-CN" if chinese else "en-GB")
    for name, look in _LOOKS.items():
        _dress(_style(document, name), look, chinese=chinese)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(32),
        Mm(26),
        Mm(28),
        Mm(26),
    )
    section.header_distance, section.footer_distance = Mm(18), Mm(14)
    return document


def shade(properties: Any, colour: str) -> None:
    """Set the background colour of a paragraph or a cell."""
    properties.append(_element("w:shd", val="clear", color="auto", fill=colour))


def border(properties: Any, **sides: str) -> None:
    """Set borders by side: "single 18 A8201A" is style, width in eighths of a point, and colour."""
    borders = OxmlElement("w:pBdr")
    for side, words in sides.items():
        style, size, colour = words.split()
        borders.append(_element(f"w:{side}", val=style, sz=size, space="6", color=colour))
    properties.append(borders)


def _style(document: Doc, name: str) -> ParagraphStyle:
    names = {style.name for style in document.styles}
    found = document.styles[name] if name in names else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, True)
    if not isinstance(found, ParagraphStyle):
        raise TypeError(name)
    return found


def _dress(style: ParagraphStyle, look: Look, *, chinese: bool) -> None:
    element: Any = style.element
    for tag in ("w:pPr", "w:rPr", "w:link"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    if style.name == NOTICE:
        border(element.get_or_add_pPr(), left=f"single 18 {_ACCENT}")
        shade(element.get_or_add_pPr(), "F6F6F6")
    if chinese and look.indent:
        element.get_or_add_pPr().append(
            _element("w:ind", firstLineChars=str(look.indent * 100), firstLine=str(round(look.indent * look.size * 20)))
        )
    elif style.name != NORMAL:
        style.paragraph_format.first_line_indent = Pt(0)
        element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "0")
    style.paragraph_format.alignment = look.place
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(look.before), Pt(look.after)
    style.paragraph_format.line_spacing = look.line
    style.paragraph_format.keep_with_next = look.together or None
    style.font.name, style.font.size = _LATIN, Pt(look.size)
    element.rPr.rFonts.set(qn("w:eastAsia"), look.face)
    element.rPr.rFonts.set(qn("w:cs"), _LATIN)


def _tidy(document: Doc, language: str) -> None:
    """Remove what the library's sheet brings and letters do not use, with the theme's colours and fonts."""
    styles: Any = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.find(qn("w:name")).get(qn("w:val")).title() not in {name.title() for name in _KEPT}:
            styles.remove(style)
    fonts = next(styles.iter(qn("w:rFonts")))
    fonts.attrib.clear()
    for script, face in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", _TEXT), ("cs", _LATIN)):
        fonts.set(qn(f"w:{script}"), face)
    package = document.part.package
    for key, relation in list(package.rels.items()) if package is not None else ():
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    spoken = next(styles.iter(qn("w:lang")))
    spoken.set(qn("w:val"), language)
    spoken.set(qn("w:eastAsia"), "zh-CN")


def _element(tag: str, **attributes: str) -> Any:
    made: Any = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


WIDTH = 156
"""The width of the text between the margins, in millimetres."""
_GREY = "F6F6F6"


class Writer:
    """Writes blocks at the end of a document; `worded` converts texts with slots into what is printed."""

    def __init__(self, document: Doc, worded: Callable[[str], str] = bare) -> None:
        self._document = document
        self._worded = worded

    def write(self, blocks: Sequence[Mapping[str, Any]]) -> None:
        """Write the blocks in order."""
        kinds: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
            "addressed": lambda block: self._line(block["text"], ADDRESSED),
            "prose": lambda block: self._lines(block["text"], NORMAL),
            "section": lambda block: self._line(block["text"], SECTION),
            "notice": self._notice,
            "small": lambda block: self._lines(block["text"], SMALL),
            "fields": self._fields,
            "grid": self._grid,
            "steps": self._steps,
            "frames": self._frames,
            "blanks": self._blanks,
            "choices": self._choices,
            "signed": self._signed,
            "code": self._code,
            "page": lambda _block: self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE),
            "part": lambda block: self.write(block["blocks"]),
        }
        for block in blocks:
            kinds[block["kind"]](block)

    def slip(self, title: str, blocks: Sequence[Mapping[str, Any]]) -> None:
        """Write the slip, which is cut off along the dashed line."""
        edge = self._line(title, SECTION)
        edge.alignment = WD_ALIGN_PARAGRAPH.CENTER
        edge.paragraph_format.space_before = Pt(18)
        border(edge._p.get_or_add_pPr(), top="dashed 6 5A5A5A")  # noqa: SLF001  # the library has no borders
        _in_order(edge)
        before = len(self._document.paragraphs)
        self.write(blocks)
        for paragraph in self._document.paragraphs[before:-1]:
            paragraph.paragraph_format.keep_with_next = True

    def _line(self, text: str, style: str) -> Paragraph:
        return self._document.add_paragraph(clean(self._worded(text)), style)

    def _lines(self, text: str, style: str) -> None:
        for line in _lines_of(self._worded(text)):
            self._document.add_paragraph(line, style)

    def _notice(self, block: Mapping[str, Any]) -> None:
        if block["title"]:
            self._line(block["title"], NOTICE).runs[0].bold = True
        self._lines(block["text"], NOTICE)

    def _fields(self, block: Mapping[str, Any]) -> None:
        share = block["share"]
        made = self._table(len(block["rows"]), (share, 100 - share))
        for row, (name, value) in zip(made.rows, block["rows"], strict=True):
            _fill(row.cells[0], self._worded(name), grey=True)
            _fill(row.cells[1], self._worded(value))
        if block["code"]:
            self._code(block["code"])

    def _grid(self, block: Mapping[str, Any]) -> None:
        narrow = [_narrow(block, column) for column in range(len(block["head"]))]
        made = self._table(1 + len(block["rows"]), narrow)
        for cell, text in zip(made.rows[0].cells, block["head"], strict=True):
            _fill(cell, self._worded(text), grey=True)
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # as above
        for row, texts in zip(list(made.rows)[1:], block["rows"], strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                _fill(cell, self._worded(text))

    def _steps(self, block: Mapping[str, Any]) -> None:
        for place, item in enumerate(block["items"], start=1):
            self._lines(f"{_numbered(block['numbering'], place)}{self._worded(item)}", NORMAL)

    def _frames(self, block: Mapping[str, Any]) -> None:
        boxes = block["boxes"]
        made = self._table(1, [1] * len(boxes))
        made.rows[0].height = Mm(max(box["height"] for box in boxes))
        for cell, box in zip(made.rows[0].cells, boxes, strict=True):
            _fill(cell, "\n".join(filter(None, (box["label"], box["hint"], "", box["foot"]))))

    def _blanks(self, block: Mapping[str, Any]) -> None:
        for label in block["labels"]:
            line = self._document.add_paragraph(f"{clean(label)}\t", ADDRESSED)
            line.paragraph_format.space_before = Pt(6)
            line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)

    def _choices(self, block: Mapping[str, Any]) -> None:
        for item in block["items"]:
            self._line(f"□ {item}", ADDRESSED)

    def _signed(self, block: Mapping[str, Any]) -> None:
        last = len(block["lines"]) - 1
        for place, line in enumerate(block["lines"]):
            made = self._line(line, SIGNED).paragraph_format
            made.left_indent, made.space_before = Mm(WIDTH * 0.42), Pt(16 if place == 0 else 0)
            made.keep_with_next = place < last

    def _code(self, block: Mapping[str, Any]) -> None:
        made = self._document.add_table(1, 2)
        _measure(made, (26, WIDTH - 26))
        picture = made.rows[0].cells[0].paragraphs[0]
        picture.style = self._document.styles[SMALL]
        picture.add_run().add_picture(BytesIO(png(block["address"])), width=Mm(24))
        _fill(made.rows[0].cells[1], f"{block['text']}\n{block['address']}")

    def _table(self, rows: int, shares: Sequence[int]) -> Table:
        made: Table = self._document.add_table(rows, len(shares))
        whole = sum(shares)
        _measure(made, [WIDTH * share / whole for share in shares])
        _ruled(made)
        gap = self._document.add_paragraph("", SMALL)
        gap.paragraph_format.line_spacing = Pt(8)
        return made


def _lines_of(text: str) -> list[str]:
    return [line.strip() for line in clean(text).split("\n") if line.strip()]


def _fill(cell: _Cell, text: str, *, grey: bool = False) -> None:
    """Write the lines of a cell in small print; a cell always has a paragraph already."""
    first, *others = _lines_of(text) or [""]
    cell.paragraphs[0].text = first
    for line in others:
        cell.add_paragraph(line)
    for paragraph in cell.paragraphs:
        paragraph.style = SMALL
    if grey:
        shade(cell._tc.get_or_add_tcPr(), _GREY)  # noqa: SLF001  # the library has no shades


def _narrow(block: Mapping[str, Any], column: int) -> int:
    """Return the column's share in percent: as given, or by its longest line if it is to be as narrow as possible."""
    widths = block["widths"]
    texts = [block["head"][column], *(row[column] for row in block["rows"])]
    longest = max(
        (sum(1 + (ord(char) > 0x2E7F) for char in line) for text in texts for line in text.split("\n")), default=1
    )
    narrow = min(24, 4 + longest)
    if widths[column] == 0:
        return narrow
    share: int = round(100 * widths[column] / (sum(widths) + sum(width == 0 for width in widths)))
    return max(8, share)


def _ruled(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line: Any = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "969696")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties: Any = table._tbl.tblPr  # noqa: SLF001  # the library has no borders
    properties.find(qn("w:tblLayout")).addprevious(borders)


def _measure(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip_longest(table.columns, widths):
        column.width = Mm(round(width, 1))
        for cell in column.cells:
            cell.width = Mm(round(width, 1))


def _numbered(numbering: str, place: int) -> str:
    """Return the number of a step as written: （十二） where Chinese counts, "12. " elsewhere."""
    if "一" not in numbering:
        return f"{place}. "
    return numbering.replace("一", numeral(place))


def _in_order(paragraph: Paragraph) -> None:
    """Order a paragraph's properties, borders before spacing; Word repairs a file with any other order."""
    properties: Any = paragraph._p.pPr  # noqa: SLF001  # the library orders only the properties that it knows
    borders = properties.find(qn("w:pBdr"))
    first = next((one for one in properties if one.tag in {qn("w:spacing"), qn("w:ind"), qn("w:jc")}), None)
    if first is not None:
        first.addprevious(borders)
