"""A module holds one subject and is named after it; the checkout holds nothing that belongs to one machine."""

import ast
import re
import shutil
import subprocess

import pytest

from tests.house.sources import ROOT, SOURCES, modules, tree

# Names that say nothing about what is inside.
EMPTY_NAMES = {"utils", "util", "helpers", "common", "core", "services", "models", "constants", "misc", "base"}
SCRIPTS = ("scripts/run", "scripts/setup", "scripts/shots", "scripts/test", ".ci/run")
# What a test of the rules must not wait for.
HEAVY = {"aiogram", "aiohttp", "sqlalchemy", "playwright", "typst", "hypothesis"}


def tracked() -> list[str]:
    """What is committed and what would be: ignored files are nobody's business."""
    if shutil.which("git"):
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            return [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]
    # an unpacked archive has no history, and a bare machine no git: then everything in it was meant
    return [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if ".venv" not in path.parts]


@pytest.mark.parametrize("folder", [*SOURCES, "tests", "benchmarks"])
def test_no_module_is_longer_than_500_lines(folder: str) -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in modules(folder)}
    assert {path: length for path, length in lengths.items() if length > 500} == {}


@pytest.mark.parametrize("room", SOURCES)
def test_a_module_is_named_after_its_subject(room: str) -> None:
    assert [path for path in modules(room) if path.stem in EMPTY_NAMES] == []


def test_the_tests_own_setting_up_imports_nothing_heavy() -> None:
    setup = ROOT / "tests" / "conftest.py"
    nodes = tree(setup).body if setup.exists() else []
    plain = {alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    drawn = {node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    assert (plain | drawn) & HEAVY == set()


def test_no_lock_of_one_machine_is_kept() -> None:
    kept = tracked()
    assert [name for name in ("uv.lock", ".python-version", "poetry.lock", ".env", "award.toml") if name in kept] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_can_be_run_and_read(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o111
    checked = subprocess.run(["sh", "-n", ROOT / script], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        (name, target)
        for name in tracked()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", (ROOT / name).read_text("utf-8"))
        if "://" not in target and not (ROOT / name).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_what_is_pinned_is_what_may_be_installed() -> None:
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [pin for pin in pins if not re.fullmatch(r"#.*|[\w.-]+==[\w.+]+", pin)] == []
