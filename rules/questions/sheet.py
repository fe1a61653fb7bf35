"""The form of a score sheet: points for each criterion, words where it has any, reasons (Art. 3, 16-19)."""

from functools import cache, partial

from rules.forms import YES_NO, Form, Kind, Names, Question, equals
from rules.rubrics import Criterion

SCORE, WORDS, OVERALL = "score.", "words.", "overall"
"""The prefixes of its question keys, and the key of the last question."""


@cache
def sheet(rubric: tuple[Criterion, ...]) -> Form:
    """Return the form; 0 is a score, while a criterion without an answer keeps the sheet from being locked."""
    score = partial(Question, kind=Kind.NUMBER, section="scores", text="sheet.score", article=16)
    words = partial(Question, kind=Kind.TEXT, section="remarks", text="sheet.words", article=16, optional=True)
    return Form(
        "sheet",
        (
            *(score(key=f"{SCORE}{one.key}", most=one.points, places=_places(one)) for one in rubric),
            Question(
                key="remarks", kind=Kind.CHOICE, section="remarks", text="sheet.remarks", article=16, options=YES_NO
            ),
            *(
                words(key=f"{WORDS}{one.key}", when=equals("remarks", "yes"), least=2, most=500, places=_places(one))
                for one in rubric
            ),
            Question(
                key=OVERALL, kind=Kind.TEXT, section="overall", text="sheet.overall", article=16, least=20, most=2000
            ),
        ),
    )


def _places(criterion: Criterion) -> dict[str, str | Names]:
    return {"name": Names(criterion.zh, criterion.en), "points": str(criterion.points)}
