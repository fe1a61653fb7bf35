"""Questions on a paper that somebody brought: day and hour of its receipt, and its scanned original (Art. 14, 22)."""

from collections.abc import Mapping
from datetime import datetime, time
from functools import cache, partial
from typing import Any

from rules.applications.lifecycle import KINDS
from rules.engine.answers import plain
from rules.engine.calendar import OFFICE_ZONE
from rules.engine.forms import Answers, Facts, Form, Kind, Names, Option, Question
from rules.engine.options import day, labelled, receiving_units, same
from rules.engine.refusals import Refusal, Unfit

SCAN = "scan"
"""The key of the question that takes the scanned original, on which the stamp of receipt can be read."""


def questions(*, subject: str, article: int, places: Mapping[str, str | Names]) -> tuple[Question, ...]:
    """Return the questions of the section `receipt`, whose sentences stand under `subject`."""
    ask = partial(Question, section="receipt", article=article, places=places)
    has_come, is_time = partial(_has_come, article=article), partial(_is_time, article=article)
    return (
        ask(key="received_on", kind=Kind.DATE, text=f"{subject}.received_on", check=has_come),
        ask(key="received_at", kind=Kind.TEXT, text=f"{subject}.received_at", check=is_time, least=4, most=10),
    )


def scan(*, subject: str, section: str, article: int) -> Question:
    """Return the question for the scan, which an application asks behind the state-secret gate (Art. 12)."""
    return Question(
        key=SCAN, kind=Kind.FILES, section=section, text=f"{subject}.scan", article=article, least=1, most=10
    )


def received_time(text: str, *, article: int = 23) -> time:
    """Read a time of day ("9:30", "09：30"). Raises Unfit for anything else."""
    hours, colon, minutes = plain(text).replace(" ", "").partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        raise Unfit("objection.received_at.unclear", article=article)
    try:
        return time(int(hours), int(minutes))
    except ValueError as error:
        raise Unfit("objection.received_at.unclear", article=article) from error


def received(answers: Answers, now: datetime, *, article: int) -> datetime:
    """Return when the paper came, in the office's time. Raises Refusal for a moment that has not come."""
    on = day(answers["received_on"])
    if on is None:
        raise Refusal("objection.received_on.future", article=article)
    moment = datetime.combine(on, received_time(answers["received_at"]), OFFICE_ZONE)
    if moment > now:
        raise Refusal("objections.not_yet_come", article=article)
    return moment


def _has_come(value: Any, _: Answers, facts: Facts, *, article: int) -> None:
    came, today = day(value), facts.get("today")
    if came and today and came > today:
        raise Unfit("objection.received_on.future", article=article)


def _is_time(value: Any, _answers: Answers, _facts: Facts, *, article: int) -> None:
    received_time(value, article=article)


# The forms in which the lead allows a paper that came in time to be entered after its last day (Art. 14, 22).


@cache
def late_entry() -> Form:
    """Return the form for an application, entered after the window has closed."""
    ask = partial(Question, section="late", article=14)
    return Form(
        "late_entry",
        (
            ask(key="kind", kind=Kind.CHOICE, text="entry.late_kind", options=labelled("reviews.kind", *KINDS)),
            ask(key="unit", kind=Kind.CHOICE, text="entry.late_unit", options=receiving_units),
            ask(key="name", kind=Kind.TEXT, text="entry.late_name", named=True, least=2, most=100),
            ask(key="received_on", kind=Kind.DATE, text="entry.late_received_on"),
            ask(key="reason", kind=Kind.TEXT, text="entry.late_reason", least=10, most=1000),
        ),
    )


@cache
def late_objection() -> Form:
    """Return the form for an objection, entered after its notice has ended."""
    ask = partial(Question, section="late", article=22)
    return Form(
        "late_objection",
        (
            ask(key="notice", kind=Kind.CHOICE, text="entry.late_notice", options=_notices),
            ask(key="received_on", kind=Kind.DATE, text="entry.late_objection_on"),
            ask(key="reason", kind=Kind.TEXT, text="entry.late_objection_reason", least=10, most=1000),
        ),
    )


def _notices(facts: Facts, _: Answers) -> tuple[Option, ...]:
    return tuple(Option(str(notice.id), names=same(notice.title)) for notice in facts.get("notices", ()))
