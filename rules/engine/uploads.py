"""Decides from a file's content what it is and whether it may be kept, and under which name it is shown (Art. 12)."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from rules.engine import archives, pdfs, pictures
from rules.engine.answers import clean
from rules.engine.forms import Question
from rules.engine.refusals import Unfit

NAME_CHARS = 100

_MEGABYTE = 1024 * 1024
_ZIP_START = b"PK\x03\x04"
_OLD_OFFICE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORBIDDEN = re.compile(r'[<>:"|?*\n]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")


class FileKind(StrEnum):
    """The kinds of file that are accepted; each value is also the file name's suffix."""

    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"


_READABLE = {FileKind.DOCX, FileKind.XLSX}


class Flag(StrEnum):
    """Warnings to a reviewer before opening a file; each value is the key of its sentence."""

    JAVASCRIPT = "uploads.flag.javascript"
    OPEN_ACTION = "uploads.flag.open_action"
    EMBEDDED_FILE = "uploads.flag.embedded_file"
    LAUNCH = "uploads.flag.launch"
    ENCRYPTED = "uploads.flag.encrypted"
    FETCHES = "uploads.flag.fetches"


_FLAGS = {
    "JavaScript": Flag.JAVASCRIPT,
    "OpenAction": Flag.OPEN_ACTION,
    "EmbeddedFile": Flag.EMBEDDED_FILE,
    "RichMedia": Flag.EMBEDDED_FILE,
    "Launch": Flag.LAUNCH,
    "Encrypt": Flag.ENCRYPTED,
}


def sniff(data: bytes) -> FileKind:
    """Return the kind of the content, whatever its name or sender says.

    Raises Unfit for content that is not wholly of one accepted kind.
    """
    if not data:
        raise Unfit("uploads.empty")
    if data.startswith(_OLD_OFFICE_START):
        raise Unfit("uploads.old_office")
    if data.startswith(_ZIP_START):
        return FileKind(archives.office_kind(data))
    kind = _by_start(data)
    if archives.holds_zip(data):
        raise Unfit("uploads.mixed")
    return kind


def flags(data: bytes, kind: FileKind) -> frozenset[Flag]:
    """Return warnings about a file that `sniff` has accepted, to be shown before it is opened."""
    if kind is FileKind.PDF:
        return frozenset(_FLAGS[action] for action in pdfs.actions(data))
    if kind not in _READABLE:
        return frozenset()
    known = {Flag.EMBEDDED_FILE: archives.carries_objects(data), Flag.FETCHES: archives.fetches(data)}
    return frozenset(flag for flag, there in known.items() if there)


def check_size(size: int, limit: int) -> None:
    """Raise Unfit for an empty file and for one above the channel's limit, both in bytes."""
    if size <= 0:
        raise Unfit("uploads.empty")
    if size > limit:
        raise Unfit("uploads.too_large", size=_megabytes(size), limit=_megabytes(limit))


def check_count(count: int, limit: int, *, here: bool = False) -> None:
    """Raise Unfit when the form, or with `here` one question of it, would have `count` files, more than `limit`."""
    if count > limit:
        raise Unfit("uploads.too_many_here" if here else "uploads.too_many", limit=limit)


def check_kept_free(count: int, limit: int, coming: Sequence[Question]) -> None:
    """Raise Unfit when `count` files, of at most `limit`, would leave no place for the questions that need one yet."""
    places = sum(max(question.least, 1) for question in coming)
    if coming and count + places > limit:
        said = [(one.text, dict[str, Any](one.places)) for one in coming]
        questions = [Unfit("uploads.question", question=Unfit(text, **values)) for text, values in said]
        raise Unfit("uploads.kept_free", limit=limit, places=places, questions=questions)


def check_total(total: int, limit: int) -> None:
    """Raise Unfit when the application's files would come to `total` bytes, more than `limit`."""
    if total > limit:
        raise Unfit("uploads.too_much", total=_megabytes(total), limit=_megabytes(limit))


def display_name(name: str, kind: FileKind | None = None) -> str:
    """Return a safe name for display and saving: no folders, no tricks, at most 100 characters, Chinese kept.

    With `kind` it gets the suffix of the content, so that nothing is saved as what it is not. Files are never stored
    under this name.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", clean(name)))[-1]
    shown = re.sub(r"\.{2,}", ".", _FORBIDDEN.sub("_", last)).strip("-. ")
    if _RESERVED.match(shown):
        shown = f"_{shown}"
    suffix = _SUFFIX.search(shown)
    ending = suffix.group() if suffix else ""
    if kind and not _fits(ending, kind):
        ending = f"{ending}.{kind}"
    stem = shown[: suffix.start()] if suffix else shown
    return (stem or "file")[: NAME_CHARS - len(ending)].rstrip("-. ") + ending


def _by_start(data: bytes) -> FileKind:
    if data.startswith(pdfs.PDF_START):
        pdfs.check_pdf(data)
        return FileKind.PDF
    if data.startswith(pictures.JPEG_START):
        pictures.check_jpeg(data)
        return FileKind.JPG
    if data.startswith(pictures.PNG_START):
        pictures.check_png(data)
        return FileKind.PNG
    raise Unfit("uploads.kind")


def _fits(ending: str, kind: FileKind) -> bool:
    return ending.lower() == f".{kind}" or (kind is FileKind.JPG and ending.lower() == ".jpeg")


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f}".removesuffix(".0")
