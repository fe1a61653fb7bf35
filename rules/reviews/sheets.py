"""The form of a score sheet: points for each criterion, words where it has any, reasons (Art. 3, 16-19)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from rules.engine.answers import answer_to, clean
from rules.engine.forms import YES_NO, Form, Kind, Names, Question, equals
from rules.engine.refusals import Unfit
from rules.engine.rubrics import Criterion, Part

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


# Reads a whole score sheet, from a page or an offline list, and checks whose list it is (Art. 16).


_SIGN, _BETWEEN, _DIGEST_CHARS = "PF", "|", 8


def fields(form: Form) -> tuple[str, ...]:
    """Return the keys of all fields of a sheet: points and words of each criterion, and the overall reasons."""
    return tuple(one.key for one in form.questions if one.key.startswith((SCORE, WORDS)) or one.key == OVERALL)


def read_sheet(form: Form, typed: Mapping[str, str]) -> tuple[dict[str, str | None], dict[str, Unfit]]:
    """Return the answers in what was typed by field (None if empty), and the Unfit for each that does not fit.

    A field that is missing in `typed` is in neither. Only a zero counts as zero, never an empty field.
    """
    answers: dict[str, str | None] = {}
    wrong: dict[str, Unfit] = {}
    for key in fields(form):
        if key not in typed:
            continue
        if not clean(typed[key]):
            answers[key] = None
            continue
        try:
            answers[key] = answer_to(form.questions[form.index(key)], typed[key])
        except Unfit as unfit:
            wrong[key] = unfit
    return answers, wrong


@dataclass(frozen=True, slots=True)
class Label:
    """The label of an offline list: the case's number, the part, the assignment's id, and the rubric it was made by."""

    number: str
    part: Part
    assignment: int
    rubric: str

    def written(self) -> str:
        """Return the label as it is written in the list."""
        return _BETWEEN.join((_SIGN, self.number, self.part.value, str(self.assignment), self.rubric))


def rubric_digest(rubric: Iterable[Criterion]) -> str:
    """Return a digest that changes with a rubric's criteria or points."""
    lines = "\n".join(f"{one.key} {one.points}" for one in rubric)
    return hashlib.sha256(lines.encode()).hexdigest()[:_DIGEST_CHARS]


def label_in(text: str) -> Label | None:
    """Parse a text as a label; None for any other text."""
    parts = clean(text).split(_BETWEEN)
    if len(parts) != 5 or parts[0] != _SIGN or parts[2] not in set(Part):
        return None
    return Label(parts[1], Part(parts[2]), int(parts[3]), parts[4]) if _is_id(parts[3]) else None


def check_label(found: Label | None, own: Label) -> None:
    """Raise Unfit unless the list is for this very sheet: this case, part and person, by the rubric in force."""
    if found is None:
        raise Unfit("sheets.no_label")
    if found.number != own.number:
        raise Unfit("sheets.other_case", number=found.number, own=own.number)
    if (found.part, found.assignment) != (own.part, own.assignment):
        raise Unfit("sheets.other_sheet", number=own.number)
    if found.rubric != own.rubric:
        raise Unfit("sheets.other_rubric", number=own.number)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16
