"""The Excel list of an edition's score sheets: a row a sheet, a column a criterion, the sum, the words (Art. 20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from papers.engine.cells import typed
from papers.engine.spreadsheets import Row, Value, sheet, sheet_name, sheets, workbook
from rules.engine.answers import clean
from rules.engine.refusals import Unfit
from rules.engine.rubrics import Criterion, Part
from rules.reviews.assignments import Assignment, standing_of
from rules.reviews.scores import points_of, total_of
from rules.reviews.sheets import OVERALL, SCORE, WORDS, Label, label_in
from texts import say

_BEFORE = ("number", "applicant", "part", "reviewer", "head", "standing", "marked", "locked_at")
_AFTER = ("sum", "words")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One sheet: of which application, by whom, and whether it is an outlier among the application's sheets."""

    number: str
    applicant: str = field(repr=False)
    reviewer: str
    sheet: Assignment
    apart: bool


def score_sheets(title: str, lines: Sequence[SheetLine], rubric: Sequence[Criterion], language: str) -> bytes:
    """Make the list of one rubric's sheets; a sheet that is not locked has a row without points."""
    names = [one.en if language == "en" else one.zh for one in rubric]
    heads = [
        *(say(language, f"papers.score_sheets.{key}") for key in _BEFORE),
        *(
            say(language, "papers.score_sheets.criterion", name=n, points=one.points)
            for n, one in zip(names, rubric, strict=True)
        ),
        *(say(language, f"papers.score_sheets.{key}") for key in _AFTER),
    ]
    return sheet(title, heads, [_row(line, rubric, names, language) for line in lines])


def _row(line: SheetLine, rubric: Sequence[Criterion], names: Sequence[str], language: str) -> list[Value]:
    one, scores = line.sheet, line.sheet.scores
    standing = say(language, f"assignments.standing.{standing_of(one)}")
    return [
        line.number,
        line.applicant,
        say(language, f"assignments.part.{one.part.value}"),
        line.reviewer,
        say(language, "papers.score_sheets.yes") if one.head else None,
        say(language, "papers.score_sheets.apart", standing=standing) if line.apart else standing,
        say(language, "papers.score_sheets.yes") if one.marked else None,
        one.locked_at,
        *(scores.get(criterion.key) if scores else None for criterion in rubric),
        points_of(scores) if scores else None,
        _words(one.words or {}, rubric, names, language),
    ]


def _words(words: Mapping[str, str], rubric: Sequence[Criterion], names: Sequence[str], language: str) -> str | None:
    said = [
        say(language, "papers.score_sheets.said", name=name, words=words[one.key])
        for name, one in zip(names, rubric, strict=True)
        if one.key in words
    ]
    said += [words["overall"]] if "overall" in words else []
    return "\n".join(said) or None


# Offline score sheets: made as an Excel file to fill in without a network, and read back cell by cell (Art. 16).


_KEY, _NAME, _MOST, _POINTS, _WORDS = range(5)
_LETTERS = "ABCDE"
_HEADS, _FIRST = 5, 6
_MOST_WORDS, _MOST_OVERALL = 500, 2000


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the list: the case, the part, the reviewer, and the label that identifies the list."""

    number: str
    name: str = field(repr=False)
    part: Part
    reviewer: str
    label: Label


@dataclass(frozen=True, slots=True)
class Offline:
    """A list read back: what was typed and its cell, by field, and the unreadable cells.

    An empty cell is in none of them.
    """

    label: Label | None
    typed: Mapping[str, str] = field(repr=False)
    cells: Mapping[str, str]
    unread: Mapping[str, Unfit]


def offline_sheet(language: str, head: Head, rubric: Sequence[Criterion], answers: Mapping[str, str]) -> bytes:
    """Make the file with the draft's answers so far; only points (within bounds) and words can be typed."""
    out = BytesIO()
    with workbook(out) as book:
        page = book.add_worksheet(sheet_name(f"{say(language, 'sheet.title')} {head.number}"))
        page.protect(options={"format_rows": True, "format_columns": True})
        page.set_portrait()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        for place, width in enumerate((2, 30, 8, 10, 70)):
            page.set_column(place, place, width, None, {"hidden": place == _KEY})
        looks = _looks(book)
        _write_head(page, language, head, looks)
        for n, one in enumerate(rubric):
            _write_criterion(page, language, _FIRST + n, one, answers, looks)
        _write_foot(page, language, _FIRST + len(rubric), rubric, answers, looks)
        page.freeze_panes(_FIRST, 0)
        page.set_selection(_FIRST, _POINTS, _FIRST, _POINTS)
    return out.getvalue()


def read_offline(data: bytes) -> Offline:
    """Read a returned list. Raises Unfit for what is no Excel file, or too large for a list."""
    for page in sheets(data):
        label = next((found for row in page.rows for cell in row.cells if (found := _label(cell.value))), None)
        if label is not None:
            return _read(label, page.rows)
    return Offline(None, {}, {}, {})


def _label(value: object) -> Label | None:
    return label_in(value) if isinstance(value, str) else None


def _read(label: Label, rows: Sequence[Row]) -> Offline:
    texts: dict[str, str] = {}
    cells: dict[str, str] = {}
    unread: dict[str, Unfit] = {}
    for row in rows:
        key = row.cells[_KEY].value if row.cells else None
        for place, field_key in _fields(key) if isinstance(key, str) else ():
            cell = row.cells[place] if place < len(row.cells) else None
            if cell is None or cell.empty:
                continue
            cells[field_key] = f"{_LETTERS[place]}{row.number}"
            try:
                texts[field_key] = typed(cell)
            except Unfit as unfit:
                unread[field_key] = unfit
    return Offline(label, texts, cells, unread)


def _fields(key: str) -> tuple[tuple[int, str], ...]:
    return ((_WORDS, OVERALL),) if key == OVERALL else ((_POINTS, f"{SCORE}{key}"), (_WORDS, f"{WORDS}{key}"))


def _looks(book: Any) -> dict[str, Any]:
    box = {"border": 1, "valign": "top", "text_wrap": True}
    free = {**box, "bg_color": "#FFFBE6", "locked": False}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format({"text_wrap": True, "valign": "top"}),
        "soft": book.add_format({"font_color": "#666666", "font_size": 9}),
        "head": book.add_format({**box, "bold": True, "bg_color": "#F2F2F2"}),
        "box": book.add_format(box),
        "sum": book.add_format({**box, "bold": True}),
        "points": book.add_format({**free, "num_format": "0"}),
        "words": book.add_format({**free, "num_format": "@"}),
    }


def _write_head(page: Any, language: str, head: Head, looks: Mapping[str, Any]) -> None:
    page.write_string(0, _NAME, say(language, "sheet.title"), looks["title"])
    part = say(language, f"assignments.part.{head.part.value}")
    about = say(language, "sheets.file.about", number=head.number, name=head.name, part=part, who=head.reviewer)
    page.merge_range(1, _NAME, 1, _WORDS, clean(about), looks["plain"])
    page.merge_range(2, _NAME, 2, _WORDS, say(language, "sheets.file.how"), looks["plain"])
    page.set_row(2, 48)
    page.merge_range(3, _NAME, 3, _WORDS, head.label.written(), looks["soft"])
    for place, key in ((_NAME, "name"), (_MOST, "most"), (_POINTS, "points"), (_WORDS, "words")):
        page.write_string(_HEADS, place, say(language, f"sheets.column.{key}"), looks["head"])


def _write_criterion(
    page: Any, language: str, row: int, one: Criterion, answers: Mapping[str, str], looks: Mapping[str, Any]
) -> None:
    name = one.en if language == "en" else one.zh
    page.write_string(row, _KEY, one.key)
    page.write_string(row, _NAME, name, looks["box"])
    page.write_number(row, _MOST, one.points, looks["box"])
    points = answers.get(f"{SCORE}{one.key}")
    if points is None:
        page.write_blank(row, _POINTS, None, looks["points"])
    else:
        page.write_number(row, _POINTS, int(points), looks["points"])
    page.write_string(row, _WORDS, clean(answers.get(f"{WORDS}{one.key}") or ""), looks["words"])
    page.set_row(row, 32)
    told = say(language, "sheets.file.points", name=name, points=one.points)
    _allow(page, row, _POINTS, told, validate="integer", minimum=0, maximum=one.points)
    _allow(page, row, _WORDS, say(language, "sheets.file.words", most=_MOST_WORDS), most=_MOST_WORDS)


def _write_foot(
    page: Any,
    language: str,
    row: int,
    rubric: Sequence[Criterion],
    answers: Mapping[str, str],
    looks: Mapping[str, Any],
) -> None:
    """Write the sum, as a formula, and the cell of the overall reasons."""
    summed = sum(int(value) for key, value in answers.items() if key.startswith(SCORE))
    column = _LETTERS[_POINTS]
    page.write_string(row, _NAME, say(language, "sheets.column.sum"), looks["sum"])
    page.write_number(row, _MOST, total_of(rubric), looks["sum"])
    page.write_formula(row, _POINTS, f"=SUM({column}{_FIRST + 1}:{column}{row})", looks["sum"], summed)
    page.write_blank(row, _WORDS, None, looks["sum"])
    page.write_string(row + 1, _KEY, OVERALL)
    page.merge_range(row + 1, _NAME, row + 1, _POINTS, say(language, "sheets.column.overall"), looks["head"])
    page.write_string(row + 1, _WORDS, clean(answers.get(OVERALL) or ""), looks["words"])
    page.set_row(row + 1, 160)
    _allow(page, row + 1, _WORDS, say(language, "sheets.file.words", most=_MOST_OVERALL), most=_MOST_OVERALL)


def _allow(page: Any, row: int, place: int, told: str, *, most: int = 0, **rule: object) -> None:
    length = {"validate": "length", "criteria": "<=", "value": most} if most else {"criteria": "between"}
    page.data_validation(row, place, row, place, {**length, **rule, "error_message": told, "ignore_blank": True})
