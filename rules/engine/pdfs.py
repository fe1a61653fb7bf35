"""Checks a PDF without rendering it: where it begins and ends, and what it would do when opened."""

import re
import zlib
from collections.abc import Iterator
from itertools import islice

from rules.engine.refusals import Unfit

PDF_START = b"%PDF-"

_HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
_END = b"%%EOF"
_BLANK = b"\x00\t\n\x0c\r "
_ACTIONS = ("JavaScript", "OpenAction", "EmbeddedFile", "Launch", "RichMedia", "Encrypt")
_PACKED = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_NEAR = 2_048  # how near, in bytes, a stream follows its dictionary
_MOST_PACKED = 20_000
_MAX_PACKED = 4_000_000
_MAX_IN_ALL = 32_000_000


def check_pdf(data: bytes) -> None:
    """Raise Unfit unless the header is the first thing in the file and the end mark the last."""
    end = data.rfind(_END)
    if not _HEADER.match(data) or end < 0 or b"startxref" not in data[max(end - _NEAR, 0) : end]:
        raise Unfit("uploads.damaged")
    if data[end + len(_END) :].strip(_BLANK):
        raise Unfit("uploads.mixed")


def actions(data: bytes) -> frozenset[str]:
    """Return the names of what a person should look at first.

    They are JavaScript, OpenAction, EmbeddedFile, Launch, RichMedia and Encrypt; names spelt with escapes and objects
    packed into streams are found too.
    """
    pattern = _pattern()
    found = {match.lastindex for part in (data, *_packed(data)) for match in pattern.finditer(part)}
    return frozenset(_ACTIONS[index - 1] for index in found if index)


def _pattern() -> re.Pattern[bytes]:
    """Return a pattern of all names, a numbered group each, in order; any character may be written as #61."""
    spelt = ("".join(f"(?:{char}|#{ord(char):02x}|#{ord(char):02X})" for char in name) for name in _ACTIONS)
    return re.compile(f"/(?:{'|'.join(f'({name})' for name in spelt)})s?(?![A-Za-z])".encode())


def _packed(data: bytes) -> Iterator[bytes]:
    left, end = _MAX_IN_ALL, 0
    for mark in islice(_PACKED.finditer(data), _MOST_PACKED):
        stream = _STREAM.search(data, mark.end(), mark.end() + _NEAR)
        if left <= 0 or not stream or stream.start() < end:
            continue  # already unpacked with an earlier mark
        end = data.find(b"endstream", stream.end()) % (len(data) + 1)  # not found is -1: the end of the data
        part = _unpacked(data[stream.end() : end], min(_MAX_PACKED, left))
        left -= len(part)
        yield part


def _unpacked(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, limit)
    except zlib.error:
        return b""
