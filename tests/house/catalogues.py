"""What the catalogues hold and which of their keys the code and the data speak of: the eyes of the catalogue lint."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from tests.house.sources import ROOT, SOURCES, modules, tree
from texts import FOLDER, languages, sentences

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-zA-Z0-9_-]+)+")
HEAD = re.compile(r"[a-z][a-z0-9_]*\.[a-zA-Z0-9_.-]*")  # how an f-string that makes a key begins
QUOTED = re.compile(rf"""["']({KEY.pattern})["']""")
SOMETHING = r"[\w.-]+"  # what an f-string puts in is not known
LINE = re.compile(r'#.*|(msgid |msgstr )?"([^"\\]|\\.)*"')  # what a catalogue's line may look like
# The first thing that these are given, or what they are given as `key`, is a key.
SPEAKERS = {"say", "Words", "Refusal", "Unfit", "Forbidden"}
NAMERS = {"ForeignKey", "ForeignKeyConstraint", "getLogger", "get_logger"}  # of columns and of logs
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
    for room in SOURCES:
        for path in modules(room):
            found = mentions_in(tree(path), str(path.relative_to(ROOT)))
            # Storage speaks to an operator alone: what else looks like a key there is a table and its column.
            yield from (one for one in found if one.surely or room != "storage" or one.key.startswith("trouble."))
    for pattern in ("*/templates/**/*.*", "rules/packs/**/*.toml"):
        for path in ROOT.glob(pattern):
            where = str(path.relative_to(ROOT))
            yield from (Mention(found[1], where, surely=False) for found in QUOTED.finditer(path.read_text("utf-8")))


def mentions_in(source: ast.AST, where: str) -> Iterator[Mention]:
    """Strings that look like a key (columns and logs do, too), and those whose place says that they are one."""
    sure: dict[int, bool] = {}
    columns: set[int] = set()
    for call in (node for node in ast.walk(source) if isinstance(node, ast.Call)):
        name = _called(call)
        if name in NAMERS:
            columns.update(id(node) for node in ast.walk(call))
        for place in _key_places(call, name):
            sure[id(place)] = name in REFUSERS
    for node in ast.walk(source):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)) or id(node) in columns:
            continue
        if id(node) in sure or KEY.fullmatch(node.value):
            yield Mention(node.value, f"{where}:{node.lineno}", id(node) in sure, sure.get(id(node), False))


def made_keys() -> Iterator[tuple[str, str]]:
    """What the code puts together, as a pattern and its place.

    f"links.{state}" makes a whole key; f"{question.text}.help" makes the end of one, and its pattern begins with a dot.
    """
    for room in SOURCES:
        for path in modules(room):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.JoinedStr) and (pattern := made_key(node)):
                    yield pattern, f"{path.relative_to(ROOT)}:{node.lineno}"


def made_key(node: ast.JoinedStr) -> str:
    """The pattern of the keys, or ends of keys, that an f-string makes; empty when it makes something else."""
    parts = [str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values]
    pattern = "".join(re.escape(part) if part else SOMETHING for part in parts)
    if pattern.startswith(rf"{SOMETHING}\.") and re.fullmatch(r"[\w.-]*", "".join(parts)):
        return pattern.removeprefix(SOMETHING)
    subject = parts[0].partition(".")[0] if parts and HEAD.fullmatch(parts[0]) else ""
    return pattern if subject in every_subject() else ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The keys that somebody speaks: those in the sources as they are, and those that are put together."""

    mentioned: frozenset[str]
    whole: tuple[re.Pattern[str], ...]
    ends: tuple[re.Pattern[str], ...]

    def has(self, key: str) -> bool:
        """Whether a key is mentioned, made as a whole, or is a spoken beginning with an end that is made."""
        if key in self.mentioned or any(pattern.fullmatch(key) for pattern in self.whole):
            return True
        cuts = [place for place, char in enumerate(key) if char == "."]
        return any(self._ends(key[:cut], key[cut:]) for cut in cuts)

    def _ends(self, begun: str, end: str) -> bool:
        # A bare subject is the beginning of all its keys: only an end that says a word of its own belongs to it.
        fits = [pattern for pattern in self.ends if pattern.fullmatch(end)]
        if "." in begun:
            return bool(fits) and self.has(begun)
        return any(re.search(r"[a-z]{2}", pattern.pattern.replace(SOMETHING, "")) for pattern in fits)


def spoken() -> Spoken:
    patterns = {pattern for pattern, _ in made_keys()}
    ends = {pattern for pattern in patterns if pattern.startswith(r"\.")}
    compiled = (tuple(map(re.compile, sorted(some))) for some in (patterns - ends, ends))
    return Spoken(frozenset(mention.key for mention in mentions()), *compiled)


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
