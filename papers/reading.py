"""Extracts the readable text of an uploaded file for the state-secret gate (Art. 12), within limits, never failing."""

import html
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from papers.archives import parts
from rules.refusals import Unfit

MOST_CHARS = 2_000_000
PDF_SECONDS = 20
"""Time limit: a sound PDF of 100 pages takes about two seconds; one made to run for ever is killed."""

_PAGES = Path(__file__).with_name("pages.py")
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

    `kind` is pdf, docx, xlsx, jpg or png. It blocks, for a PDF up to `seconds`: call it in a thread.
    """
    if kind == "pdf":
        return _pdf_text(data, seconds)
    if kind in _PART_NAMES:
        return _office_text(data, _PART_NAMES[kind])
    return ""


def pdf_opens(data: bytes, *, seconds: int = PDF_SECONDS) -> bool:
    """Tell whether a PDF opens, has pages, and unpacks within the memory limit. It blocks: call it in a thread."""
    return _apart(data, "opens", seconds).returncode == 0


def _pdf_text(data: bytes, seconds: int) -> str:
    done = _apart(data, str(MOST_CHARS), seconds)
    return done.stdout.decode("utf-8", errors="replace")[:MOST_CHARS]


def _apart(data: bytes, wanted: str, seconds: int) -> subprocess.CompletedProcess[bytes]:
    """Run `papers.pages` in a process with limited memory that can be killed; no limit in a thread holds a parser."""
    call = [sys.executable, "-I", str(_PAGES), wanted, str(seconds)]
    try:
        return subprocess.run(  # noqa: S603 - our own interpreter and our own file, the data comes by the pipe
            call, input=data, capture_output=True, timeout=seconds + 5, check=False
        )
    except subprocess.TimeoutExpired as late:  # a busy machine: the process had too little of it to reach its own limit
        return subprocess.CompletedProcess(call, returncode=-1, stdout=late.stdout or b"")


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
