"""Finds words in bytes in whatever form they may have been written, and can be shown to find them."""

import base64
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

_LEAST = 8


def forms(word: str) -> set[bytes]:
    """The word as programs write it: in the usual encodings, escaped, as hexadecimal, in base64 at each alignment."""
    encoded = {word.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
    escaped = {word.encode("unicode-escape"), word.encode("unicode-escape").upper(), quote(word).encode()}
    hexed = {form.hex().encode() for form in encoded}
    return {form for form in (*encoded, *escaped, *hexed, *_base64(word)) if len(form) >= _LEAST}


def found(content: bytes, words: Iterable[str]) -> list[str]:
    """The words that are in the content in some form; one pass, however many words there are."""
    begins: dict[bytes, list[tuple[bytes, str]]] = {}
    for word in words:
        for form in forms(word):
            begins.setdefault(form[:_LEAST], []).append((form, word))
    hits = (begins.get(content[place : place + _LEAST], ()) for place in range(len(content) - _LEAST + 1))
    candidates = {pair for pairs in hits for pair in pairs}
    return sorted({word for form, word in candidates if form in content})


def bytes_of(folder: Path, *, without: Iterable[str] = ()) -> bytes:
    """Every byte of every file in the folder, but those files."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in without)
    return b"\n".join(path.read_bytes() for path in files)


def _base64(word: str) -> set[bytes]:
    """What does not depend on the neighbours: an encoded word begins in the middle of a group of three bytes."""
    plain = word.encode()
    made = set()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + plain + bytes((-before - len(plain)) % 3))
        made.add(whole[(4 if before else 0) : len(whole) - (4 if (before + len(plain)) % 3 else 0)])
    return made
