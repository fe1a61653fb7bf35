"""Walks JPEG and PNG pictures from their first byte to their last, without decoding them, and bounds their pixels."""

import re
import struct
import zlib
from collections.abc import Iterator
from itertools import islice

from rules.engine.refusals import Unfit

JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 64_000_000
"""The most pixels of a picture; the largest phone photographs have about 50 million."""

_SEGMENT = struct.Struct(">BBH")
_CHUNK = struct.Struct(">L4s")
_CHUNK_FRAME = 12
_PNG_SIZE, _PNG_SIZE_AT = struct.Struct(">II"), 16
_JPEG_FRAME, _MARKED = struct.Struct(">BBHBHH"), 0xFF
_HEADER_SIZE = 13
_MOST_SEGMENTS, _MOST_CHUNKS = 10_000, 100_000
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_START_OF_FRAME = {0xC0, 0xC1, 0xC2}
_START_OF_FRAMES = 0xC0
_WITHOUT_LENGTH = range(0xD0, 0xDA)
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_FILL = re.compile(rb"\xff*(?=\xff)")  # any number of fill bytes may precede a marker


def check_jpeg(data: bytes) -> None:
    """Raise Unfit unless a frame, a scan and the end follow one another; cameras may append data after the end."""
    places = list(islice(_jpeg_markers(data), _MOST_SEGMENTS))
    for marker, place in places:
        if marker in _START_OF_FRAME and place + _JPEG_FRAME.size <= len(data):
            _, _, _, _, height, width = _JPEG_FRAME.unpack_from(data, place)
            _check_pixels(width, height)
    markers = [marker for marker, _ in places]
    in_order = [marker for marker in markers if marker in {*_START_OF_FRAME, _START_OF_SCAN, _END_OF_IMAGE}]
    if len(in_order) < 3 or in_order[0] not in _START_OF_FRAME or in_order[1] != _START_OF_SCAN:
        raise Unfit("uploads.damaged")
    if in_order[-1] != _END_OF_IMAGE:
        raise Unfit("uploads.damaged")


def check_png(data: bytes) -> None:
    """Raise Unfit unless intact chunks lead from the header over image data to an end with nothing after it."""
    chunks = list(islice(_png_chunks(data), _MOST_CHUNKS))
    if not chunks or chunks[0] != (b"IHDR", _HEADER_SIZE) or chunks[-1] != (b"IEND", 0):
        raise Unfit("uploads.damaged")
    if not any(name == b"IDAT" for name, _ in chunks):
        raise Unfit("uploads.damaged")
    _check_pixels(*_PNG_SIZE.unpack_from(data, _PNG_SIZE_AT))


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Unfit("papers.image.too_large", limit=MOST_PIXELS // 1_000_000)


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels from the head of a PNG or JPEG; None for anything else."""
    if data.startswith(PNG_START) and len(data) >= _PNG_SIZE.size + _PNG_SIZE_AT:
        return _PNG_SIZE.unpack_from(data, _PNG_SIZE_AT)
    place = 2 if data.startswith(JPEG_START) else len(data)
    while place + _JPEG_FRAME.size <= len(data) and data[place] == _MARKED:
        _, marker, length, _, height, width = _JPEG_FRAME.unpack_from(data, place)
        if marker in _START_OF_FRAME:
            return width, height
        place += 2 + length
    return None


def _jpeg_markers(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield each marker with the place at which it begins."""
    place = 2
    while fill := _FILL.match(data, place):
        place = fill.end()
        if place + _SEGMENT.size > len(data) + 2:
            return
        marker = data[place + 1]
        if marker == _END_OF_IMAGE:
            yield marker, place
        if marker < _START_OF_FRAMES or marker in _WITHOUT_LENGTH or place + _SEGMENT.size > len(data):
            return
        yield marker, place
        place = _after_segment(data, marker, place + 2 + _SEGMENT.unpack_from(data, place)[2])


def _after_segment(data: bytes, marker: int, place: int) -> int:
    """Return the position of the next marker; behind a scan, its data are skipped first."""
    if marker != _START_OF_SCAN:
        return place
    found = _NEXT_MARKER.search(data, place)
    return found.end() - 2 if found else len(data)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int]]:
    place = len(PNG_START)
    while place + _CHUNK_FRAME <= len(data):
        length, name = _CHUNK.unpack_from(data, place)
        end = place + _CHUNK_FRAME + length
        if end > len(data) or zlib.crc32(memoryview(data)[place + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            raise Unfit("uploads.damaged")
        yield name, length
        place = end
    if place != len(data):
        raise Unfit("uploads.damaged")
