"""Finds out whether an Office document fetches something when it is opened: a template, a picture, data (Art. 12).

Such a document tells its sender who opened it, and when, and may run what it fetched. It is parsed as an office program
would; a document that cannot be parsed so counts as fetching.
"""

import html
import re
import zipfile
from io import BytesIO
from xml.parsers import expat

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
