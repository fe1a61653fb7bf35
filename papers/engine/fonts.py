"""The fonts shipped with the service and the characters they cover, so that a bare machine prints Chinese too.

Pages are set in Noto Serif SC and Noto Sans SC; Noto Sans CJK covers rare characters such as 㐂 and 𠮷.
"""

import struct
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

import manimgx_fonts_cjk
import pylopdf_fonts_zh_cn
import typst

from rules.engine.answers import clean

MISSING = "〓"
"""The printer's traditional mark for a missing character."""

_WHOLE_REPERTOIRE = (3, 10)  # the character map with groups of code points, format 12
_NO_CHARACTERS = {"Co", "Cn"}

Ranges = tuple[tuple[int, ...], tuple[int, ...]]


def folders() -> list[Path]:
    """Return the folders of the font files."""
    return [pylopdf_fonts_zh_cn.serif_path().parent, Path(str(manimgx_fonts_cjk.__file__)).parent]


@cache
def fonts() -> typst.Fonts:
    """Return the fonts for a page: the shipped ones, none of the machine's."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders()]
    )


def printable(text: str) -> str:
    """Return a text that can be set: a character without a glyph becomes 〓, controls and direction marks go."""
    composed = unicodedata.normalize("NFC", clean(text))
    return "".join(char if char == "\n" or _has_glyph(ord(char)) else _replaced(char) for char in composed)


def _replaced(char: str) -> str:
    return "" if unicodedata.category(char)[0] in "CM" else MISSING


@cache
def _has_glyph(point: int) -> bool:
    if unicodedata.category(chr(point)) in _NO_CHARACTERS:
        return False
    return any(_within(ranges, point) for ranges in _covered())


def _within(ranges: Ranges, point: int) -> bool:
    starts, ends = ranges
    place = bisect_right(starts, point) - 1
    return place >= 0 and point <= ends[place]


@cache
def _covered() -> tuple[Ranges, ...]:
    files = (pylopdf_fonts_zh_cn.serif_path(), folders()[1] / "NotoSansCJK-VF.otf.ttc")
    return tuple(_ranges(Path(file)) for file in files)


def _ranges(file: Path) -> Ranges:
    """Return the code points that a font file maps to a glyph, as (start, end), read from its character map.

    Of a collection the first face is read: all faces of Noto Sans CJK cover the same characters.
    """
    with file.open("rb") as stream:
        head = stream.read(16)
        face = struct.unpack(">I", head[12:16])[0] if head[:4] == b"ttcf" else 0
        stream.seek(face)
        tables = struct.unpack(">4xH6x", stream.read(12))[0]
        records = [struct.unpack(">4s4xII", stream.read(16)) for _ in range(tables)]
        place, size = next((start, length) for tag, start, length in records if tag == b"cmap")
        stream.seek(place)
        return _groups(stream.read(size))


def _groups(cmap: bytes) -> Ranges:
    for n in range(struct.unpack(">2xH", cmap[:4])[0]):
        platform, encoding, start = struct.unpack(">HHI", cmap[4 + 8 * n : 12 + 8 * n])
        if (platform, encoding) == _WHOLE_REPERTOIRE:
            count = struct.unpack(">12xI", cmap[start : start + 16])[0]
            groups = list(struct.iter_unpack(">II4x", cmap[start + 16 : start + 16 + 12 * count]))
            return tuple(first for first, _ in groups), tuple(last for _, last in groups)
    raise ValueError("this font names no characters of the whole of Unicode: choose another")
