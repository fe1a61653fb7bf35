"""Unpacks Office files (zip archives of XML) within limits, so that a small file never grows into a huge one."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from rules.engine.refusals import Unfit

CHUNK = 64 * 1024
MOST_PARTS = 2_000
MOST_BYTES = 96 * 1024 * 1024
"""The most bytes of all unpacked parts; a document with pictures stays far below."""
MOST_RATIO = 250
"""The highest compression ratio: XML packs 10 to 60 times, a zip bomb 1,000. Small parts may exceed it."""
SMALL = 1024 * 1024
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)
"""What the library raises for an archive that is truncated, altered, encrypted or packed in an unknown way."""

_PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii"}
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_DOCTYPE = b"<!DOCTYPE"


def parts(data: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the unpacked parts whose names are wanted. Raises Unfit for what is no archive or exceeds the limits."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = _checked(archive)
            return {entry.filename: b"".join(_inflated(archive, entry)) for entry in entries if wanted(entry.filename)}
    except DAMAGED as error:
        raise Unfit("papers.archive.unreadable") from error


def check_parts(data: bytes) -> None:
    """Parse every part once. Raises Unfit for a zip bomb or a document type declaration.

    Office programs write no document type declaration; its purpose would be entities that expand endlessly, or read
    files of this machine.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for entry in _checked(archive):
                _check_part(_inflated(archive, entry))
    except DAMAGED as error:
        raise Unfit("papers.archive.unreadable") from error


def _checked(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Unfit("papers.archive.too_large")
    for entry in entries:
        _check_entry(entry)
    return entries


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unfit("papers.archive.unreadable")
    if entry.file_size > max(SMALL, MOST_RATIO * entry.compress_size):
        raise Unfit("papers.archive.too_large")


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield one part in pieces; never more than the size that the archive declares, which has been checked."""
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _check_part(pieces: Iterator[bytes]) -> None:
    tail = b""
    for n, piece in enumerate(pieces):
        if n == 0 and (found := _DECLARED.search(piece[:400])) and found.group(1).lower() not in _PLAIN_ENCODINGS:
            raise Unfit("papers.archive.unreadable")
        tail += piece.replace(b"\0", b"")
        if _DOCTYPE in tail:
            raise Unfit("papers.archive.unreadable")
        tail = tail[-len(_DOCTYPE) :]
