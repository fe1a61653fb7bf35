"""What is wrong with a list that was handed in, in words: for the chat and the command, and as an Excel file."""

from collections.abc import Sequence

from papers.engine.spreadsheets import sheet
from rules.office.handover import Problem
from texts import Words, say


def line_of(language: str, problem: Problem) -> str:
    """Return one problem as a line: where it is, and how to put it right."""
    if problem.row == 0:
        return say(language, problem.key, **problem.values)
    key = "papers.holders.at" if problem.column else "papers.lists.at_row"
    line = say(language, key, row=problem.row, column=problem.column, problem=_words(problem))
    return say(language, "papers.lists.on_sheet", sheet=problem.sheet, line=line) if problem.sheet else line


def problem_list(language: str, problems: Sequence[Problem]) -> bytes:
    """Return all problems as an Excel file: sheet, row, column, and what to do."""
    header = [say(language, f"papers.lists.report.{name}") for name in ("sheet", "row", "column", "problem")]
    rows = [[one.sheet, one.row or None, one.column, say(language, one.key, **one.values)] for one in problems]
    return sheet(say(language, "papers.lists.report.title"), header, rows)


def _words(problem: Problem) -> Words:
    return Words(problem.key, problem.values)
