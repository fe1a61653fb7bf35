"""Appointments for a defence or an on-site review: when, where, who presents, whether it was held (Art. 18, 19)."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, partial
from typing import Any

from rules.applications.conditions import cited
from rules.engine.answers import plain
from rules.engine.calendar import OFFICE_ZONE, office_day
from rules.engine.forms import YES_NO, Answers, Facts, Form, Kind, Question, equals
from rules.engine.options import day
from rules.engine.refusals import Refusal, Unfit
from rules.engine.rubrics import Part


class VisitState(StrEnum):
    """The state of an appointment; MISSED means by the applicant. Each has a sentence `visits.state.<state>`."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment of one application; `number` is that of its notice.

    `presenter` is who speaks for the organisation, once it has said so. `substitute` is why it is not the responsible
    person whom Art. 18 names; `words` say why the appointment was missed or called off.
    """

    id: int
    number: str
    application_id: int
    part: Part
    at: datetime
    place: str = field(repr=False)
    state: VisitState
    planned_by: int
    planned_at: datetime
    bring: str | None = field(default=None, repr=False)
    presenter: str | None = field(default=None, repr=False)
    substitute: str | None = field(default=None, repr=False)
    words: str | None = field(default=None, repr=False)
    ended_at: datetime | None = None

    @property
    def on(self) -> date:
        """The office's day of the appointment."""
        return office_day(self.at)


def moment(day: date, hour: str) -> datetime:
    """Return the moment of an hour ("14:30") on an office's day. Raises ValueError for a text that is no hour."""
    return datetime.combine(day, time.fromisoformat(hour), OFFICE_ZONE)


def slots(first: datetime, minutes: int, count: int) -> tuple[datetime, ...]:
    """Return the start of `count` appointments, one after the other, `minutes` long each."""
    return tuple(first + timedelta(minutes=minutes * place) for place in range(count))


def check_ended(visit: Visit, now: datetime) -> None:
    """Raise Refusal unless the appointment's hour has come and nothing is recorded of it yet."""
    article = 18 if visit.part is Part.DEFENCE else 19
    if visit.state is not VisitState.PLANNED:
        raise Refusal("visits.ended", article=article)
    if now < visit.at:
        raise Refusal("visits.not_yet", article=article, at=visit.at)


# Forms of a defence or site review: appointment, presenter, absence, site report (Art. 18, 19).


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
