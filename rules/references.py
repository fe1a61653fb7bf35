"""Whether an Office document brings something in from elsewhere as it is opened: a template, a picture, data (Art. 12).

Such a document tells its sender who opened it, and when, and may run what it fetched. Looked at in the way in which an
office program reads it; what cannot be read so counts as one that does.
"""

import html
import re
import zipfile
from io import BytesIO
from xml.parsers import expat

MOST_BYTES = 16_000_000
"""So much of relations and texts is looked through; a document with more is said to fetch something."""

_DATA = re.compile(r"xl/(externalLinks/|queryTables/|connections\.xml)", re.IGNORECASE)
_TEXT = re.compile(r"(?!xl/).*\.xml", re.IGNORECASE)
_INSTRUCTION = re.compile(
    rb"<(?:[\w.-]+:)?instrText\b[^>]*>([^<]*)|<(?:[\w.-]+:)?fldSimple\b[^<]*?\binstr\s*=\s*(?:\"([^\"]*)|'([^']*))"
)
_FETCHING = re.compile(r"DDE|INCLUDE|IMPORT|DATABASE|QUOTE|(?<!HYPER)LINK")
"""Words of the fields that fetch or start something, and of the one in which their names are hidden."""


def fetches(data: bytes) -> bool:
    """Whether a checked docx or xlsx does; a hyperlink that is only pressed fetches nothing."""
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
    """Something leads out of the document."""


def _leads_away(relations: bytes) -> bool:
    """Whether a relation that is no hyperlink has its target outside."""

    def began(_name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if attributes.get("TargetMode") == "External" and kind != "hyperlink":
            raise _Away

    def declared(*_names: object) -> None:
        raise _Away  # entities would grow, or be files of the machine that reads

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = began, declared
    try:
        parser.Parse(relations, True)
    except (_Away, expat.ExpatError, ValueError, LookupError):
        return True
    return False


def _has_field(text: bytes) -> bool:
    """Whether a field, however it is cut into pieces, says to fetch something."""
    plain = text.replace(b"\0", b"").replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    found = [b"".join(one.groups(b"")) for one in _INSTRUCTION.finditer(plain)]
    if found and b"<!--" in plain:
        return True
    said = html.unescape(b"".join(found).decode("utf-8", "replace"))
    return _FETCHING.search(said.upper()) is not None
