"""The July reports over the years: one word for each report, and the figures of a year (Art. 32)."""

from calendar import month_name
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from typing import Any

from rules.awards.validity import OPEN, Assessment, AssessmentState
from rules.engine.answers import PLACES, are_points
from rules.engine.calendar import MonthDay
from rules.engine.forms import YES_NO, Answers, Facts, Form, Kind, Names, Question, equals
from rules.engine.options import labelled
from rules.engine.pack import Pack


class Mark(StrEnum):
    """The content of a cell of the July matrix. Each has a word `assessments.mark.<mark>`."""

    AWAITED = "awaited"
    MISSING = "missing"
    RECEIVED = "received"
    RECEIVED_LATE = "received_late"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ACCEPTED_LATE = "accepted_late"
    EXCUSED = "excused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class JulyFigures:
    """The figures of a year: reports owed, and of these in (on time or late), missing, or excused.

    `owed` leaves out reports whose award ended while they were awaited; the `accepted` are among those that are in.
    """

    year: int
    owed: int
    in_time: int
    late: int
    accepted: int
    returned: int
    missing: int
    awaited: int
    excused: int


def mark_of(one: Assessment) -> Mark:
    """Return the mark of a report."""
    return marked(one.state, late=one.late, missed=one.missed_on is not None)


def marked(state: AssessmentState, *, late: bool, missed: bool) -> Mark:
    """Return the mark of a report in this state; one recorded as missing stays so until it comes or is excused."""
    if state in OPEN and missed:
        return Mark.MISSING
    late = late and state in (AssessmentState.RECEIVED, AssessmentState.ACCEPTED)
    return Mark(f"{state.value}_late" if late else state.value)


def figures(year: int, counts: Mapping[Mark, int]) -> JulyFigures:
    """Return the figures of a year, from the number of reports with each mark."""
    of = {mark: counts.get(mark, 0) for mark in Mark}
    return JulyFigures(
        year=year,
        owed=sum(of.values()) - of[Mark.CLOSED],
        in_time=of[Mark.RECEIVED] + of[Mark.ACCEPTED],
        late=of[Mark.RECEIVED_LATE] + of[Mark.ACCEPTED_LATE],
        accepted=of[Mark.ACCEPTED] + of[Mark.ACCEPTED_LATE],
        returned=of[Mark.RETURNED],
        missing=of[Mark.MISSING],
        awaited=of[Mark.AWAITED],
        excused=of[Mark.EXCUSED],
    )


# The forms of the yearly July self-assessment and of its return with points (Art. 31-33).


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
