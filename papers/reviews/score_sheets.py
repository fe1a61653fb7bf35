"""The Excel list of an edition's score sheets: a row a sheet, a column a criterion, the sum, the words (Art. 20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from papers.engine.spreadsheets import Value, sheet
from rules.engine.rubrics import Criterion
from rules.reviews.assignments import Assignment, standing_of
from rules.reviews.scores import points_of
from texts import say

_BEFORE = ("number", "applicant", "part", "reviewer", "head", "standing", "marked", "locked_at")
_AFTER = ("sum", "words")


@dataclass(frozen=True, slots=True)
class Line:
    """One sheet: of which application, by whom, and whether it is an outlier among the application's sheets."""

    number: str
    applicant: str = field(repr=False)
    reviewer: str
    sheet: Assignment
    apart: bool


def score_sheets(title: str, lines: Sequence[Line], rubric: Sequence[Criterion], language: str) -> bytes:
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


def _row(line: Line, rubric: Sequence[Criterion], names: Sequence[str], language: str) -> list[Value]:
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
