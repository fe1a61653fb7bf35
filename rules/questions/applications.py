"""Questions that both applications share: priority ground, materials, unit, recommendation (Art. 12-14, 26)."""

from collections.abc import Callable
from functools import partial

from rules.forms import Answers, Kind, Option, Question, always
from rules.parts import Named
from rules.questions import receipts
from rules.questions.options import labelled, named, receiving_units

NO_GROUND = "none"
STEPS = (
    ("person", "work"),
    ("gate", "contacts", "deeds"),
    ("record", "priority"),
    ("materials", "secrets"),
    ("notice", "confirmation", "unit"),
)
"""The sections that stand together on one page of an application."""


def has_ground(answers: Answers) -> bool:
    """Tell whether a priority ground is claimed (Art. 26)."""
    return answers.get("priority") not in (None, NO_GROUND)


def priority(grounds: tuple[Named, ...]) -> tuple[Question, ...]:
    """Return the questions on a priority ground, with words and proof; it is no condition (Art. 26)."""
    none = Option(NO_GROUND, key="apply.priority_none")
    ask = partial(Question, section="priority", article=26)
    return (
        ask(key="priority", kind=Kind.CHOICE, text="apply.priority", options=(*named(grounds), none)),
        ask(
            key="priority_words",
            kind=Kind.TEXT,
            text="apply.priority_words",
            when=has_ground,
            least=10,
            most=1000,
        ),
        ask(key="priority_files", kind=Kind.FILES, text="apply.priority_files", when=has_ground, least=1, most=10),
    )


def materials(most: int, *, paper: bool) -> tuple[Question, ...]:
    """Return the questions for the signed form, which the service can print itself, and the materials (Art. 12).

    On paper the signed form is the scanned original.
    """
    ask = partial(Question, section="materials", article=12)
    form = ask(key="form_scan", kind=Kind.FILES, text="apply.form_scan", optional=True, most=5)
    return (
        receipts.scan(subject="apply", section="materials", article=14) if paper else form,
        ask(
            key="materials",
            kind=Kind.FILES,
            text="apply.materials",
            least=1,
            most=most,
            places={"files": str(most)},
        ),
    )


def confirmation(*, text: str, when: Callable[[Answers], bool] = always) -> Question:
    """Return the awaited part of the parent or employer: its notice and recommendation, given by a link (Art. 13)."""
    return Question(key="confirmation", kind=Kind.AWAITED, section="confirmation", text=text, article=13, when=when)


def recommended_on_paper(*, when: Callable[[Answers], bool] = always) -> Question:
    """Return the question for the sealed recommendation of the parent or employer, brought on paper (Art. 13)."""
    return Question(
        key="recommendation_scan",
        kind=Kind.FILES,
        section="confirmation",
        text="apply.recommendation_scan",
        article=13,
        when=when,
        least=1,
        most=5,
    )


def unit() -> Question:
    """Return the question for the receiving unit to which the application is handed (Art. 14)."""
    return Question(
        key="unit", kind=Kind.CHOICE, section="unit", text="apply.unit", article=14, options=receiving_units
    )


def clean_record(years: int) -> tuple[Question, ...]:
    """Return the declaration of clean years, with words where it cannot simply be made (Art. 10 (6))."""
    ask = partial(Question, section="record", article=10, places={"years": str(years)})
    return (
        ask(
            key="clean_record",
            kind=Kind.CHOICE,
            text="apply.clean_record",
            options=labelled("apply.record", "yes", "no", "unsure"),
        ),
        ask(
            key="clean_record_words",
            kind=Kind.TEXT,
            text="apply.clean_record_words",
            when=lambda answers: answers.get("clean_record") in ("no", "unsure"),
            least=10,
            most=1000,
        ),
    )
