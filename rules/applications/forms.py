"""Questions that both applications share: priority ground, materials, unit, recommendation (Art. 12-14, 26)."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from rules.applications import conditions, declarations, internal_notices, paper_cases
from rules.applications.lifecycle import INDIVIDUAL, ORGANISATION, PAPER_FORMS
from rules.engine.forms import YES_NO_UNSURE, Answers, Facts, Form, Kind, Option, Question, always, equals
from rules.engine.options import day, labelled, named, receiving_units
from rules.engine.pack import Pack
from rules.engine.parts import Condition, Named
from rules.engine.refusals import Unfit
from rules.people import contacts

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
        paper_cases.scan(subject="apply", section="materials", article=14) if paper else form,
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


# The application form of an organisation (Art. 10, 12-14, 26).


KINDS = ("legal_person", "unincorporated", "branch")
""""Branch" covers every branch, internal or dispatched body; its parent confirms it (Art. 13)."""

is_branch = equals("kind", "branch")
stands_alone = equals("kind", "legal_person", "unincorporated")


def organisation(pack: Pack, year: int, *, paper: bool = False) -> Form:
    """Return the form under this pack, for the edition of this year.

    On `paper` a clerk enters what was brought: its receipt comes first, and the parent's part is on paper too.

    A branch gives its name within the parent in `name`, and the parent's in `parent_name` and `parent_code`; its parent
    posts the internal notice. Every other organisation has a `credit_code` and posts the notice itself.
    """
    return _organisation_form(
        pack.conditions_organisation,
        pack.priority_grounds,
        pack.industries,
        indicator_years=conditions.calendar_years(year, pack.indicator_years),
        clean_years=pack.clean_record_years,
        notice_days=pack.internal_notice_working_days,
        files=pack.uploads.application_files,
        recommended=pack.legal_person_needs_recommendation,
        paper=paper,
    )


@cache
def _organisation_form(
    asked: tuple[Condition, ...],
    grounds: tuple[Named, ...],
    industries: tuple[Named, ...],
    *,
    indicator_years: range,
    clean_years: int,
    notice_days: int,
    files: int,
    recommended: bool,
    paper: bool,
) -> Form:
    of_parent = always if recommended else is_branch
    questions = (
        *(paper_cases.questions(subject="apply", article=14, places={}) if paper else ()),
        *_organisation(),
        *_business(industries),
        declarations.gate(),
        *contacts.contact(1),
        *contacts.contact(2, apart=not paper),  # what stands on paper is entered as it stands
        *conditions.questions(asked),
        *conditions.indicator_questions(indicator_years),
        *clean_record(clean_years),
        *priority(grounds),
        *materials(files, paper=paper),
        *declarations.marks(),
        *internal_notices.questions(subject="apply", working_days=notice_days, when=always if paper else stands_alone),
        recommended_on_paper(when=of_parent)
        if paper
        else confirmation(text="apply.confirmation_parent", when=of_parent),
        unit(),
        *declarations.questions(
            text="apply.agreed_organisation",
            names=("representative", "contact1_name", "contact2_name"),
            paper=paper,
        ),
    )
    before = tuple(dict.fromkeys(question.section for question in questions if question.section != "declaration"))
    name = PAPER_FORMS[ORGANISATION] if paper else ORGANISATION
    return Form(name, questions, after={"declaration": before}, steps=STEPS)


def _organisation() -> tuple[Question, ...]:
    ask = partial(Question, section="organisation", article=10, block="organisation")
    return (
        ask(key="kind", kind=Kind.CHOICE, text="apply.kind", options=labelled("apply.organisation", *KINDS), block=""),
        ask(key="name", kind=Kind.TEXT, text="apply.name", named=True, least=2, most=100),
        ask(key="credit_code", kind=Kind.CREDIT_CODE, text="apply.credit_code", when=stands_alone),
        ask(key="parent_name", kind=Kind.TEXT, text="apply.parent_name", when=is_branch, named=True, least=2, most=100),
        ask(key="parent_code", kind=Kind.CREDIT_CODE, text="apply.parent_code", when=is_branch),
        ask(key="registered_here", kind=Kind.CHOICE, text="apply.registered_here", options=YES_NO_UNSURE),
        ask(key="registered_on", kind=Kind.DATE, text="apply.registered_on", check=_has_come),
    )


def _business(industries: tuple[Named, ...]) -> tuple[Question, ...]:
    ask = partial(Question, section="organisation", article=12, block="organisation")
    return (
        ask(key="address", kind=Kind.TEXT, text="apply.address", least=5, most=200),
        ask(key="industry", kind=Kind.CHOICE, text="apply.industry", options=named(industries)),
        ask(key="representative", kind=Kind.TEXT, text="apply.representative", named=True, least=2, most=50),
        ask(key="staff", kind=Kind.NUMBER, text="apply.staff", least=1, most=1_000_000),
    )


def _has_come(value: Any, _: Answers, facts: Facts) -> None:
    registered, today = day(value), facts.get("today")
    if registered and today and registered > today:
        raise Unfit("apply.registered_on.future", article=10)


# The application form of an individual (Art. 11-14, 26).


def individual(pack: Pack, *, paper: bool = False) -> Form:
    """Return the form under this pack; internal notice and recommendation are the employer's part (Art. 13).

    On `paper` a clerk enters what was brought: its receipt comes first, and the employer's part is on paper too.
    """
    return _individual_form(
        pack.conditions_individual,
        pack.priority_grounds,
        files=pack.uploads.application_files,
        notice_days=pack.internal_notice_working_days,
        paper=paper,
    )


@cache
def _individual_form(
    asked: tuple[Condition, ...], grounds: tuple[Named, ...], *, files: int, notice_days: int, paper: bool
) -> Form:
    employer = "apply.confirmation_employer"
    questions = (
        *(paper_cases.questions(subject="apply", article=14, places={}) if paper else ()),
        *_person(),
        *_work(),
        declarations.gate(),
        _deeds(),
        *conditions.questions(asked),
        *priority(grounds),
        *materials(files, paper=paper),
        *declarations.marks(),
        *(internal_notices.questions(subject="apply", working_days=notice_days) if paper else ()),
        recommended_on_paper() if paper else confirmation(text=employer),
        unit(),
        *declarations.questions(text="apply.agreed_individual", names=("name",), paper=paper),
    )
    before = tuple(dict.fromkeys(question.section for question in questions if question.section != "declaration"))
    name = PAPER_FORMS[INDIVIDUAL] if paper else INDIVIDUAL
    return Form(name, questions, after={"declaration": before}, steps=STEPS)


def _person() -> tuple[Question, ...]:
    ask = partial(Question, section="person", article=12, block="person")
    return (
        ask(key="name", kind=Kind.TEXT, text="apply.person_name", named=True, least=2, most=50),
        *contacts.identity(subject="apply", section="person", article=12, block="person"),
        ask(key="phone", kind=Kind.PHONE, text="apply.person_phone", private=True),
        ask(key="address", kind=Kind.TEXT, text="apply.person_address", private=True, least=5, most=200),
    )


def _work() -> tuple[Question, ...]:
    ask = partial(Question, section="work", article=13, block="person")
    return (
        ask(key="employer", kind=Kind.TEXT, text="apply.employer", named=True, least=2, most=100),
        ask(key="post", kind=Kind.TEXT, text="apply.post", least=2, most=50),
    )


def _deeds() -> Question:
    return Question(key="deeds", kind=Kind.TEXT, section="deeds", text="apply.deeds", article=11, least=50, most=3000)
