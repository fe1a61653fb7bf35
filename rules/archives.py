"""Looks into ZIP containers without trusting them: docx, xlsx, and files that secretly are a ZIP as well (Art. 12)."""

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from rules.refusals import Unfit

MAX_UNPACKED = 100_000_000
MAX_RATIO = 150
MAX_ENTRIES = 5_000
MAX_TEXT = 8_000_000

_SMALL = 1_000_000  # below this a high ratio does no harm
_LOCAL_LENGTHS = struct.Struct("<HH")
_LOCAL_LENGTHS_AT, _LOCAL_SIZE = 26, 30
_END = struct.Struct("<4s4H2LH")  # the end-of-central-directory record
_END_SIGNATURE = b"PK\x05\x06"
_END_MARK = re.compile(_END_SIGNATURE)
_ENTRY_SIGNATURE = b"PK\x01\x02"
_ENTRY_SIZE = 46
_COMMENT_CHARS = 65_535
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/", re.IGNORECASE)
_CARRIED = re.compile(r"/embeddings/|/activex/|oleobject", re.IGNORECASE)
_READABLE = re.compile(r"(word|xl)/(?!theme|styles|fontTable|settings|webSettings|calcChain)[^.]+\.xml")
_TEXT = re.compile(
    r"<(?:\w+:)?(?:t|delText)(?:\s[^<>]*)?>([^<]*)<"
    r"|<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)(?:\s[^<>]*)?>([^<]*)<"
    r'|<(?:\w+:)?(?:sheet|textpath)\s[^<>]*?(?:name|string)="([^"<>]*)"'  # a watermark is a textpath
    r"|</(?:\w+:)?(?:p|si|is|c)>|<(?:\w+:)?(?:tab|br|cr)\b"
)
_HEADER_CODE = re.compile('&(?:"[^"]*"|[0-9]+|[A-Z])')


def holds_zip(data: bytes) -> bool:
    """Whether an unpacker would find a ZIP in the data, wherever it begins and whatever follows it."""
    tail = max(len(data) - _END.size - _COMMENT_CHARS, 0)
    return any(_entries_at(data, found.start()) for found in _END_MARK.finditer(data, tail))


def office_kind(data: bytes) -> str:
    """By its parts, docx or xlsx; raises Unfit for damage, macros, passwords and what would unpack too big."""
    if not 0 < _entries_at(data, len(data) - _END.size) <= MAX_ENTRIES:
        raise Unfit("uploads.damaged")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _check_entries(entries)
            _check_types(data, entries)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, struct.error) as error:
        raise Unfit("uploads.damaged") from error
    names = {entry.filename for entry in entries}
    for kind, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        if part in names:
            return kind
    raise Unfit("uploads.kind")


def carries_objects(data: bytes) -> bool:
    """Whether a checked docx or xlsx carries other files or controls inside."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return any(_CARRIED.search(name) for name in package.namelist())


def package_text(data: bytes, *, limit: int = MAX_TEXT) -> str:
    """The readable text of a checked docx or xlsx, a paragraph or a cell to a line, of at most `limit` bytes unpacked.

    The XML is not parsed, so it can neither name other files nor grow; what is damaged is left out.
    """
    lines: list[str] = []
    with zipfile.ZipFile(BytesIO(data)) as package:
        for entry in package.infolist():
            if limit > 0 and _READABLE.fullmatch(entry.filename):
                part = _unpacked(data, entry, limit)
                limit -= len(part)
                lines.append("".join(_spoken(part.decode("utf-8", errors="replace"))))
    return "\n".join(lines)


def _spoken(xml: str) -> Iterator[str]:
    for found in _TEXT.finditer(xml):
        run, header, label = (html.unescape(part) if part else part for part in found.groups())
        if run is not None:
            yield run
        else:
            yield f"\n{_HEADER_CODE.sub(' ', header or label or '')}\n"


def _unpacked(data: bytes, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """At most `limit` bytes of an entry, as far as it unpacks: the size and sum that it declares are not believed."""
    try:
        name_and_extra = sum(_LOCAL_LENGTHS.unpack_from(data, entry.header_offset + _LOCAL_LENGTHS_AT))
        start = entry.header_offset + _LOCAL_SIZE + name_and_extra
        packed = data[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            return packed[:limit]
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit)
    except (struct.error, zlib.error):
        return b""


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) < len(names) or any(_astray(name) for name in names):
        raise Unfit("uploads.damaged")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit("uploads.locked")
    if any(_MACROS.search(name) for name in names):
        raise Unfit("uploads.macros")
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise Unfit("uploads.damaged")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED or any(_bloated(entry) for entry in entries):
        raise Unfit("uploads.swells")


def _check_types(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    types = next((entry for entry in entries if entry.filename == "[Content_Types].xml"), None)
    if types is None:
        raise Unfit("uploads.kind")
    if b"macroenabled" in _unpacked(data, types, _SMALL).lower():
        raise Unfit("uploads.macros")


def _astray(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")


def _bloated(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _entries_at(data: bytes, place: int) -> int:
    """How many entries the central directory that ends at `place` could hold, by its size; 0 when none ends there."""
    if place < 0 or place + _END.size > len(data) or not data.startswith(_END_SIGNATURE, place):
        return 0
    size = int(_END.unpack_from(data, place)[5])
    begins = _ENTRY_SIZE <= size <= place and data.startswith(_ENTRY_SIGNATURE, place - size)
    return size // _ENTRY_SIZE if begins else 0
