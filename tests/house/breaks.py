"""What can be broken in the code that the table of articles names: one small change of one function each."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.house.sources import ROOT
from tests.house.test_articles import Line

SWAPPED: dict[type[ast.cmpop], str] = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Break:
    """One change of one file: the bytes from `start` to `end` become `text`.

    `named` is the function of the table, `function` the one that is changed: itself, or one of its file that it calls.
    """

    file: str
    line: int
    named: str
    function: str
    what: str
    start: int
    end: int
    text: str

    @property
    def name(self) -> str:
        """Say what is broken without a number that the next change of the file would move."""
        return f"{self.file} {self.function}: {self.what}"


@cache
def equivalent() -> dict[str, str]:
    """Return the breaks that change nothing anybody could notice, each with its reason."""
    return {str(name): str(reason) for name, reason in tomllib.loads(EQUIVALENT.read_text("utf-8")).items()}


def breaks(line: Line) -> list[Break]:
    """Return what can be broken in the functions of a row, and in those of the same file that they call."""
    found = {(one.file, one.start, one.end): one for name in line.functions[::-1] for one in _breaks_of(name)}
    counted: dict[str, int] = {}
    numbered = []
    for one in sorted(found.values(), key=lambda one: (one.file, one.start, one.end)):
        counted[one.name] = counted.get(one.name, 0) + 1
        again = counted[one.name] > 1
        numbered.append(replace(one, what=f"{one.what} ({counted[one.name]})") if again else one)
    return numbered


def _breaks_of(named: str) -> list[Break]:
    module, path = named.split(":", 1)
    file = f"{module.replace('.', '/')}.py"
    source = (ROOT / file).read_bytes()
    starts = [0]
    for row in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    found: list[Break] = []
    last_resort: list[Break] = []
    for function in _reached(ast.parse(source), path.rpartition(".")[2]):
        for node, what, begin, end, given in _changes(function):
            at, to = (starts[place[0] - 1] + place[1] for place in (begin, end))
            short = " ".join(source[at:to].decode().split())
            # What stands around a sign stays, such as a bracket.
            moves = what == "moves its limit"
            text = re.sub("[<>]=?", given, source[at:to].decode(), count=1) if moves else given
            if source[at:to].decode() == text:
                continue
            told = f"{what} `{short if len(short) <= 60 else f'{short[:57]}...'}`"
            one = Break(file, node.lineno, named, function.name, told, at, to, text)
            (last_resort if what == "returns nothing" else found).append(one)
    return found or last_resort


Change = tuple[ast.stmt | ast.expr, str, Place, Place, str]


def _changes(function: ast.AST) -> Iterator[Change]:
    for node in ast.walk(function):
        match node:
            case ast.If(test=test, body=[ast.Raise(), *_]):
                yield node, "never refuses", *_span(test), "False"
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as sign], comparators=[right]):
                end, begin = _span(left)[1], _span(right)[0]
                if end[0] == begin[0]:
                    yield node, "moves its limit", end, begin, SWAPPED[type(sign)]
            case ast.Expr(value=ast.Await(value=ast.Call(func=ast.Attribute(attr="hold")))):
                pass  # a lock between two writers: SQLite, on which the tests of a row run, has one
            case ast.Expr(value=ast.Await() | ast.Call()):
                yield node, "leaves out", *_span(node), "pass"
            case ast.Return(value=ast.expr() as value):
                yield node, "returns nothing", *_span(value), "None"


def _span(node: ast.stmt | ast.expr) -> tuple[Place, Place]:
    return (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)


def _reached(tree: ast.Module, name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    found: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name in functions and name not in found:
            found[name] = functions[name]
            calls = (node.func for node in ast.walk(functions[name]) if isinstance(node, ast.Call))
            waiting += [call.id for call in calls if isinstance(call, ast.Name) and call.id.startswith("_")]
    return list(found.values())
