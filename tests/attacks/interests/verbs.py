"""Every button that a handler takes, read from the handlers themselves: a new one cannot be forgotten by a test."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from handlers.dispatching import all_guides, all_presses, make_dispatcher
from handlers.engine.presses import Topic


@cache
def verbs() -> dict[str, frozenset[str]]:
    """The first words behind each prefix, "" where a prefix takes an id alone."""
    found: dict[str, set[str]] = {}
    for table in all_presses():
        found.setdefault(table.topic, set()).update(table.words)
    for router in make_dispatcher(all_guides())[0].routers:
        for handler in router.callback_query.handlers:
            for press in (one.callback for one in handler.filters or () if isinstance(one.callback, Topic)):
                acts = set(press.acts) or _words_of(inspect.getsourcefile(inspect.unwrap(handler.callback)) or "")
                found.setdefault(press.conversation, set()).update(acts or {""})
    return {prefix: frozenset(words) for prefix, words in found.items()}


@cache
def _words_of(path: str) -> set[str]:
    """The words with which the patterns of a module begin, and the keys of its table of verbs."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(Path(path).read_text("utf-8"))):
        match node:
            case ast.MatchSequence(patterns=[first, *_]):
                found |= set(_constants(first))
            case ast.Compare(comparators=[compared]):
                found |= set(_compared(compared))
            case ast.AnnAssign(target=ast.Name(id="VERBS"), value=ast.Dict(keys=keys)):
                found |= {str(key.value) for key in keys if isinstance(key, ast.Constant)}
    return found


def _compared(node: ast.expr) -> Iterator[str]:
    """The words of `words != ["menu"]`, and of `words[:1] not in (["list"], ["all"])`."""
    for each in ast.walk(node):
        match each:
            case ast.List(elts=[ast.Constant(value=str(word))]):
                yield word


def _constants(pattern: ast.pattern) -> Iterator[str]:
    match pattern:
        case ast.MatchValue(value=ast.Constant(value=str(word))):
            yield word
        case ast.MatchOr(patterns=patterns):
            for each in patterns:
                yield from _constants(each)
        case ast.MatchAs(pattern=ast.pattern() as inner):
            yield from _constants(inner)
