"""The form of the eligibility check: whether and from when one can apply (Art. 5, 10, 11, 36-39)."""

from collections.abc import Callable
from functools import cache, partial

from rules.forms import YES_NO_UNSURE, Answers, Form, Kind, Question, equals
from rules.pack import Pack
from rules.parts import Condition
from rules.questions import conditions
from rules.questions.options import labelled
from rules.questions.organisation import KINDS

is_organisation = equals("who", "organisation")
is_individual = equals("who", "individual")


def eligibility(pack: Pack) -> Form:
    """Return the one form for organisations and individuals, told apart by its first question.

    Evaluate the answers with `rules.eligibility.advice`.
    """
    return _form(pack.conditions_organisation, pack.conditions_individual, years=pack.clean_record_years)


@cache
def _form(organisation: tuple[Condition, ...], individual: tuple[Condition, ...], *, years: int) -> Form:
    who = labelled("eligibility.applicant", "organisation", "individual")
    return Form(
        "eligibility",
        (
            Question(key="who", kind=Kind.CHOICE, section="who", text="eligibility.who", options=who),
            *_registration(),
            *_conditions(organisation, when=is_organisation),
            *_incident(organisation, years=years),
            *_conditions(individual, when=is_individual),
            _employer(),
            *_earlier(),
        ),
    )


def _registration() -> tuple[Question, ...]:
    ask = partial(Question, section="organisation", article=10, when=is_organisation)
    return (
        ask(key="kind", kind=Kind.CHOICE, text="eligibility.kind", options=labelled("apply.organisation", *KINDS)),
        ask(key="registered_here", kind=Kind.CHOICE, text="eligibility.registered_here", options=YES_NO_UNSURE),
        Question(
            key="registered_on",
            kind=Kind.DATE,
            section="organisation",
            text="eligibility.registered_on",
            article=10,
            when=equals("registered_here", "yes", "unsure"),
        ),
    )


def _conditions(asked: tuple[Condition, ...], *, when: Callable[[Answers], bool]) -> tuple[Question, ...]:
    return tuple(
        conditions.verdict(condition, subject="eligibility", section="conditions", when=when) for condition in asked
    )


def clean_record(asked: tuple[Condition, ...]) -> Condition | None:
    """Return the condition about clean years, decided by a date: the sixth of Art. 10; None if there is none."""
    return next((condition for condition in asked if (condition.article, condition.item) == (10, 6)), None)


def _incident(asked: tuple[Condition, ...], *, years: int) -> tuple[Question, ...]:
    condition = clean_record(asked)
    if condition is None:
        return ()
    return (
        Question(
            key="incident_on",
            kind=Kind.DATE,
            section="conditions",
            text="eligibility.incident_on",
            article=10,
            when=equals(condition.key, "no"),
            optional=True,
            places={"years": str(years)},
        ),
    )


def _employer() -> Question:
    return Question(
        key="employer",
        kind=Kind.CHOICE,
        section="conditions",
        text="eligibility.employer",
        article=13,
        options=YES_NO_UNSURE,
        when=is_individual,
    )


def _earlier() -> tuple[Question, ...]:
    ask = partial(Question, section="earlier")
    return (
        ask(key="holds_award", kind=Kind.CHOICE, text="eligibility.holds_award", article=5, options=YES_NO_UNSURE),
        ask(
            key="award_until",
            kind=Kind.DATE,
            text="eligibility.award_until",
            article=5,
            when=equals("holds_award", "yes"),
            optional=True,
        ),
        ask(key="barred", kind=Kind.CHOICE, text="eligibility.barred", article=36, options=YES_NO_UNSURE),
        ask(
            key="barred_until",
            kind=Kind.DATE,
            text="eligibility.barred_until",
            article=36,
            when=equals("barred", "yes"),
            optional=True,
        ),
    )
