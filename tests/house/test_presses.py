"""Every button that is made anywhere leads somewhere: its words are in a table of `handlers`, in words of today."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from handlers.dispatching import all_presses
from handlers.engine.presses import Known
from handlers.people.personal_data import AGREE
from tests.house.sources import ROOT, SOURCES, modules, tree
from workflow.engine.presses import RENAMED

KNOWN = {":".join(press) for press in Known(all_presses()).presses}
TOPICS = {press.partition(":")[0] for press in KNOWN}
BEFORE = {press.partition(":")[0] for press in RENAMED}
MAKERS = {"key_button": (2,), "Button": (1,), "turns": (1,), "declaration": (3, 4), "require_consent": (3,)}
"""The calls that take a press, and at which places."""
NAMED = ("press", "turn")
"""The names under which calls and messages take one."""
STEPS = {"certificate:number", "email:address", "email:code", "inquiry:words", "invitation:guest", "invitation:name"}
"""Steps of a chat, which are named alike."""
DATED = "workflow/office/deadlines.py"
"""Where deadlines are named by their subject and kind."""
CHAT = re.compile(r"chat\((?:'([^']*)'(?: ~|\)|,))")


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Each call, dictionary and string of the product, with its file."""
    kinds = (ast.Call, ast.Dict, ast.Constant, ast.JoinedStr)
    every = [(str(path.relative_to(ROOT)), path) for room in SOURCES for path in modules(room)]
    return [(name, node) for name, path in every for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def made() -> Iterator[tuple[str, str]]:
    """Each press that a call makes, as (file, press); what is put in at run time is "{}"."""
    for path, node in nodes():
        given: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [node.args[place] for place in MAKERS.get(name, ()) if place < len(node.args)]
            given += [each.value for each in node.keywords if each.arg in NAMED]
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            given = [value for key, value in pairs if isinstance(key, ast.Constant) and key.value in NAMED]
        for each in given:
            yield from ((path, press) for press in written(each))
    for template in (ROOT / "web/templates").glob("*.html"):
        yield from ((template.name, f"{press}{{}}") for press in CHAT.findall(template.read_text("utf-8")) if press)


def written(node: ast.expr | None) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(press)):
            yield press
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*written(one), *written(other))


def strings() -> Iterator[tuple[str, str]]:
    """Each string of the product that looks like a press."""
    for path, node in nodes():
        if isinstance(node, ast.Constant | ast.JoinedStr):
            yield from ((path, text) for text in written(node))


def test_each_button_that_is_made_is_in_a_table() -> None:
    lost = []
    for path, press in made():
        topic, _, rest = press.removeprefix(AGREE).partition(":")
        word = rest.partition(":")[0]
        is_there = topic in TOPICS if "{" in word else f"{topic}:{word}" in KNOWN
        if press and not is_there and topic != "f" and not topic.startswith("{"):
            lost.append((path, press))
    assert lost == []
    assert len(list(made())) > 500


def test_each_string_that_begins_as_a_press_is_one() -> None:
    begins = re.compile(r"([a-z_]+):([a-z_]+)(?::|$)")
    found = [(path, one) for path, text in strings() if path != DATED and (one := begins.match(text))]
    named = [(path, f"{one[1]}:{one[2]}") for path, one in found if one[1] in TOPICS]
    assert [(path, press) for path, press in named if press not in KNOWN | STEPS] == []
    assert len(named) > 500


def test_no_button_is_made_in_the_words_of_before() -> None:
    named = re.compile(rf"(?<![\w:.])(?:{'|'.join(BEFORE)}):(?:[a-z_{{]|$)")
    pages = [(path.name, path.read_text("utf-8")) for path in (ROOT / "web/templates").glob("*.html")]
    kept = "workflow/engine/presses.py"
    assert [(path, text) for path, text in (*strings(), *pages) if path != kept and named.search(text)] == []
