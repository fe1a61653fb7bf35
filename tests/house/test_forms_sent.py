"""What a form does is done once: every act that is handed a filled form asks whether the form was still open."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.house.sources import ROOT, modules, tree

pytestmark = pytest.mark.article(4, 13, 21, 22, 25, 41, 43, 44)
Place = tuple[str, str]
"""A function, by its module and its name."""
ONLY_LOOKS = {
    ("workflow.applications.applicants", "of_open_draft"),
    ("workflow.awards.assessments", "subject_id"),
    ("workflow.applications.submissions", "doubtful_files"),
    ("workflow.applications.submissions", "held_until"),
}
"""Functions that read the form and leave it open."""
GOES_ON = {
    ("workflow.applications.applicants", "drop_application"),
    ("workflow.applications.confirmations", "outdate_confirmation"),
    ("workflow.engine.files", "attach"),
    ("workflow.engine.files", "detach"),
    ("workflow.notices.lists", "keep_cases"),
}
"""Functions that change the form itself while it is filled in, or give it up."""


def acts() -> list[Place]:
    """Every function of `workflow` that the chat calls with the form that somebody has filled in."""
    found = set()
    for path in (one for one in modules("handlers") if "filling.draft" in one.read_text(encoding="utf-8")):
        for call in (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)):
            if "filling.draft" in map(ast.unparse, call.args):
                place = _imported(_module(path)).get(ast.unparse(call.func), ("", ""))
                found |= {place} if place[0].startswith("workflow.") else set()
    return sorted(found - ONLY_LOOKS - GOES_ON)


@cache
def sends(place: Place) -> bool:
    """Whether the function, or one that it calls, sends the form and looks at the answer."""
    function = _functions(place[0]).get(place[1])
    if function is None:
        return False
    stated = {id(node.value) for node in ast.walk(function) if isinstance(node, ast.Expr)}
    for node in ast.walk(function):
        if isinstance(node, ast.Await) and ast.unparse(node.value).endswith("drafts.send(draft.id, desk.now)"):
            return id(node) not in stated
    names = {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
    known = {name: (place[0], name) for name in _functions(place[0])} | _imported(place[0])
    called = {known[name] for name in names if name in known} - {place}
    return any(sends(one) for one in sorted(called) if one[0].startswith("workflow."))


@cache
def _functions(module: str) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    path = ROOT / f"{module.replace('.', '/')}.py"
    if not path.exists():
        return {}
    return {node.name: node for node in tree(path).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@cache
def _imported(module: str) -> dict[str, Place]:
    nodes = [
        node for node in ast.walk(tree(ROOT / f"{module.replace('.', '/')}.py")) if isinstance(node, ast.ImportFrom)
    ]
    return {alias.asname or alias.name: (one.module or "", alias.name) for one in nodes for alias in one.names}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.article(40)
@pytest.mark.parametrize("place", acts(), ids=":".join)
def test_an_act_of_a_form_asks_whether_it_was_still_open(place: Place) -> None:
    assert sends(place)
