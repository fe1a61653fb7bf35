"""The table of articles says the truth: what it names exists, and what binds is proved or named as to come."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import pytest

from tests.house.sources import ROOMS, ROOT, modules, tree

ARTICLES = range(1, 45)
NONE = "—"


@dataclass(frozen=True, slots=True)
class Line:
    """One article of the table; `later` names the rooms in which the rest of it will live."""

    article: int
    asks: str
    functions: tuple[str, ...]
    tests: tuple[str, ...]
    later: str

    @property
    def binds(self) -> bool:
        return not self.asks.startswith("Nothing")


@cache
def lines() -> tuple[Line, ...]:
    rows = re.findall(
        r"^\| (\d+) \| (.+) \| (.+) \| (.+) \| (.+) \|$", (ROOT / "docs/articles.md").read_text("utf-8"), re.MULTILINE
    )
    return tuple(Line(int(number), asks, named(does), named(shows), later) for number, asks, does, shows, later in rows)


def named(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


@cache
def proofs() -> dict[str, frozenset[int]]:
    """Each test by its place, with the articles that it or its whole module is marked with."""
    found: dict[str, frozenset[int]] = {}
    for path in modules("tests"):
        shared = [marked(mark) for mark in marks_of_all(tree(path))]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                marks = [marked(decorator) for decorator in node.decorator_list]
                found[f"{path.relative_to(ROOT)}::{node.name}"] = frozenset().union(*marks, *shared)
    return found


def marks_of_all(module: ast.Module) -> list[ast.expr]:
    """What `pytestmark` of a module says of all its tests."""
    values = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["pytestmark"]
    ]
    return [mark for value in values for mark in (value.elts if isinstance(value, ast.List) else [value])]


def marked(decorator: ast.expr) -> set[int]:
    if not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.article"):
        return set()
    return {
        number.value for number in decorator.args if isinstance(number, ast.Constant) and isinstance(number.value, int)
    }


def test_every_article_has_its_line_in_order() -> None:
    assert [line.article for line in lines()] == list(ARTICLES)


@pytest.mark.parametrize("line", lines(), ids=lambda line: str(line.article))
def test_what_a_line_names_exists(line: Line) -> None:
    for function in line.functions:
        module, _, path = function.partition(":")
        found = import_module(module)
        for part in path.split("."):
            found = getattr(found, part)
        assert callable(found), function
    assert [name for name in line.tests if line.article not in proofs().get(name, frozenset())] == []


@pytest.mark.parametrize("line", lines(), ids=lambda line: str(line.article))
def test_an_article_that_binds_is_proved_or_said_to_come(line: Line) -> None:
    if not line.binds:
        assert (line.functions, line.tests, line.later) == ((), (), NONE)
    elif line.later == NONE:
        assert line.functions
        assert line.tests
    else:
        assert {room.partition(":")[0] for room in line.later.split("; ")} <= set(ROOMS)


def test_a_mark_names_an_article_that_binds() -> None:
    binding = {line.article for line in lines() if line.binds}
    assert {name: articles for name, articles in proofs().items() if not articles <= binding} == {}
