"""What the catalogues hold and which of their keys the code and the data speak of: the eyes of the catalogue lint."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from tests.house.sources import ROOMS, ROOT, modules, tree
from texts import FOLDER, languages, sentences

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-zA-Z0-9_-]+)+")
HEAD = re.compile(r"[a-z][a-z0-9_]*\.[a-zA-Z0-9_.-]*")  # how an f-string that makes a key begins
QUOTED = re.compile(rf"""["']({KEY.pattern})["']""")
LINE = re.compile(r'#.*|(msgid |msgstr )?"([^"\\]|\\.)*"')  # what a catalogue's line may look like
# The first thing that these are given, or what they are given as `key`, is a key.
SPEAKERS = {"say", "Words", "Refusal", "Unfit", "Forbidden"}
REFUSERS = {"Refusal", "Unfit", "Forbidden"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A key somewhere in the sources; `surely` when its place says that it is one, `refuses` in a refusal."""

    key: str
    where: str
    surely: bool
    refuses: bool = False


def subjects(language: str) -> set[str]:
    return {path.stem for path in (FOLDER / language).glob("*.po")}


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every sentence of a language by its key."""
    return {key: said for subject in sorted(subjects(language)) for key, said in sentences(language, subject).items()}


def every_subject() -> set[str]:
    return {subject for language in languages() for subject in subjects(language)}


def places(sentence: str) -> set[str]:
    """The places of a sentence as they are written, so that one that is not a plain name can be seen."""
    written = set()
    for _, name, spec, conversion in Formatter().parse(sentence):
        if name is not None:
            written.add(name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else ""))
    return written


def mentions() -> Iterator[Mention]:
    """Keys in the code, in the pages and in the rules packs."""
    for room in ROOMS:
        for path in modules(room):
            yield from mentions_in(tree(path), str(path.relative_to(ROOT)))
    for pattern in ("*/templates/**/*.*", "rules/packs/**/*.toml"):
        for path in ROOT.glob(pattern):
            where = str(path.relative_to(ROOT))
            yield from (Mention(found[1], where, surely=False) for found in QUOTED.finditer(path.read_text("utf-8")))


def mentions_in(source: ast.AST, where: str) -> Iterator[Mention]:
    """Strings that look like a key, and those whose place says that they are one. Foreign keys of tables look alike."""
    sure: dict[int, bool] = {}
    columns: set[int] = set()
    for call in (node for node in ast.walk(source) if isinstance(node, ast.Call)):
        name = _called(call)
        if name in ("ForeignKey", "ForeignKeyConstraint"):
            columns.update(id(node) for node in ast.walk(call))
        for place in _key_places(call, name):
            sure[id(place)] = name in REFUSERS
    for node in ast.walk(source):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)) or id(node) in columns:
            continue
        if id(node) in sure or KEY.fullmatch(node.value):
            yield Mention(node.value, f"{where}:{node.lineno}", id(node) in sure, sure.get(id(node), False))


def made_keys() -> Iterator[tuple[str, str]]:
    """How f-strings that make a key begin, with their place."""
    for room in ROOMS:
        for path in modules(room):
            for node in ast.walk(tree(path)):
                head = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
                if isinstance(head, ast.Constant) and HEAD.fullmatch(str(head.value)):
                    yield str(head.value), f"{path.relative_to(ROOT)}:{head.lineno}"


def misquoted(text: str) -> list[str]:
    """Lines of a catalogue whose quotes do not close; the reader would take the line without its last character."""
    return [line for line in text.splitlines() if line.strip() and not LINE.fullmatch(line)]


def written_twice(path: Path) -> list[str]:
    """Keys that a catalogue file has more than once; a reader of the format would silently keep one."""
    keys = re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    return sorted({key for key in keys if keys.count(key) > 1})


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _key_places(call: ast.Call, name: str) -> Iterator[ast.expr]:
    """The argument that is a key: `say(language, key)`, `Refusal(key)`, `Words(key=...)`; both of an if-else."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "key"] if name in SPEAKERS else []
    given += call.args[1:2] if name == "say" else call.args[:1] if name in SPEAKERS else []
    for place in given:
        yield from (place.body, place.orelse) if isinstance(place, ast.IfExp) else (place,)
