"""Slots: where a case's own words stand among the standing ones of a paper, so that each can be told from the other.

A slot is a value between marks that nobody can type, a part is blocks under a name. Printed, the marks go; in a
template the slot's name stands in their place, and whoever changes the template changes the words around it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from rules.answers import clean
from texts import say

OPTIONAL = frozenset(
    ("number", "edition", "contact", "code", "application", "count", "why", "award", "received", "cited", "title")
)
"""What a template may leave out; without the others a paper would not say what it has to."""

_OPEN, _BETWEEN, _CLOSE = "\x02", "\x1f", "\x03"
_MARKED = re.compile(f"{_OPEN}(\\w+){_BETWEEN}([^{_CLOSE}]*){_CLOSE}")


def slot(name: str, value: str) -> str:
    """The value as the slot of this name; what it holds is never taken for a mark."""
    return f"{_OPEN}{name}{_BETWEEN}{clean(value)}{_CLOSE}"


def part(name: str, *blocks: Mapping[str, object]) -> Mapping[str, object]:
    """Blocks that a template names as one: a list, a table, a slip. None of them where there is nothing to print."""
    return {"kind": "part", "name": name, "blocks": blocks}


def bare(text: str) -> str:
    """The text with the values and without the marks."""
    return _MARKED.sub(r"\2", text)


def braced(language: str) -> Callable[[str], str]:
    """Makes of a text its template: {{编号}} in the place of the value."""

    def named(text: str) -> str:
        return _MARKED.sub(lambda found: in_braces(called(language, found[1])), text)

    return named


def called(language: str, name: str) -> str:
    """What the slot or part of this name is called in a template."""
    return say(language, f"papers.slot.{name}")


def in_braces(name: str) -> str:
    """The name as it stands in a template."""
    return f"{{{{{name}}}}}"


def values(texts: Iterable[str]) -> dict[str, str]:
    """The values of all slots in these texts, by name."""
    return {name: value for text in texts for name, value in _MARKED.findall(text)}


def texts_in(value: object) -> Iterator[str]:
    """Every text of blocks at any depth, except what lies in parts: that is the case's own and holds no slot."""
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
    """Blocks as they are printed: without marks, each part dissolved into its blocks."""
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
