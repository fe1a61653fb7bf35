"""The tables of threats, of faults and of ease of use say the truth: each line names tests, and the tests exist."""

import re

import pytest

from tests.house.sources import ROOT, SOURCES, modules
from tests.house.tables import missing_tests, rows

THREATS = [*(n for n in range(1, 56) if n not in {12, 22, 31, 38}), 60, 61, 62, 70, *range(75, 84)]
FAULTS = [*range(1, 13), 14, 15, 16, 17, 18, 20, *range(22, 35)]
EASE = [*range(1, 9), 10, 11, 12, 13, 15, 16]
TABLES = {"docs/security.md": ("S", THREATS), "docs/faults.md": ("R", FAULTS), "docs/ease.md": ("U", EASE)}
LINES = [row for document, (letter, _) in TABLES.items() for row in rows(document, letter)]


@pytest.mark.parametrize("document", TABLES)
def test_everything_that_is_tried_has_its_line_in_order(document: str) -> None:
    letter, numbers = TABLES[document]
    assert [row[0] for row in rows(document, letter)] == [f"{letter}{number}" for number in numbers]


@pytest.mark.parametrize("row", LINES, ids=lambda row: row[0])
def test_a_line_is_held_by_tests_that_exist(row: tuple[str, ...]) -> None:
    assert missing_tests(row) == []


def test_nothing_reads_what_a_web_app_sends() -> None:
    web_app = re.compile(r"init_?data|web_?app_(?:data|info)|webapp(?:info|data)|safe_parse_webapp", re.IGNORECASE)
    paths = [path for room in SOURCES for path in modules(room)] + sorted((ROOT / "web/static").glob("*.js"))
    assert [str(path) for path in paths if web_app.search(path.read_text("utf-8"))] == []
    assert len(paths) > 300
