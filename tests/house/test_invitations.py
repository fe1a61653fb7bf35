"""A role, a post and a holder's seat begin by accepting, and by nothing else: each writer of them has one caller."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import ROOT, SOURCES, modules, tree

SEATS = {
    "roles.grant": {"workflow/office/invitations.py:accept_invitation"},
    "holders.claim": {"workflow/awards/claims.py:claim_awards"},
    "holders.put": {"workflow/awards/contacts.py:take_over"},
    "holders.add": {"workflow/awards/holders.py:enter_award"},
    "imports.add_contacts": {
        "workflow/awards/holders.py:enter_award",
        "workflow/awards/holders.py:enter_awards",
        "workflow/sanctions/changes.py:_seat",
    },
}
"""What lets somebody in, by repository, and the functions that use it: an invitation, a code, a code, the list.

The list names contacts who have not come; whoever is granted an award is the applicant who came to apply for it.
"""


@pytest.mark.article(9)
def test_nothing_grants_a_role_or_a_seat_but_its_acceptance() -> None:
    found: dict[str, set[str]] = {name: set() for name in SEATS}
    for path in (path for room in SOURCES for path in modules(room)):
        for name, where in lets_in(tree(path)):
            found[name].add(f"{path.relative_to(ROOT)}:{where}")
    assert found == SEATS


@pytest.mark.article(9)
def test_only_its_repository_writes_a_role() -> None:
    writers = {
        f"{path.relative_to(ROOT)}:{node.func.id}"
        for path in (path for room in SOURCES for path in modules(room))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("insert", "update")
        if any(isinstance(each, ast.Name) and each.id == "roles" for each in node.args)
    }
    assert writers == {"storage/people/roles.py:insert", "storage/people/roles.py:update"}


def test_a_granter_is_found_under_whatever_name_it_goes() -> None:
    for line in (
        "await desk.work.roles.grant(1, role)",
        "give = work.roles.grant",
        "roles = work.roles\n    roles.grant(1)",
    ):
        assert list(lets_in(ast.parse(f"async def sneak(work, roles):\n    {line}\n"))) == [("roles.grant", "sneak")]
    assert list(lets_in(ast.parse("async def read(work):\n    await work.roles.of(1)\n"))) == []


def lets_in(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Each use of such a writer, with the function that it stands in."""
    for function in ast.walk(module):
        if not isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute) and (name := f"{_last(node.value)}.{node.attr}") in SEATS:
                yield name, function.name


def _last(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
