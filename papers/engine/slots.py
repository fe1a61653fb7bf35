"""Slots mark a case's own words within the standing text of a paper, so that the two can be told apart.

A slot is a value between marks that nobody can type; a part is a named group of blocks. Printing removes the marks; a
template shows the slot's name instead, and the office can change the words around it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from rules.engine.answers import clean
from texts import say

OPTIONAL = frozenset(
    ("number", "edition", "contact", "code", "application", "count", "why", "award", "received", "cited", "title")
)
"""Names that a template may omit; without any of the others a paper would not say what it must."""

_OPEN, _BETWEEN, _CLOSE = "\x02", "\x1f", "\x03"
_MARKED = re.compile(f"{_OPEN}(\\w+){_BETWEEN}([^{_CLOSE}]*){_CLOSE}")


def slot(name: str, value: str) -> str:
    """Return the value marked as the slot of this name; marks inside the value are removed."""
    return f"{_OPEN}{name}{_BETWEEN}{clean(value)}{_CLOSE}"


def part(name: str, *blocks: Mapping[str, object]) -> Mapping[str, object]:
    """Group blocks under a name for templates: a list, a table, a slip; without blocks if there is nothing to print."""
    return {"kind": "part", "name": name, "blocks": blocks}


def bare(text: str) -> str:
    """Return the text with its values but without the marks."""
    return _MARKED.sub(r"\2", text)


def braced(language: str) -> Callable[[str], str]:
    """Return a function that turns a text into its template: {{编号}} in place of the value."""

    def named(text: str) -> str:
        return _MARKED.sub(lambda found: in_braces(called(language, found[1])), text)

    return named


def called(language: str, name: str) -> str:
    """Return the name of the slot or part in a template of this language."""
    return say(language, f"papers.slot.{name}")


def in_braces(name: str) -> str:
    """Return the name as written in a template, in braces."""
    return f"{{{{{name}}}}}"


def values(texts: Iterable[str]) -> dict[str, str]:
    """Return the values of all slots in these texts, by name."""
    return {name: value for text in texts for name, value in _MARKED.findall(text)}


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in blocks at any depth, except inside parts, which are the case's own and have no slots."""
    match value:
        case str():
            yield value
        case Mapping():
            if value.get("kind") != "part":
                for item in value.values():
                    yield from texts_in(item)
        case list() | tuple():
            for item in value:
                yield from texts_in(item)


def unmarked(value: object) -> object:
    """Return blocks for printing: without marks, each part replaced by its blocks."""
    match value:
        case str():
            return bare(value)
        case Mapping():
            return {key: unmarked(item) for key, item in value.items()}
        case list() | tuple():
            return [each for item in value for each in _dissolved(item)]
        case _:
            return value


def _dissolved(item: object) -> Iterable[object]:
    if isinstance(item, Mapping) and item.get("kind") == "part":
        return item["blocks"]  # type: ignore[no-any-return]
    return [unmarked(item)]
