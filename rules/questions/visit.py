"""Forms of a defence or site review: appointment, presenter, absence, site report (Art. 18, 19)."""

import re
from functools import cache, partial
from typing import Any

from rules.answers import plain
from rules.forms import YES_NO, Answers, Facts, Form, Kind, Question, equals
from rules.questions.conditions import cited
from rules.questions.options import day
from rules.refusals import Unfit

_HOUR = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")


@cache
def appointment(*, many: bool, article: int = 18) -> Form:
    """Return the form for day, hour and place; for `many` defences in a row also the minutes of each.

    `article` is 18 for a defence and 19 for an on-site review.
    """
    ask = partial(Question, section="appointment", article=article, places={"cited": cited(article)})
    minutes = ask(key="minutes", kind=Kind.NUMBER, text="visit.minutes", least=5, most=240)
    return Form(
        "appointments" if many else "appointment",
        (
            ask(key="day", kind=Kind.DATE, text="visit.day", check=_is_ahead),
            ask(key="hour", kind=Kind.TEXT, text="visit.hour", least=1, most=200, check=_is_hour),
            *((minutes,) if many else ()),
            ask(key="place", kind=Kind.TEXT, text="visit.place", least=2, most=200),
            ask(key="bring", kind=Kind.TEXT, text="visit.bring", optional=True, least=2, most=500),
        ),
    )


@cache
def presenter() -> Form:
    """Return the form for who presents: the organisation's responsible person, or a substitute and why."""
    ask = partial(Question, section="presenter", article=18)
    return Form(
        "presenter",
        (
            ask(key="presenter", kind=Kind.TEXT, text="visit.presenter", least=2, most=60),
            ask(key="responsible", kind=Kind.CHOICE, text="visit.responsible", options=YES_NO),
            ask(
                key="substitute",
                kind=Kind.TEXT,
                text="visit.substitute",
                when=equals("responsible", "no"),
                least=5,
                most=500,
            ),
            ask(key="files", kind=Kind.FILES, text="visit.files", optional=True, least=1, most=5),
        ),
    )


@cache
def missed() -> Form:
    """Return the form that asks why an appointment was missed, as far as it is known."""
    return Form(
        "missed", (Question(key="words", kind=Kind.TEXT, section="missed", text="visit.missed", least=5, most=500),)
    )


@cache
def site_report() -> Form:
    """Return the form of the site report, which the head writes and all members sign."""
    ask = partial(Question, section="report", article=19)
    words = partial(ask, kind=Kind.TEXT, least=10, most=3000)
    return Form(
        "site_report",
        (
            ask(key="met", kind=Kind.TEXT, text="visit.met", least=2, most=500),
            ask(key="matches", kind=Kind.CHOICE, text="visit.matches", options=YES_NO),
            words(key="differs", text="visit.differs", when=equals("matches", "no")),
            words(key="findings", text="visit.findings"),
            words(key="strengths", text="visit.strengths"),
            words(key="problems", text="visit.problems", optional=True),
            ask(key="photos", kind=Kind.FILES, text="visit.photos", least=1, most=20),
            ask(key="signed", kind=Kind.FILES, text="visit.signed", optional=True, least=1, most=5),
        ),
    )


@cache
def dissent() -> Form:
    """Return the form for the dissenting opinion of a member."""
    ask = Question(
        key="words", kind=Kind.TEXT, section="dissent", text="visit.dissent", article=19, least=10, most=2000
    )
    return Form("dissent", (ask,))


def _is_ahead(value: Any, _: Answers, facts: Facts) -> None:
    chosen, today = day(value), facts.get("today")
    if chosen and today and chosen < today:
        raise Unfit("visit.day.past")


def _is_hour(value: Any, _answers: Answers, _facts: Facts) -> None:
    if not _HOUR.fullmatch(plain(value)):
        raise Unfit("visit.hour.unfit")
