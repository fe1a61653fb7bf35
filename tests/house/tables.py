"""The tables of the documents whose lines name tests: what is tried, what comes of it, and where."""

import re

from tests.house.sources import ROOT
from tests.house.test_articles import named, proofs


def rows(document: str, letter: str) -> list[tuple[str, ...]]:
    """The lines of a document's table whose number begins with this letter: number, trial, outcome, tests."""
    line = re.compile(rf"^\| ({letter}\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
    found: list[tuple[str, ...]] = line.findall((ROOT / document).read_text("utf-8"))
    return found


def missing_tests(row: tuple[str, ...]) -> list[str]:
    """The tests that a line names and that are not there; a line that names none is missing itself."""
    return [name for name in named(row[3]) or (row[0],) if name not in proofs()]
