"""Several answers in one message: labelled lines ("姓名：李平"), copied, filled in and sent back, read as fields.

The order of the lines is free, their numbers and hints in brackets are passed over, colons and semicolons may be
Chinese or not. An ordinary answer that happens to have a colon in it is no block.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.answers import clean
from rules.forms import Option

_NUMBER = r"(?:[(（]?[0-9]{1,2}[)）.、．]|[(（][一二三四五六七八九十]{1,3}[)）]|[①-⑳]|[-*·•▪])?\s*"
_HINT = r"[(（][^()（）]*[)）]"
_LINE = re.compile(rf"\s*{_NUMBER}(?P<label>[^:：\n]{{1,60}}?)\s*(?:{_HINT}\s*)*[:：](?P<value>.*)", re.DOTALL)
_HINTS = re.compile(_HINT)
_STRANGE = 20
"""Whatever stands before a colon and is longer than this is a sentence and no label."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of one question may be called. `long`: its answer is a text of several lines."""

    key: str
    names: tuple[str, ...]
    long: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What was written in a block: by question, empty lines left out; names nobody knows; questions written twice."""

    fields: dict[str, str]
    unknown: tuple[str, ...] = ()
    twice: frozenset[str] = frozenset()


def read(text: str, own: Sequence[Line], current: str | None = None, others: Sequence[Line] = ()) -> Block | None:
    """The block in the text; None where the text is an answer to the `current` question and nothing else.

    `own` are the lines of the block that is asked, `others` those of other blocks: a name that two of these share is
    nobody's. Beside a question that is typed, a block has two known lines, or that question's alone. What stands before
    its first line is passed over, but not where the current answer is a long text, in which all may look like a line.
    """
    known = _unshared(others) | {_bare(name): line for line in own for name in line.names}
    first: Line | None = None
    here: Line | None = None
    fields: dict[str, list[str]] = {}
    unknown: list[str] = []
    twice: set[str] = set()
    for line in _lines(text, known):
        named, written, value = _labelled(line, known)
        if named is not None:
            first, here = first or named, named
            if named.key in fields:
                twice.add(named.key)
            fields.setdefault(named.key, []).append(value)
        elif first is None and line.strip() and any(each.key == current and each.long for each in own):
            return None
        elif written and not (here and here.long):
            unknown.append(written)
            here = None
        elif here is not None:
            fields[here.key].append(line)
    if not fields or (current and len(fields) == 1 and current not in fields):
        return None
    given = {key: "\n".join(written).strip() for key, written in fields.items()}
    return Block({key: value for key, value in given.items() if value}, tuple(unknown), frozenset(twice))


def without_hint(name: str) -> str:
    """A label without what stands in brackets behind it."""
    return _HINTS.sub("", name).strip()


def chosen(text: str, options: Sequence[tuple[Option, str]]) -> Option | None:
    """The option that was written: by its number, its words, or a part of the words of one alone."""
    wanted = _bare(text)
    if wanted.isascii() and wanted.isdecimal():
        place = int(wanted[:4])
        return options[place - 1][0] if 1 <= place <= len(options) else None
    same = [option for option, words in options if _bare(words) == wanted]
    found = same or [option for option, words in options if len(wanted) > 1 and wanted in _bare(words)]
    return found[0] if len(found) == 1 else None


def _lines(text: str, known: dict[str, Line]) -> Iterator[str]:
    """Line by line; a semicolon ends a line where a known label follows it."""
    for line in clean(text).split("\n"):
        start = 0
        for found in re.finditer("[;；]", line):
            if _labelled(line[found.end() :], known)[0] is not None:
                yield line[start : found.start()]
                start = found.end()
        yield line[start:]


def _labelled(line: str, known: dict[str, Line]) -> tuple[Line | None, str, str]:
    """The label of a line where it is known, what stands in its place where it is not, and what follows it."""
    found = _LINE.match(line)
    if found is None:
        return None, "", line
    written = found["label"].strip()
    label = known.get(_bare(written))
    if label is None and (len(written) > _STRANGE or found["value"].startswith("//")):
        return None, "", line
    return label, written, found["value"]


def _unshared(lines: Sequence[Line]) -> dict[str, Line]:
    """The lines by their names, without names that two of them have."""
    named: dict[str, set[Line]] = {}
    for line in lines:
        for name in line.names:
            named.setdefault(_bare(name), set()).add(line)
    return {name: found.pop() for name, found in named.items() if len(found) == 1}


def _bare(name: str) -> str:
    """A label or an option as it is compared: widths, case, hints in brackets, spaces and points say nothing."""
    letters = unicodedata.normalize("NFKC", without_hint(name)).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
