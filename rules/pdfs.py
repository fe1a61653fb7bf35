"""Looks at a PDF from outside: where it begins and ends, and what it would do when opened."""

import re
import zlib
from collections.abc import Iterator
from itertools import islice

from rules.refusals import Unfit

PDF_START = b"%PDF-"

_HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
_END = b"%%EOF"
_BLANK = b"\x00\t\n\x0c\r "
_ACTIONS = ("JavaScript", "OpenAction", "EmbeddedFile", "Launch", "RichMedia", "Encrypt")
_PACKED = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_NEAR = 2_048  # a stream begins soon after the dictionary that names it
_MOST_PACKED = 20_000
_MAX_PACKED = 4_000_000
_MAX_IN_ALL = 32_000_000


def check_pdf(data: bytes) -> None:
    """Raises Unfit unless the header is the first thing in the file and the end mark the last."""
    end = data.rfind(_END)
    if not _HEADER.match(data) or end < 0 or b"startxref" not in data[max(end - _NEAR, 0) : end]:
        raise Unfit("uploads.damaged")
    if data[end + len(_END) :].strip(_BLANK):
        raise Unfit("uploads.mixed")


def actions(data: bytes) -> frozenset[str]:
    """Names of what a person should look at first: JavaScript, OpenAction, EmbeddedFile, Launch, RichMedia, Encrypt.

    Names spelt with escapes and objects packed into streams are seen too.
    """
    pattern = _pattern()
    found = {match.lastindex for part in (data, *_packed(data)) for match in pattern.finditer(part)}
    return frozenset(_ACTIONS[index - 1] for index in found if index)


def _pattern() -> re.Pattern[bytes]:
    """Every name, any character of it written as itself or as #61: one numbered group a name, in order."""
    spelt = ("".join(f"(?:{char}|#{ord(char):02x}|#{ord(char):02X})" for char in name) for name in _ACTIONS)
    return re.compile(f"/(?:{'|'.join(f'({name})' for name in spelt)})s?(?![A-Za-z])".encode())


def _packed(data: bytes) -> Iterator[bytes]:
    left, end = _MAX_IN_ALL, 0
    for mark in islice(_PACKED.finditer(data), _MOST_PACKED):
        stream = _STREAM.search(data, mark.end(), mark.end() + _NEAR)
        if left <= 0 or not stream or stream.start() < end:
            continue  # unpacked already, by an earlier mark
        end = data.find(b"endstream", stream.end()) % (len(data) + 1)  # not found is -1: the end of the data
        part = _unpacked(data[stream.end() : end], min(_MAX_PACKED, left))
        left -= len(part)
        yield part


def _unpacked(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, limit)
    except zlib.error:
        return b""
