"""The forms of the yearly July self-assessment and of its return with points (Art. 31-33)."""

from calendar import month_name
from functools import cache, partial
from typing import Any

from rules.calendar import MonthDay
from rules.forms import YES_NO, Answers, Facts, Form, Kind, Names, Question, equals
from rules.pack import Pack
from rules.questions.options import labelled
from rules.questions.points import PLACES, are_points

STANDING = ("system_words", "contact_name", "contact_phone")
"""The answers carried over from last year's report for review; all others are asked anew."""


def assessment(pack: Pack) -> Form:
    """Return the self-assessment form, to be begun with the answers of `prefilled`."""
    return _form(pack.self_assessment.last, liable=pack.liability_years)


@cache
def _form(last: MonthDay, *, liable: int) -> Form:
    return Form("assessment", (*_system(), *_results(liable), *_spread(), *_report(last), *_contact()))


def prefilled(facts: Facts) -> dict[str, Any]:
    """Return the answers that a new report begins with, from last year's in facts["previous"]."""
    previous: Answers = facts.get("previous") or {}
    return {key: previous[key] for key in STANDING if previous.get(key)}


@cache
def returned() -> Form:
    """Return the form with which the office returns an incomplete report."""
    return Form(
        "assessment_return",
        (
            Question(
                key="points",
                kind=Kind.TEXT,
                section="points",
                text="assessment.points",
                article=32,
                least=2,
                most=2100,
                check=are_points(32),
                places=PLACES,
            ),
        ),
    )


def _system() -> tuple[Question, ...]:
    ask = partial(Question, section="system", article=32)
    changes = equals("changed", "yes")
    return (
        ask(
            key="system",
            kind=Kind.CHOICE,
            text="assessment.system",
            options=labelled("assessment.state", "kept", "partly", "lapsed"),
        ),
        ask(key="system_words", kind=Kind.TEXT, text="assessment.system_words", least=10, most=2000),
        ask(key="changed", kind=Kind.CHOICE, text="assessment.changed", options=YES_NO),
        ask(key="change_words", kind=Kind.TEXT, text="assessment.change_words", when=changes, least=10, most=2000),
        ask(key="change_told", kind=Kind.CHOICE, text="assessment.change_told", when=changes, options=YES_NO),
    )


def _results(liable: int) -> tuple[Question, ...]:
    ask = partial(Question, section="results", article=32)
    return (
        ask(key="results", kind=Kind.TEXT, text="assessment.results", least=20, most=3000),
        ask(key="indicators", kind=Kind.TEXT, text="assessment.indicators", least=10, most=2000),
        Question(
            key="incidents",
            kind=Kind.CHOICE,
            section="results",
            text="assessment.incidents",
            article=39,
            places={"years": str(liable)},
            options=labelled("assessment.incident", "none", "some", "unsure"),
        ),
        Question(
            key="incident_words",
            kind=Kind.TEXT,
            section="results",
            text="assessment.incident_words",
            article=39,
            when=equals("incidents", "some", "unsure"),
            least=10,
            most=2000,
        ),
    )


def _spread() -> tuple[Question, ...]:
    return (
        Question(
            key="spread",
            kind=Kind.TEXT,
            section="spread",
            text="assessment.spread",
            article=31,
            least=10,
            most=2000,
        ),
        Question(
            key="use",
            kind=Kind.CHOICE,
            section="spread",
            text="assessment.use",
            article=33,
            options=labelled("assessment.usage", "kept", "ask"),
        ),
        Question(
            key="use_words",
            kind=Kind.TEXT,
            section="spread",
            text="assessment.use_words",
            article=33,
            when=equals("use", "ask"),
            least=10,
            most=1000,
        ),
    )


def _report(last: MonthDay) -> tuple[Question, ...]:
    return (
        Question(
            key="plans", kind=Kind.TEXT, section="report", text="assessment.plans", article=31, least=10, most=2000
        ),
        Question(
            key="report",
            kind=Kind.FILES,
            section="report",
            text="assessment.report",
            article=32,
            least=1,
            most=5,
            places={"last": _named(last)},
        ),
    )


def _contact() -> tuple[Question, ...]:
    ask = partial(Question, section="contact", article=32)
    return (
        ask(key="contact_name", kind=Kind.TEXT, text="assessment.contact_name", least=2, most=50),
        ask(key="contact_phone", kind=Kind.PHONE, text="assessment.contact_phone", private=True),
        ask(
            key="contact_current",
            kind=Kind.CHOICE,
            text="assessment.contact_current",
            options=labelled("assessment.contact", "current"),
        ),
    )


def _named(day: MonthDay) -> Names:
    return Names(f"{day.month}月{day.day}日", f"{day.day} {month_name[day.month]}")
