"""Every act that the code writes to the journal, by the code itself: each `journal.write` and what leads there."""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from rules.applications import lifecycle
from rules.awards import affairs
from rules.awards.validity import Ending
from rules.objections import cases as objections
from rules.reevaluations import cases as reevaluations
from rules.sanctions import cases as sanctions
from tests.house.sources import ROOT, modules, tree

ROOMS = ("storage", "workflow", "handlers", "reminders", "web", "bot")
MADE: Mapping[str, Collection[str]] = {
    "application_": set(lifecycle.ACTS),
    "affair_": {act.name for act in affairs.ACTS} | {"opened", "file_read", "add"},
    "award_": {ending.value for ending in Ending},
    "calendar_": {"confirmed", "rejected"},
    "objection_": set(objections.ACTS),
    "reevaluation_": {act.name for act in reevaluations.ACTS},
    "sanction_": {act.name for act in sanctions.ACTS},
}
"""What stands behind the beginning of an act that is put together."""
Place = tuple[str, str]
"""A function, by its module and its name."""


@cache
def acts() -> frozenset[str]:
    """All of them; raises LookupError for one that is not understood."""
    return frozenset(act for path, given in _given() for act in _names(path, given))


def _given() -> Iterator[tuple[Path, ast.expr]]:
    """What is given as the act, followed through the functions that only pass it on."""
    writers: dict[Place, int] = {}
    while True:
        known, given = len(writers), []
        for path in (each for room in ROOMS for each in modules(room)):
            for function in ast.walk(tree(path)):
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                    given += _in(path, function, writers)
        if len(writers) == known:
            yield from given
            return


def _in(
    path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef, writers: dict[Place, int]
) -> list[tuple[Path, ast.expr]]:
    taken = [argument.arg for argument in function.args.args]
    found = []
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        place = 0 if _writes(call) else writers.get(_called(path, call), -1)
        act = call.args[place] if 0 <= place < len(call.args) else None
        if isinstance(act, ast.Name) and act.id in taken:
            writers[_module(path), function.name] = taken.index(act.id)
        elif act is not None:
            found.append((path, act))
    return found


def _writes(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func).endswith("journal.write")


def _called(path: Path, call: ast.Call) -> Place:
    name = ast.unparse(call.func)
    return _imported(path).get(name, (_module(path), name))


@cache
def _imported(path: Path) -> dict[str, Place]:
    imports = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name: (one.module or "", alias.name) for one in imports for alias in one.names}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _exported() -> Iterator[str]:
    """The acts that the listings name, each for its export."""
    for path in modules("workflow"):
        for node in ast.walk(tree(path)):
            match node:
                case ast.keyword(arg="exported", value=ast.Constant(value=str(act))):
                    yield act


def _names(path: Path, given: ast.expr) -> Iterator[str]:
    match given:
        case ast.Constant(value=str(act)):
            yield act
        case ast.IfExp(body=one, orelse=other):
            yield from (*_names(path, one), *_names(path, other))
        case ast.JoinedStr(values=[ast.Constant(value=str(begun)), ast.FormattedValue()]):
            yield from (f"{begun}{end}" for end in MADE[begun])
        case ast.Name(id=name):
            yield _constant(*_imported(path).get(name, (_module(path), name)))
        case ast.Attribute(attr="exported"):
            yield from _exported()
        case _:
            raise LookupError(f"{path.relative_to(ROOT)}: {ast.unparse(given)}")


def _constant(module: str, name: str) -> str:
    """The value of a constant, such as `STARTED, QUARANTINED = "started", "quarantined"`."""
    for node in tree(ROOT / f"{module.replace('.', '/')}.py").body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                names, values = [(one.elts if isinstance(one, ast.Tuple) else [one]) for one in (target, node.value)]
                for each, value in zip(names, values, strict=False):
                    if ast.unparse(each) == name and isinstance(value, ast.Constant):
                        return str(value.value)
    raise LookupError(f"{module}: {name}")
