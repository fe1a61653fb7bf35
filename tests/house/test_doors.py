"""Handlers and web read and never write: mypy refuses any call that the table of the door does not name."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.doors import BEHIND, reading
from tests.house.sources import ROOT, modules, tree

WRITES = {"insert", "update", "delete"}
# The journal writes down what workflow has said already before it is read, so that a reader finds it there.
SAID_BEFORE = {"engine.journal.Journal"}
BREACH = '''"""Reads, and then writes in every way there is."""

from workflow.engine.desk import Desk
from workflow.engine.records import Work


async def writes(desk: Desk, work: Work) -> None:
    """Write."""
    await desk.work.people.get(1)
    await desk.work.letterboxes.leave("")
    tasks = work.tasks
    await tasks.done("", desk.now)
    await desk.work.journal.write("", "", now=desk.now)
    later: object = [work.drafts.drop, work.files.purge]
    assert later
'''
HERE, THERE = "handlers/drawings.py", "workflow/engine/ladders.py"


def test_a_call_that_writes_is_refused_behind_the_door_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "breach.py").write_text(BREACH)
    shadows = [word for path in (HERE, THERE) for word in ("--shadow-file", path, str(tmp_path / "breach.py"))]
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), "--follow-imports=silent", *shadows]
    told = subprocess.run([*command, HERE, THERE], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    refused = re.findall(r"^(\S+):(\d+): error: (\S+) may not be called here", told, re.MULTILINE)
    assert refused == [
        (HERE, "10", "people.letterboxes.Letterboxes.leave"),
        (HERE, "12", "engine.tasks.Tasks.done"),
        (HERE, "13", "engine.journal.Journal.write"),
    ]
    assert "Found 3 errors in 1 file" in told
    assert uncalled(ast.parse(BREACH)) == ["drafts.drop", "files.purge"]


def test_no_method_is_carried_past_the_door_without_being_called() -> None:
    assert {path: names for room in BEHIND for path in modules(room) if (names := uncalled(tree(path)))} == {}


def test_the_table_names_nothing_that_nobody_calls() -> None:
    called = {
        node.func.attr
        for room in BEHIND
        for path in modules(room)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    named = {name for part in reading().values() for names in part.values() for name in names}
    assert named - called == {"__get__"}  # how a Work hands out a repository


@pytest.mark.parametrize("of", sorted(set(reading()["reading"]) - SAID_BEFORE))
def test_what_is_called_behind_the_door_only_reads(of: str) -> None:
    assert [name for name in reading()["reading"][of] if writes(of, name)] == []


def test_a_method_that_writes_would_be_noticed() -> None:
    assert writes("notices.board.Notices", "post")
    assert writes("engine.drafts.Drafts", "answer_and_move")
    assert writes("people.persons.People", "meet")
    assert writes("engine.updates.Updates", "first_time")


def uncalled(module: ast.Module) -> list[str]:
    """Return what is taken of a Work's repositories without being called."""
    called = {id(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)}
    repositories = {
        ast.unparse(node.targets[0]).removeprefix("self.")
        for node in ast.walk(tree(ROOT / "storage" / "work.py"))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
    }
    return [
        f"{node.value.attr}.{node.attr}"
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and id(node) not in called
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in repositories
        and ast.unparse(node.value.value).split(".")[-1] == "work"
    ]


def writes(of: str, method: str) -> bool:
    """Whether the method, or what it uses of its class and its module, inserts, updates or deletes."""
    place, _, name = of.rpartition(".")
    module = tree(ROOT / "storage" / f"{place.replace('.', '/')}.py")
    holder = next(node for node in module.body if isinstance(node, ast.ClassDef) and node.name == name)
    parts = {**dict(_named(module)), **{f"self.{name}": node for name, node in _named(holder)}}
    seen, left = set[str](), [f"self.{method}"]
    while left:
        part = left.pop()
        if part not in parts or part in seen:
            continue
        seen.add(part)
        used = {ast.unparse(node) for node in ast.walk(parts[part]) if isinstance(node, ast.Name | ast.Attribute)}
        if any(one.rpartition(".")[2] in WRITES for one in used):
            return True
        left += used
    assert f"self.{method}" in seen, f"{of} has no {method}"
    return False


def _named(module: ast.Module | ast.ClassDef) -> Iterator[tuple[str, ast.AST]]:
    """Yield the functions of a module or class and statements by their names."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
