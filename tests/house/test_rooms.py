"""The rooms know each other as the page on style says: its sentences are contracts, and each of them can be broken."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from tests.house.sources import ROOMS, ROOT, SOURCES, imports, modules

# Each third-party package has rooms too. A package that is not here has not been decided on (docs/decisions/).
HOMES = {
    "PIL": {"papers"},
    "aiogram": {"handlers", "web", "bot", "rehearsal"},
    "aiohttp": {"web", "bot"},
    "aiosmtplib": {"bot"},
    "aiosqlite": {"storage"},
    "alembic": {"storage"},
    "apscheduler": {"reminders"},
    "asyncpg": {"storage"},
    "babel": {"texts"},
    "chinese_calendar": {"storage"},
    "cryptography": {"storage"},
    "icalendar": {"papers"},
    "jinja2": {"web"},
    "manimgx_fonts_cjk": {"papers"},
    "nacl": {"storage"},
    "opencc": {"texts"},
    "openpyxl": {"papers"},
    "pikepdf": {"papers"},
    "pydantic": {"web", "bot"},
    "pydantic_settings": {"bot"},
    "pylopdf_fonts_zh_cn": {"papers"},
    "pypdf": {"papers"},
    "pypinyin": {"texts"},
    "rapidfuzz": {"texts"},
    "segno": {"papers"},
    "sqlalchemy": {"storage"},
    "structlog": {"handlers", "web", "bot"},
    "typst": {"papers"},
    "docx": {"papers"},
    "uvloop": {"bot"},
    "xlsxwriter": {"papers"},
    "yarl": {"web", "bot"},
}
# What is needed although no line imports it, or imported although another package brings it.
UNSEEN = {"asyncpg": "named in the database's URL", "tzdata": "read by zoneinfo"}
BROUGHT = {"yarl": "aiohttp"}

# One line for each contract that breaks it, and nothing else.
BREACHES = {
    "rules/breach.py": "import texts",
    "texts/breach.py": "import rules",
    "storage/breach.py": "import texts\nimport babel",
    "workflow/breach.py": "import texts\nimport sqlalchemy\nimport aiogram\nimport aiohttp\nimport cryptography\n"
    "import apscheduler",
    "workflow/people/breach.py": "import workflow.office.agenda",
    "papers/breach.py": "import storage",
    "handlers/breach.py": "import storage\nimport web",
    "bot/breach.py": "import rehearsal",
}
# No folder holds more modules than a reader can look over.
MANY = 40
TOPS = (*SOURCES, "benchmarks", "tests")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contracts() -> list[str]:
    return [contract["name"] for contract in settings()["tool"]["importlinter"]["contracts"]]


def test_every_contract_between_the_rooms_can_be_broken(tmp_path: Path) -> None:
    for room in SOURCES:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, line in BREACHES.items():
        (tmp_path / path).write_text(line + "\n")
    told = " ".join(lint(tmp_path).stdout.split())
    assert [name for name in contracts() if f"{name} BROKEN" not in told] == []
    assert "bot is not allowed to import rehearsal" in told


def test_an_office_installs_the_rooms_and_nothing_else() -> None:
    wheel = settings()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    seen = re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sorted(wheel) == sorted(copied) == sorted(seen) == sorted(ROOMS)


def test_no_folder_holds_more_than_40_modules() -> None:
    held = Counter(str(path.parent.relative_to(ROOT)) for top in TOPS for path in modules(top))
    assert {folder for folder, count in held.items() if count > MANY} == set()


@pytest.mark.parametrize(
    ("room", "allowed"), [("rules", set()), ("texts", {"babel", "opencc", "pypinyin", "rapidfuzz", "texts"})]
)
def test_a_room_that_decides_or_speaks_stands_on_the_standard_library(room: str, allowed: set[str]) -> None:
    foreign = {
        (path, name)
        for path, name in imports(room)
        if name not in sys.stdlib_module_names and name not in allowed | {room}
    }
    assert foreign == set()


def test_what_is_imported_is_a_dependency_and_what_is_a_dependency_is_imported() -> None:
    declared = {re.split(r"[^A-Za-z0-9_.-]", line)[0].lower() for line in settings()["project"]["dependencies"]}
    providers = packages_distributions()
    names = {name for room in ROOMS for _, name in imports(room) if name not in ROOMS} - set(sys.stdlib_module_names)
    used = {BROUGHT.get(name, providers.get(name, [name])[0]).lower() for name in names}
    assert used | set(UNSEEN) == declared


def test_a_third_party_package_is_imported_in_its_own_rooms_only() -> None:
    strangers = {
        (path, name)
        for room in SOURCES
        for path, name in imports(room)
        if name not in sys.stdlib_module_names and name not in SOURCES and room not in HOMES.get(name, set())
    }
    assert strangers == set()
