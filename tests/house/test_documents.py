"""What README and the documents name is there: files, commands, settings, links; and each claim has its proof."""

import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.commands import _parser
from bot.settings import FILE, Settings
from tests.house.sources import ROOT, SOURCES

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
TOPS = {*SOURCES, "docs", "scripts", "tests", "benchmarks", "deploy", "data"}
CODE = re.compile(r"`([^`\n]+)`")
AWARD = re.compile(r"(?:^|\s|/)award (?=[a-z])(.*)")
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)]*))?\)")
CLAIM = re.compile(r"^\| ([^|`]+) \| (.+) \|$", re.MULTILINE)


def said(document: Path) -> list[str]:
    """Every piece of code in a document: in the line, or a line of its own."""
    text = document.read_text("utf-8")
    blocks = [one.splitlines() for one in text.split("\n\n")]
    lines = [line.strip() for block in blocks if all(one.startswith("    ") for one in block) for line in block]
    return [*CODE.findall(text), *lines]


def paths(piece: str) -> list[str]:
    """What in a piece of code is a place of this project, whatever stands behind it (`::test`, a line, a pattern)."""
    words = [word.strip("'\"(),;:") for word in re.split(r"[\s=]", piece)]
    named = [word.partition("::")[0].removeprefix("./") for word in words]
    return [word for word in named if word.partition("/")[0] in TOPS and "/" in word and not re.search(r"[*{<…]", word)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_place_that_a_document_names_is_there(document: Path) -> None:
    named = {path for piece in said(document) for path in paths(piece)}
    made = {path for path in named if path.startswith("data/")}  # by a run, and not in the tree
    assert sorted(path for path in named - made if not is_there(path)) == []


def is_there(path: str) -> bool:
    """Whether there is such a file or folder, or a module that has it: `storage/schema.sealed`."""
    return (ROOT / path).exists() or (ROOT / f"{path.partition('.')[0]}.py").exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_is_one(document: Path) -> None:
    commands = [words for piece in said(document) if (words := asked_of_award(piece))]
    for words in commands:
        _parser().parse_args(words)  # whatever is none ends the test
    assert commands or document.name not in {"README.md", "running.md"}


def asked_of_award(piece: str) -> list[str]:
    """What stands behind `award` in a line, placeholders filled in; in containers the first `award` is the machine."""
    found = AWARD.search(piece.partition("  #")[0])
    words = shlex.split(found[1], comments=True) if found else []
    words = words[1:] if words[:1] == ["award"] else words
    filled = {"…": "1:0123456789abcdef"}
    return [filled.get(word, "x" if word.isupper() else word) for word in words]


def test_every_claim_of_the_readme_names_the_command_that_shows_it() -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("## Claims and their proof")[2].partition("\n## ")[0]
    rows = [row for row in CLAIM.findall(section) if not row[0].startswith(("claim", "---"))]
    assert len(rows) > 10
    for claim, shown_by in rows:
        commands = CODE.findall(shown_by)
        assert commands, claim
        assert all(one.startswith(("scripts/", ".venv/bin/")) for one in commands), claim


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_and_module_that_a_document_names_is_one(document: Path) -> None:
    text = document.read_text("utf-8")
    settings = {FILE, *(f"AWARD_{name.upper()}" for name in Settings.model_fields)}
    named = set(re.findall(r"AWARD_[A-Z_]*[A-Z]", text))
    assert {
        name for name in named if name not in settings and not any(one.startswith(name) for one in settings)
    } == set()
    modules = set(re.findall(r"`(?:[^`\n]*-m )?((?:benchmarks|bot|rehearsal)\.\w+)`?", text))
    assert [name for name in modules if find_spec(name) is None] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    for target, anchor in LINK.findall(document.read_text("utf-8")):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        place = (document.parent / target).resolve() if target else document
        assert place.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.*)$", place.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}, anchor


def test_the_chinese_guide_for_the_operator_says_what_the_english_one_says() -> None:
    chinese, english = ((ROOT / "docs" / name).read_text("utf-8") for name in ("running.zh.md", "running.md"))
    for shape in (
        r"^(#+) ",  # headings, by their depth
        r"^( {4}.+)",  # what is typed or written into a file
        r"^(\d\.) ",  # steps
        r"^\| (`AWARD_\w+`)",  # settings
        r"^\| (`award .+?`)",  # commands
        r"^(\|)",  # rows of tables
    ):
        assert re.findall(shape, chinese, re.MULTILINE) == re.findall(shape, english, re.MULTILINE), shape
    said_in_english = {one for one in CODE.findall(english) if not one.startswith("AWARD_")}
    assert said_in_english - set(CODE.findall(chinese)) == set()
    assert set(re.findall(r"AWARD_\w+", chinese)) == set(re.findall(r"AWARD_\w+", english))
