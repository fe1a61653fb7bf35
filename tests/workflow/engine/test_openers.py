"""Every task can be opened from where it is listed."""

import re

from tests.house.sources import ROOT
from workflow.engine.buttons import OPENERS

LISTS = (
    *("all", "applicant", "due", "given", "given_undated", "holder", "late", "line", "line_all", "mine", "named"),
    *("no_due", "none", "none_all", "none_here", "open", "other", "party", "passed", "title", "title_all", "today"),
    "whose",
)
"""Sentences about lists of tasks, not kinds of tasks."""


def test_every_kind_of_task_has_an_opener() -> None:
    named = re.findall(r'msgid "tasks\.([a-z_]+)"', (ROOT / "texts/zh/tasks.po").read_text("utf-8"))
    assert set(named) - set(LISTS) - set(OPENERS) == set()
