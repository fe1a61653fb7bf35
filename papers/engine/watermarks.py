"""Watermarked copies of files with trade secrets: every page says who was given it, and when (Art. 12, 40)."""

import secrets
from datetime import datetime
from functools import cache
from io import BytesIO

import pikepdf
from PIL import Image, ImageDraw, ImageFont, ImageOps
from pylopdf_fonts_zh_cn import sans_path

from papers.engine.apart import apart
from papers.engine.documents import render
from papers.engine.fonts import printable
from papers.engine.uploads import FORMATS
from rules.engine.pictures import MOST_PIXELS
from rules.engine.refusals import Unfit
from texts import say

KINDS = frozenset({"pdf", "jpg", "png"})
"""The kinds that can be marked and stay as they were; a marked Word or Excel file would be a different one."""

_ALLOWED = pikepdf.Permissions(
    extract=False, modify_annotation=False, modify_assembly=False, modify_form=False, modify_other=False
)
_INK, _EDGE = (190, 30, 30), (255, 255, 255)
_SLOPE = 30
_QUALITY = 92
_MOST_SIZES = 50
_BROKEN = (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, RuntimeError, RecursionError)

Size = tuple[int, int]


def marked(content: bytes, kind: str, mark: str, language: str) -> bytes:
    """Return a copy of the PDF or picture with the mark across every page. It is slow: call it in a thread.

    The PDF opens without a password but cannot be changed. Raises Unfit for a file that cannot be marked, so that no
    copy of it is given out.
    """
    try:
        return written_across(content, kind, mark, language)
    except Unfit as unfit:
        raise Unfit("copies.unmarkable", article=12) from unfit


@apart()
def written_across(content: bytes, kind: str, mark: str, language: str) -> bytes:
    """Return the marked copy; Unfit says why there is none."""
    return _marked_pdf(content, mark, language) if kind == "pdf" else _marked_picture(content, kind, mark)


def copy_for(content: bytes, kind: str, language: str, *, number: str | None, who: object, at: datetime) -> bytes:
    """Make the copy for one reader, marked with the case, the reader and the time if its kind can be marked."""
    mark = say(language, "copies.mark", number=number, who=who, at=at)
    return marked(content, kind, mark, language) if kind in KINDS else content


def _marked_pdf(content: bytes, mark: str, language: str) -> bytes:
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if not pdf.pages:
                raise Unfit("copies.unmarkable", article=12)
            _lay_over(pdf, mark, language)
            out = BytesIO()
            pdf.save(out, encryption=pikepdf.Encryption(owner=secrets.token_hex(16), user="", R=6, allow=_ALLOWED))
            return out.getvalue()
    except _BROKEN as error:
        raise Unfit("copies.unmarkable", article=12) from error


def _lay_over(pdf: pikepdf.Pdf, mark: str, language: str) -> None:
    boxes = [pikepdf.Rectangle(page.cropbox) for page in pdf.pages]
    shapes = [_shape(page, box) for page, box in zip(pdf.pages, boxes, strict=True)]
    sizes = sorted(set(shapes))[:_MOST_SIZES]
    data = {"title": mark, "lang": language, "sizes": [list(size) for size in sizes]}
    with pikepdf.open(BytesIO(render("watermark", data))) as sheets:
        forms = [pdf.copy_foreign(sheet.as_form_xobject()) for sheet in sheets.pages]
    known = dict(zip(sizes, forms, strict=True))
    for page, box, shape in zip(pdf.pages, boxes, shapes, strict=True):
        _balance(page)
        page.add_overlay(known.get(shape, forms[-1]), box)


def _shape(page: pikepdf.Page, box: pikepdf.Rectangle) -> Size:
    """Return width and height of the page as shown, after its rotation, in whole points."""
    width, height = max(1, round(abs(box.width))), max(1, round(abs(box.height)))
    return (height, width) if page.rotation % 180 else (width, height)


def _balance(page: pikepdf.Page) -> None:
    """Restore every graphics state that the page saves and leaves open, lest it distort the mark."""
    saved = 0
    for instruction in pikepdf.parse_content_stream(page, "q Q"):
        saved = max(0, saved + (1 if str(instruction.operator) == "q" else -1))
    if saved:
        page.contents_add(b"\nQ" * saved)


def _marked_picture(content: bytes, kind: str, mark: str) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=(FORMATS[kind],)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unfit("copies.unmarkable", article=12)
            ImageOps.exif_transpose(picture, in_place=True)
            mode = "RGBA" if kind == "png" and picture.has_transparency_data else "RGB"
            picture.load()
            copy = picture if picture.mode == mode else picture.convert(mode)
            _write_across(copy, mark)
            out = BytesIO()
            copy.save(out, FORMATS[kind], quality=_QUALITY)
            return out.getvalue()
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise Unfit("copies.unmarkable", article=12) from error


def _write_across(picture: Image.Image, mark: str) -> None:
    """Write the mark in shifted rows, red with a white edge so that it is legible on dark and light."""
    ink, edge = _stamps(printable(mark), max(min(picture.size) // 36, 8))
    step = (ink.width + ink.width // 8, ink.height // 2 + ink.width // 6)
    for row, top in enumerate(range(-ink.height // 2, picture.height, step[1])):
        for left in range(-(row % 2) * step[0] // 2 - ink.width // 4, picture.width, step[0]):
            picture.paste(_EDGE, (left, top), edge)
            picture.paste(_INK, (left, top), ink)


def _stamps(mark: str, size: int) -> tuple[Image.Image, Image.Image]:
    """Return the rotated masks of one mark, for its ink and for its edge."""
    font, border = _font(size), max(1, size // 16)
    left, top, right, bottom = font.getbbox(mark, stroke_width=border)
    shape = (int(right - left), int(bottom - top))
    stamps = []
    for level, stroke in ((90, 0), (70, border)):
        flat = Image.new("L", shape, 0)
        ImageDraw.Draw(flat).text((-left, -top), mark, fill=level, font=font, stroke_width=stroke)
        stamps.append(flat.rotate(_SLOPE, expand=True, resample=Image.Resampling.BICUBIC))
    return stamps[0], stamps[1]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(sans_path()), size)
