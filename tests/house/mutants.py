"""Breaks the code that the table of articles names, and sees whether the tests of the same row notice.

    python -m tests.house.mutants           one break for each article that binds
    python -m tests.house.mutants --seed 7  another one for each
    python -m tests.house.mutants 15 23     every break of these articles

A refusal that no longer comes, a last day that is a day longer or shorter, an act of which one step is left out: each
is made in a copy of the project, one at a time. What no test notices is told, and is the exit status.
"""

import argparse
import ast
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.house.sources import ROOT
from tests.house.test_articles import Line, lines

SWAPPED: dict[type[ast.cmpop], str] = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
NOTHING = "None"  # what a function returns that has nothing else to break
NONE_LEFT = 5  # pytest's exit status where nothing was collected


@dataclass(frozen=True, slots=True)
class Break:
    """One change of one file: the characters from `start` to `end` become `text`."""

    file: str
    line: int
    what: str
    start: int
    end: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.what}"


def breaks(line: Line) -> list[Break]:
    """Return what can be broken in the functions of a row, and in those of the same file that they call."""
    found = {one for name in line.functions for one in _breaks_of(*name.split(":", 1))}
    deep = [one for one in found if one.text != NOTHING] or found
    return sorted(deep, key=lambda one: (one.file, one.start, one.end))


def _breaks_of(module: str, path: str) -> Iterator[Break]:
    file = f"{module.replace('.', '/')}.py"
    source = (ROOT / file).read_text("utf-8")
    tree = ast.parse(source)
    starts = [0]
    for text in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(text.encode()))

    def change(node: ast.AST, what: str, begin: tuple[int, int], end: tuple[int, int], text: str) -> Break:
        at, to = (starts[row - 1] + column for row, column in (begin, end))
        return Break(file, node.lineno, what, at, to, text)  # type: ignore[attr-defined]  # statements and expressions

    for node in (inner for function in _reached(tree, path.rpartition(".")[2]) for inner in ast.walk(function)):
        match node:
            case ast.If(test=test, body=[ast.Raise(), *_]):
                where = (test.lineno, test.col_offset), (test.end_lineno or 0, test.end_col_offset or 0)
                yield change(node, "never refuses", *where, "False")
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as sign], comparators=[right]):
                where = (left.end_lineno or 0, left.end_col_offset or 0), (right.lineno, right.col_offset)
                if right.lineno == (left.end_lineno or 0):
                    yield change(node, "moves its limit", *where, f" {SWAPPED[type(sign)]} ")
            case ast.Expr(value=ast.Await()):
                where = (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)
                yield change(node, f"leaves out {ast.unparse(node.value)[6:50]}", *where, "pass")
            case ast.Return(value=ast.expr() as value):
                where = (value.lineno, value.col_offset), (value.end_lineno or 0, value.end_col_offset or 0)
                yield change(node, "returns nothing", *where, NOTHING)


def _reached(tree: ast.Module, name: str) -> list[ast.AST]:
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    found: dict[str, ast.AST] = {}
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name in functions and name not in found:
            found[name] = functions[name]
            calls = (node.func for node in ast.walk(functions[name]) if isinstance(node, ast.Call))
            waiting += [call.id for call in calls if isinstance(call, ast.Name) and call.id.startswith("_")]
    return list(found.values())


def noticed(copy: Path, line: Line, broken: Break) -> bool:
    """Make the break in the copy, run the row's tests, undo it; True where one of them fails."""
    path = copy / broken.file
    whole = path.read_bytes()
    path.write_bytes(whole[: broken.start] + broken.text.encode() + whole[broken.end :])
    try:
        # On SQLite alone: what is broken is an act, not a database.
        asked = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", "-k", "not postgresql", *line.tests]
        ran = subprocess.run(asked, cwd=copy, capture_output=True, check=False)
    finally:
        path.write_bytes(whole)
    return ran.returncode not in (0, NONE_LEFT)


def main(arguments: Sequence[str]) -> int:
    """Break, run, tell; returns how many breaks nobody noticed."""
    asked = argparse.ArgumentParser(prog="python -m tests.house.mutants")
    asked.add_argument("articles", nargs="*", type=int, help="every break of these; without one, one break of each")
    asked.add_argument("--seed", type=int, default=1, help="which break of each article")
    given = asked.parse_args(arguments)
    chance = random.Random(given.seed)
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        subprocess.run(f"git ls-files -z | xargs -0 cp --parents -t '{copy}'", shell=True, cwd=ROOT, check=True)
        (copy / ".venv").symlink_to(ROOT / ".venv")
        for line in lines():
            possible = breaks(line)
            if (given.articles and line.article not in given.articles) or not possible:
                continue
            for broken in possible if given.articles else [chance.choice(possible)]:
                told = noticed(copy, line, broken)
                survivors += not told
                print(f"Art. {line.article:2}  {'noticed' if told else 'NOT NOTICED'}  {broken}", flush=True)
    print(f"Not noticed: {survivors}")
    return min(survivors, 99)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
