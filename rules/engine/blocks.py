"""Blocks: several answers in one message as labelled lines ("姓名：李平"), copied, filled in and sent back.

Lines may come in any order; numbers and bracketed hints in labels are ignored, and colons and semicolons may be Chinese
or not. An ordinary answer that happens to contain a colon is no block.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.engine.answers import clean
from rules.engine.forms import Option

_NUMBER = r"(?:[(（]?[0-9]{1,2}[)）.、．]|[(（][一二三四五六七八九十]{1,3}[)）]|[①-⑳]|[-*·•▪])?\s*"
_HINT = r"[(（][^()（）]*[)）]"
_LINE = re.compile(rf"\s*{_NUMBER}(?P<label>[^:：\n]{{1,60}}?)\s*(?:{_HINT}\s*)*[:：](?P<value>.*)", re.DOTALL)
_HINTS = re.compile(_HINT)
_FEWEST_OF_SHORT = 3
_NO = re.compile("[不没非无未否别]|no|n[o']?t")
_STRANGE = 20
"""The longest label: longer words before a colon are part of a sentence."""


@dataclass(frozen=True, slots=True)
class BlockLine:
    """The labels under which one question is answered in a block. `long`: the answer may have several lines."""

    key: str
    names: tuple[str, ...]
    long: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The contents of a block: answers by question (empty lines left out), unknown labels, and repeated questions."""

    fields: dict[str, str]
    unknown: tuple[str, ...] = ()
    twice: frozenset[str] = frozenset()


def read(
    text: str, own: Sequence[BlockLine], current: str | None = None, others: Sequence[BlockLine] = ()
) -> Block | None:
    """Read the text as a block; None when it is just an answer to the `current` question.

    `own` are the lines of the block being asked, `others` those of other blocks; a label that two of these share is
    ignored. While a typed question is open, a block needs two known lines, or the line of that question. Text before
    the first line is ignored, except where the current answer is a long text, in which anything may look like a line.
    """
    known = _unshared(others) | {_bare(name): line for line in own for name in line.names}
    first: BlockLine | None = None
    here: BlockLine | None = None
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
    """Return a label without the hint in brackets behind it."""
    return _HINTS.sub("", name).strip()


def chosen(text: str, options: Sequence[tuple[Option, str]]) -> Option | None:
    """Return the option meant, by its number, its words, or a part found in the words of no other; else None.

    Three signs or more may leave some out, as short names do: 市监局 for 市场监督管理局.
    """
    wanted = _bare(text)
    if wanted.isascii() and wanted.isdecimal():
        place = int(wanted[:4])
        return options[place - 1][0] if 1 <= place <= len(options) else None
    same = [option for option, words in options if _bare(words) == wanted]
    found = same or [option for option, words in options if len(wanted) > 1 and wanted in _bare(words)]
    if not found and len(wanted) >= _FEWEST_OF_SHORT and not wanted.isascii():
        found = [option for option, words in options if _in_order(wanted, _bare(words))]
    return found[0] if len(found) == 1 else None


def named_in(text: str, options: Sequence[tuple[Option, str]]) -> Option | None:
    """Return the one option whose words of two signs or more stand in the text, without a word that says no; else None.

    Of options of which one names the other, such as 同意 and 不同意, the longer is meant.
    """
    said = _bare(text)
    named = [(option, bare) for option, words in options if len(bare := _bare(words)) > 1 and bare in said]
    found = [(option, bare) for option, bare in named if not any(bare != more and bare in more for _, more in named)]
    if len(found) != 1:
        return None
    option, words = found[0]
    rest = said.replace(words, "")
    return None if _NO.search(rest) or any(bare in rest for _, bare in named) else option


def _in_order(signs: str, words: str) -> bool:
    """Whether the words have all these signs in their order."""
    rest = iter(words)
    return all(sign in rest for sign in signs)


def _lines(text: str, known: dict[str, BlockLine]) -> Iterator[str]:
    """Yield the text line by line; a semicolon also ends a line where a known label follows it."""
    for line in clean(text).split("\n"):
        start = 0
        for found in re.finditer("[;；]", line):
            if _labelled(line[found.end() :], known)[0] is not None:
                yield line[start : found.start()]
                start = found.end()
        yield line[start:]


def _labelled(line: str, known: dict[str, BlockLine]) -> tuple[BlockLine | None, str, str]:
    """Split a line into its known Line or None, the label text if unknown, and the answer behind it."""
    found = _LINE.match(line)
    if found is None:
        return None, "", line
    written = found["label"].strip()
    label = known.get(_bare(written))
    if label is None and (len(written) > _STRANGE or found["value"].startswith("//")):
        return None, "", line
    return label, written, found["value"]


def _unshared(lines: Sequence[BlockLine]) -> dict[str, BlockLine]:
    """Return the lines by their labels, leaving out labels that two lines share."""
    named: dict[str, set[BlockLine]] = {}
    for line in lines:
        for name in line.names:
            named.setdefault(_bare(name), set()).add(line)
    return {name: found.pop() for name, found in named.items() if len(found) == 1}


def _bare(name: str) -> str:
    """Normalise a label or an option for comparison: width, case, bracketed hints, spaces and points are ignored."""
    letters = unicodedata.normalize("NFKC", without_hint(name)).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
