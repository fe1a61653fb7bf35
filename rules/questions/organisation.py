"""The application form of an organisation (Art. 10, 12-14, 26)."""

from functools import cache, partial
from typing import Any

from rules.forms import YES_NO_UNSURE, Answers, Facts, Form, Kind, Question, always, equals
from rules.lifecycle import ORGANISATION, PAPER_FORMS
from rules.pack import Pack
from rules.parts import Condition, Named
from rules.questions import (
    applications,
    conditions,
    declarations,
    indicators,
    internal_notices,
    persons,
    receipts,
    secrets,
)
from rules.questions.options import day, labelled, named
from rules.refusals import Unfit

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
    return _form(
        pack.conditions_organisation,
        pack.priority_grounds,
        pack.industries,
        indicator_years=indicators.calendar_years(year, pack.indicator_years),
        clean_years=pack.clean_record_years,
        notice_days=pack.internal_notice_working_days,
        files=pack.uploads.application_files,
        recommended=pack.legal_person_needs_recommendation,
        paper=paper,
    )


@cache
def _form(
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
        *(receipts.questions(subject="apply", article=14, places={}) if paper else ()),
        *_organisation(),
        *_business(industries),
        secrets.gate(),
        *persons.contact(1),
        *persons.contact(2, apart=not paper),  # what stands on paper is entered as it stands
        *conditions.questions(asked),
        *indicators.questions(indicator_years),
        *applications.clean_record(clean_years),
        *applications.priority(grounds),
        *applications.materials(files, paper=paper),
        *secrets.marks(),
        *internal_notices.questions(subject="apply", working_days=notice_days, when=always if paper else stands_alone),
        applications.recommended_on_paper(when=of_parent)
        if paper
        else applications.confirmation(text="apply.confirmation_parent", when=of_parent),
        applications.unit(),
        *declarations.questions(
            text="apply.agreed_organisation",
            names=("representative", "contact1_name", "contact2_name"),
            paper=paper,
        ),
    )
    before = tuple(dict.fromkeys(question.section for question in questions if question.section != "declaration"))
    name = PAPER_FORMS[ORGANISATION] if paper else ORGANISATION
    return Form(name, questions, after={"declaration": before}, steps=applications.STEPS)


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
