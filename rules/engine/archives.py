"""Inspects untrusted ZIP containers: docx, xlsx, and other files that are secretly a ZIP as well (Art. 12)."""

import html
import re
import struct
import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from rules.engine.refusals import Unfit

MAX_UNPACKED = 100_000_000
MAX_RATIO = 150
MAX_ENTRIES = 5_000
CHUNK = 64 * 1024

_SMALL = 1_000_000  # so small a part may be compressed at any ratio
_END = struct.Struct("<4s4H2LH")  # the end-of-central-directory record
_END_SIGNATURE = b"PK\x05\x06"
_END_MARK = re.compile(_END_SIGNATURE)
_ENTRY_SIGNATURE = b"PK\x01\x02"
_ENTRY_SIZE = 46
_COMMENT_CHARS = 65_535
_TYPES = "[Content_Types].xml"
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/", re.IGNORECASE)
_CARRIED = re.compile(r"/embeddings/|/activex/|oleobject", re.IGNORECASE)


def holds_zip(data: bytes) -> bool:
    """Tell whether an unpacker would find a ZIP in the data, wherever it begins and whatever follows it."""
    tail = max(len(data) - _END.size - _COMMENT_CHARS, 0)
    return any(_entries_at(data, found.start()) for found in _END_MARK.finditer(data, tail))


def office_kind(data: bytes) -> str:
    """Return "docx" or "xlsx", judged by the parts inside.

    Raises Unfit for a file that is damaged, has macros or a password, or would unpack too big.
    """
    if not _entries_at(data, len(data) - _END.size):
        raise Unfit("uploads.damaged")
    if data.count(_ENTRY_SIGNATURE) > MAX_ENTRIES:  # counted before the directory, whichever is used, becomes objects
        raise Unfit("uploads.too_many_parts", limit=MAX_ENTRIES)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _check_entries(entries)
            _check_parts(package, entries)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, struct.error) as error:
        raise Unfit("uploads.damaged") from error
    names = {entry.filename for entry in entries}
    for kind, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        if part in names:
            return kind
    raise Unfit("uploads.kind")


def carries_objects(data: bytes) -> bool:
    """Tell whether a checked docx or xlsx contains embedded files or controls."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return any(_CARRIED.search(name) for name in package.namelist())


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


def _check_parts(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Read every part once, piece by piece. Raises Unfit for one that is damaged or larger than it declares."""
    types = b""
    for entry in entries:
        with package.open(entry) as part:
            while piece := part.read(CHUNK):
                if entry.filename == _TYPES and len(types) < _SMALL:
                    types += piece
    if not types:
        raise Unfit("uploads.kind")
    if b"macroenabled" in types.lower():
        raise Unfit("uploads.macros")


def _astray(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")


def _bloated(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _entries_at(data: bytes, place: int) -> int:
    """Return how many entries the central directory ending at `place` could hold by its size; 0 if none ends there."""
    if place < 0 or place + _END.size > len(data) or not data.startswith(_END_SIGNATURE, place):
        return 0
    size = int(_END.unpack_from(data, place)[5])
    begins = _ENTRY_SIZE <= size <= place and data.startswith(_ENTRY_SIGNATURE, place - size)
    return size // _ENTRY_SIZE if begins else 0


# Finds out whether an Office document fetches something when it is opened: a template, a picture, data (Art. 12).
#
# Such a document tells its sender who opened it, and when, and may run what it fetched. It is parsed as an office
# program would; a document that cannot be parsed so counts as fetching.


MOST_BYTES = 16_000_000
"""How many bytes of relations and texts are searched; a document with more counts as fetching."""

_DATA = re.compile(r"xl/(externalLinks/|queryTables/|connections\.xml)", re.IGNORECASE)
_TEXT = re.compile(r"(?!xl/).*\.xml", re.IGNORECASE)
_INSTRUCTION = re.compile(
    rb"<(?:[\w.-]+:)?instrText\b[^>]*>([^<]*)|<(?:[\w.-]+:)?fldSimple\b[^<]*?\binstr\s*=\s*(?:\"([^\"]*)|'([^']*))"
)
_FETCHING = re.compile(r"DDE|INCLUDE|IMPORT|DATABASE|QUOTE|(?<!HYPER)LINK")
"""The names of fields that fetch or start something, and of the one that can hide such a name."""


def fetches(data: bytes) -> bool:
    """Tell whether a checked docx or xlsx fetches something when opened; a hyperlink to be clicked does not count."""
    left = MOST_BYTES
    with zipfile.ZipFile(BytesIO(data)) as package:
        for entry in package.infolist():
            relations, text = entry.filename.lower().endswith(".rels"), _TEXT.fullmatch(entry.filename)
            if _DATA.match(entry.filename):
                return True
            if not (relations or text):
                continue
            left -= entry.file_size
            if left < 0 or (_leads_away if relations else _has_field)(package.read(entry)):
                return True
    return False


class _Away(Exception):
    """Something in the document leads outside it."""


def _leads_away(relations: bytes) -> bool:
    """Tell whether a relation other than a hyperlink has its target outside."""

    def began(_name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if attributes.get("TargetMode") == "External" and kind != "hyperlink":
            raise _Away

    def declared(*_names: object) -> None:
        raise _Away  # entities could expand endlessly, or read files of this machine

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = began, declared
    try:
        parser.Parse(relations, True)
    except (_Away, expat.ExpatError, ValueError, LookupError):
        return True
    return False


def _has_field(text: bytes) -> bool:
    """Tell whether a field, even one split into pieces, fetches something."""
    plain = text.replace(b"\0", b"").replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    found = [b"".join(one.groups(b"")) for one in _INSTRUCTION.finditer(plain)]
    if found and b"<!--" in plain:
        return True
    said = html.unescape(b"".join(found).decode("utf-8", "replace"))
    return _FETCHING.search(said.upper()) is not None
