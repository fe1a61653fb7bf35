"""Forms of committee and government: meeting, record, reasons over quota, decision (Art. 4, 21-27)."""

from functools import cache, partial
from typing import Any

from rules.forms import Answers, Facts, Form, Kind, Question
from rules.questions.options import day
from rules.refusals import Unfit


@cache
def convening() -> Form:
    """Return the form for the time and place of a meeting."""
    ask = partial(Question, section="meeting", article=21)
    return Form(
        "meeting",
        (
            ask(key="on", kind=Kind.DATE, text="meeting.on", check=_is_ahead),
            ask(key="place", kind=Kind.TEXT, text="meeting.place", least=2, most=200),
        ),
    )


@cache
def record(*, vacant: bool) -> Form:
    """Return the form for the record: discussion, signed pages and, if `vacant`, why a place stays empty."""
    ask = partial(Question, section="record", article=21)
    empty = ask(key="vacancy", kind=Kind.TEXT, text="meeting.vacancy", least=10, most=2000)
    return Form(
        "meeting_record",
        (
            ask(key="words", kind=Kind.TEXT, text="meeting.words", least=20, most=3000),
            *((empty,) if vacant else ()),
            ask(key="pages", kind=Kind.FILES, text="meeting.pages", optional=True, least=1, most=10),
        ),
    )


@cache
def over_quota() -> Form:
    """Return the form that asks why more are proposed than there are places (Art. 4: in principle two)."""
    return _reason("over_quota", "meeting.over", 4)


@cache
def declining() -> Form:
    """Return the form that asks why the committee leaves out a candidate of a higher rank than others (Art. 21)."""
    return _reason("declining", "meeting.declining", 21)


@cache
def presiding() -> Form:
    """Return the form that asks a deputy why the chair is away (Art. 8)."""
    return _reason("presiding", "meeting.presiding", 8)


@cache
def rejection() -> Form:
    """Return the form that asks why the government did not approve a proposal."""
    return _reason("rejection", "meeting.rejection", 25)


@cache
def decision() -> Form:
    """Return the form for the county government's decision: number, day, document."""
    ask = partial(Question, section="decision", article=27)
    return Form(
        "government_decision",
        (
            ask(key="number", kind=Kind.TEXT, text="meeting.decision_number", least=4, most=100),
            ask(key="decided_on", kind=Kind.DATE, text="meeting.decided_on", check=_has_come),
            ask(key="pages", kind=Kind.FILES, text="meeting.decision_pages", optional=True, least=1, most=10),
        ),
    )


@cache
def ceremony() -> Form:
    """Return the form for the time and place of the award ceremony."""
    ask = partial(Question, section="ceremony", article=27)
    return Form(
        "ceremony",
        (
            ask(key="on", kind=Kind.DATE, text="meeting.ceremony_on", check=_is_ahead),
            ask(key="hour", kind=Kind.TEXT, text="meeting.ceremony_hour", least=2, most=40),
            ask(key="place", kind=Kind.TEXT, text="meeting.ceremony_place", least=2, most=200),
        ),
    )


def _reason(name: str, text: str, article: int) -> Form:
    ask = Question(key="reason", kind=Kind.TEXT, section=name, text=text, article=article, least=10, most=2000)
    return Form(name, (ask,))


def _is_ahead(value: Any, _: Answers, facts: Facts) -> None:
    chosen, today = day(value), facts.get("today")
    if chosen and today and chosen < today:
        raise Unfit("visit.day.past")


def _has_come(value: Any, _: Answers, facts: Facts) -> None:
    chosen, today = day(value), facts.get("today")
    if chosen and today and chosen > today:
        raise Unfit("meeting.decided_on.future")
