"""The table of threats says the truth: each line names tests, and the tests exist."""

import re

import pytest

from tests.house.sources import ROOMS, ROOT, modules
from tests.house.test_articles import named, proofs

ROW = re.compile(r"^\| (S\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
THREATS = [*range(1, 12), *range(13, 22), *range(23, 31), *range(32, 38), *range(39, 46)]


def rows() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = ROW.findall((ROOT / "docs/security.md").read_text("utf-8"))
    return found


def test_every_threat_has_its_line_in_order() -> None:
    assert [row[0] for row in rows()] == [f"S{number}" for number in THREATS]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_threat_is_held_by_tests_that_exist(row: tuple[str, ...]) -> None:
    tests = named(row[3])
    assert tests != ()
    assert [name for name in tests if name not in proofs()] == []


def test_nothing_reads_what_a_web_app_sends() -> None:
    web_app = re.compile(r"init_?data|web_?app_(?:data|info)|webapp(?:info|data)|safe_parse_webapp", re.IGNORECASE)
    paths = [path for room in ROOMS for path in modules(room)] + sorted((ROOT / "web/static").glob("*.js"))
    assert [str(path) for path in paths if web_app.search(path.read_text("utf-8"))] == []
    assert len(paths) > 300
