"""The readable text of an uploaded file, for the state-secret gate (Art. 12): bounded in size and time, never failing."""

import html
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from papers.archives import parts
from rules.refusals import Unfit

MOST_CHARS = 2_000_000
PDF_SECONDS = 20
"""A sound PDF of 100 pages takes about two seconds; one made to never end is ended."""

_PAGES = Path(__file__).with_name("pages.py")
_WORD = re.compile(r"word/(document|header[0-9]*|footer[0-9]*|footnotes|endnotes|comments)\.xml|docProps/(core|app)\.xml")
_EXCEL = re.compile(
    r"xl/(sharedStrings|workbook|comments[0-9]*|worksheets/sheet[0-9]+|drawings/drawing[0-9]+)\.xml|docProps/(core|app)\.xml"
)
_PART_NAMES = {"docx": _WORD, "xlsx": _EXCEL}
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SHEET_NAME = re.compile(r"<(?:\w+:)?sheet\s[^>]*?name=\"([^\"]*)\"[^>]*>")
_LINE = re.compile(r"</(?:\w+:)?(?:p|si|is|c|v|f|row|title|subject|creator|description|keywords)>|<(?:\w+:)?(?:br|cr)\b[^>]*>")
_TAB = re.compile(r"<(?:\w+:)?tab\b[^>]*/>")
_TAG = re.compile(r"<[^>]*>")


def readable_text(data: bytes, kind: str) -> str:
    """What a person would read in the file, one paragraph or cell a line; "" for a picture and for what cannot be read.

    `kind` is pdf, docx, xlsx, jpg or png. Blocks, for a PDF up to PDF_SECONDS: call it in a thread.
    """
    if kind == "pdf":
        return _pdf_text(data)
    if kind in _PART_NAMES:
        return _office_text(data, _PART_NAMES[kind])
    return ""


def _pdf_text(data: bytes) -> str:
    """In a process of its own that limits its memory and can be ended: no limit inside one thread holds a parser."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own file, the data comes by the pipe
            [sys.executable, "-I", str(_PAGES), str(MOST_CHARS), str(PDF_SECONDS)],
            input=data,
            capture_output=True,
            timeout=PDF_SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", errors="replace")[:MOST_CHARS]


def _office_text(data: bytes, names: re.Pattern[str]) -> str:
    try:
        found = parts(data, lambda name: names.fullmatch(name) is not None)
    except Unfit:
        return ""
    return _text(found)[:MOST_CHARS]


def _text(found: Mapping[str, bytes]) -> str:
    lines = (line.strip() for part in found.values() for line in _plain(_decoded(part)).split("\n"))
    return "\n".join(line for line in lines if line)


def _decoded(part: bytes) -> str:
    marked = part[:2] in (b"\xff\xfe", b"\xfe\xff")
    return part.decode("utf-16" if marked else "utf-8-sig", errors="replace")


def _plain(xml: str) -> str:
    """The text between the tags. No parser: nothing here can grow, fetch or fail. Runs of one paragraph stay one line."""
    text = _CDATA.sub(lambda found: html.escape(found.group(1)), xml)
    text = _SHEET_NAME.sub(r"\n\1\n", _COMMENT.sub("", text))
    return html.unescape(_TAG.sub("", _TAB.sub("\t", _LINE.sub("\n", text))))
