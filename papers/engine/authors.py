"""Removes from a file what says who wrote it: names, times and places in a PDF, a Word or an Excel file (Art. 24)."""

import re
import zipfile
from io import BytesIO

import pikepdf

from papers.engine.archives import parts
from papers.engine.uploads import plain_image
from rules.engine.refusals import Unfit
from rules.engine.uploads import FileKind

_BROKEN = (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, AttributeError, RuntimeError)
_EMPTY = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
"""The parts about a document, with nothing in them; to leave them out would break the relations to them."""
_NAMES = "author|initials|userName|userId|providerId|displayName|lastGuid|absPath|rsid[A-Za-z]*"
_NAMING = re.compile(rf"(\s(?:[\w.-]+:)?(?:{_NAMES})\s*=\s*)(?:\"[^\"]*\"|'[^']*')")
_WHEN = re.compile(r"(\s(?:[\w.-]+:)?(?:date|dateUtc|dT)\s*=\s*)(?:\"[^\"]*\"|'[^']*')")
_NAMED = re.compile(r"(<(?:[\w.-]+:)?author\b[^<>]*>)[^<]*(?=</)")
_SESSIONS = re.compile(r"<(?:[\w.-]+:)?(?:rsid|rsidRoot|absPath)\b[^<>]*/>")
_PLACE = re.compile(r"(\bTarget\s*=\s*[\"'])file:[^\"']*")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_OF_A_PDF = ("/Metadata", "/PieceInfo", "/LastModified")
_OF_A_NOTE = ("/T", "/M", "/CreationDate", "/Subj", "/NM")


def nameless(data: bytes, kind: FileKind) -> bytes:
    """Return the file without its author; only a limited process may call it.

    Raises Unfit for a file that cannot be written anew.
    """
    match kind:
        case FileKind.JPG | FileKind.PNG:
            return plain_image.here(data, kind)
        case FileKind.PDF:
            return _pdf(data)
        case FileKind.DOCX | FileKind.XLSX:
            return _office(data)


def _pdf(data: bytes) -> bytes:
    """Return the document as it stands, without the states before, which a PDF keeps when it is changed."""
    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            for item in pdf.objects:
                named = item.stream_dict if isinstance(item, pikepdf.Stream) else item
                if isinstance(named, pikepdf.Dictionary):
                    _strip(named, _OF_A_PDF if named.get("/Subtype") is None or "/Rect" not in named else _OF_A_NOTE)
            for page in pdf.pages:
                for note in page.get("/Annots", pikepdf.Array()):  # those written within the page, too
                    _strip(note, _OF_A_NOTE)
            for name in ("/Info", "/ID"):
                if name in pdf.trailer:
                    del pdf.trailer[name]
            pdf.save(out, deterministic_id=True)
    except _BROKEN as error:
        raise Unfit("uploads.unsound") from error
    return out.getvalue()


def _strip(named: pikepdf.Object, names: tuple[str, ...]) -> None:
    for name in names:
        if name in named and not (name == "/T" and named.get("/Subtype") == "/Widget"):  # a field's own name
            del named[name]


def _office(data: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(data, lambda _name: True).items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), _part(name, part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _part(name: str, part: bytes) -> bytes:
    if name in _EMPTY:
        return _EMPTY[name]
    if name.endswith((".xml", ".rels", ".vml")):
        encoding = "utf-16" if part[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        return _without_names(part.decode(encoding, errors="surrogateescape")).encode(encoding, "surrogateescape")
    kind = {"jpg": FileKind.JPG, "jpeg": FileKind.JPG, "png": FileKind.PNG}.get(name.rpartition(".")[2].lower())
    try:
        return plain_image.here(part, kind) if kind is not None else part
    except Unfit:
        return part  # shown as the office program shows it


def _without_names(xml: str) -> str:
    bare = _NAMED.sub(r"\1", _SESSIONS.sub("", xml))
    bare = _WHEN.sub(r'\1"2000-01-01T00:00:00Z"', _NAMING.sub(r'\1""', bare))
    return _PLACE.sub(r"\1file:///", bare)
