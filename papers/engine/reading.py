"""Extracts the readable text of an uploaded file for the state-secret gate (Art. 12), within limits, never failing."""

import html
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from itertools import chain, islice
from typing import TYPE_CHECKING

from papers.engine.archives import parts
from rules.engine.refusals import Unfit

if TYPE_CHECKING:
    from pypdf import PageObject

MOST_CHARS = 2_000_000
PDF_SECONDS = 15
"""Time limit: a sound PDF of 100 pages takes about two seconds; of one made to run for ever, a part is read."""
MOST_PAGES = 500

_WORD = re.compile(r"word/[^/]*\.xml|docProps/core\.xml")
_EXCEL = re.compile(r"xl/([^/]*|worksheets/[^/]*|drawings/[^/]*)\.xml|docProps/core\.xml")
_PART_NAMES = {"docx": _WORD, "xlsx": _EXCEL}
_WORKBOOK = "xl/workbook.xml"
_SHEET_NAME = re.compile(r"\bname=\"([^\"<>]{1,99})\"")
_PROPERTIES = "title|subject|creator|description|keywords"
_LINE = re.compile(rf"</(?:\w+:)?(?:p|si|is|c|v|f|row|{_PROPERTIES})>|<(?:\w+:)?(?:br|cr)\b[^<>]*>")
_TAB = re.compile(r"<(?:\w+:)?tab\b[^<>]*/>")
_TAG = re.compile(r"<(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>")
_WATERMARK = re.compile(r"<(?:\w+:)?textpath\b[^<>]*?\bstring=\"([^\"<>]*)\"")
_MARGIN = re.compile(r"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^<>]*>[^<]*")
_MARGIN_CODE = re.compile(r"&amp;(?:(?:\"|&quot;)[^\"&]*(?:\"|&quot;)|[0-9]+|[A-Z])")
"""Codes in a sheet's header, as "&C" (centre) and '&"SimSun"&12' (font): the text behind one is its own line."""
_OPENINGS = re.compile(r"<!--|<!\[CDATA\[")
_CLOSINGS = {"<!--": "-->", "<![CDATA[": "]]>"}


def readable_text(data: bytes, kind: str, *, seconds: int = PDF_SECONDS) -> str:
    """Return what a person would read, a paragraph or cell a line; "" for a picture or an unreadable file.

    `kind` is pdf, docx, xlsx, jpg or png. For a PDF it takes up to `seconds` of a process's main thread, and any amount
    of memory: only a limited process reads a stranger's.
    """
    if kind == "pdf":
        return "".join(_pdf_text(data, seconds))[:MOST_CHARS]
    if kind in _PART_NAMES:
        return _office_text(data, _PART_NAMES[kind])
    return ""


class _Late(BaseException):
    """The time is up; no `except Exception` of a parser holds it."""


def _pdf_text(data: bytes, seconds: int) -> list[str]:
    """Return the text page by page, as far as the time reaches."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    read: list[str] = []
    try:
        with _ended_after(seconds):
            for page in islice(PdfReader(BytesIO(data)).pages, MOST_PAGES):
                read.append(_page_text(page) + "\n")
                if sum(map(len, read)) > MOST_CHARS:
                    break
    except (_Late, PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError):
        pass  # what was read before is kept
    return read


@contextmanager
def _ended_after(seconds: int) -> Iterator[None]:
    if sys.platform == "win32":  # it has no alarms: there the limit of the whole process is the only one
        yield
        return

    def ended(*_signal: object) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, ended)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # again, since Python drops what is raised in a finalizer
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _page_text(page: "PageObject") -> str:
    try:
        return page.extract_text()
    except Exception:  # noqa: BLE001 - a page that cannot be read, for whatever reason, must not hide those after it
        return ""


def _office_text(data: bytes, names: re.Pattern[str]) -> str:
    try:
        found = parts(data, lambda name: names.fullmatch(name) is not None)
    except Unfit:
        return ""
    return _text(found)[:MOST_CHARS]


def _text(found: Mapping[str, bytes]) -> str:
    xml = {name: _decoded(part) for name, part in found.items()}
    names = (html.unescape(name) for name in _SHEET_NAME.findall(xml.get(_WORKBOOK, "")))
    lines = chain(names, *(_plain(part).split("\n") for part in xml.values()))
    return "\n".join(line.strip() for line in lines if line.strip())


def _decoded(part: bytes) -> str:
    marked = part[:2] in (b"\xff\xfe", b"\xfe\xff")
    return part.decode("utf-16" if marked else "utf-8-sig", errors="replace")


def _plain(xml: str) -> str:
    """Return the text between the tags, a paragraph a line. Without a parser nothing can grow, fetch or fail.

    Every pattern ends at the next "<", so that a file of nothing but openings takes linear time, not quadratic.
    """
    bare = _WATERMARK.sub(r"\n\1\n\g<0>", "".join(_unwrapped(xml)))
    bare = _MARGIN.sub(lambda margin: _MARGIN_CODE.sub("\n", margin.group()), bare)
    return html.unescape(_TAG.sub("", _TAB.sub("\t", _LINE.sub("\n", bare))))


def _unwrapped(xml: str) -> Iterator[str]:
    """Yield the XML without comments, its literal (CDATA) sections written as ordinary text."""
    place = 0
    while opening := _OPENINGS.search(xml, place):
        yield xml[place : opening.start()]
        end = xml.find(_CLOSINGS[opening.group()], opening.end())
        if end < 0:
            return
        if opening.group() != "<!--":
            yield html.escape(xml[opening.end() : end])
        place = end + 3
    yield xml[place:]
