"""The empty Word sheet of a letter: page, fonts, and the few styles that letters use, by their built-in names.

Chinese is set in the typefaces of official letters (仿宋, 黑体, 宋体), which Word and WPS have; without them the
program substitutes its own. Word shows built-in names in its user's language: Title is 标题 there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

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
