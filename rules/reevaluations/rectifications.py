"""Forms of a rectification: the demand with its last day, the evidence, a later day (Art. 5)."""

from functools import cache, partial
from typing import Any

from rules.awards.validity import latest_rectification
from rules.engine.forms import Answers, Facts, Form, Kind, Question
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.engine.refusals import Unfit


def demand(pack: Pack) -> Form:
    """Return the form for one thing to be put right, in verifiable words, and its last day."""
    return _demand(pack.expiry.rectification_months)


@cache
def evidence() -> Form:
    """Return the form for how one thing was put right, with evidence."""
    ask = partial(Question, section="evidence", article=5)
    return Form(
        "rectification_evidence",
        (
            ask(key="done", kind=Kind.TEXT, text="reevaluation.done", least=10, most=2000),
            ask(key="proof", kind=Kind.FILES, text="reevaluation.proof", least=1, most=10),
        ),
    )


def postponement(pack: Pack) -> Form:
    """Return the form for a later last day of one thing, and why."""
    return _postponement(pack.expiry.rectification_months)


@cache
def _demand(months: int) -> Form:
    ask = partial(Question, section="demand", article=5)
    return Form(
        "rectification_demand",
        (
            ask(key="demand", kind=Kind.TEXT, text="reevaluation.demand", least=5, most=500),
            ask(
                key="due_on",
                kind=Kind.DATE,
                text="reevaluation.due_on",
                check=partial(_is_in_time, months),
                places={"months": str(months)},
            ),
        ),
    )


@cache
def _postponement(months: int) -> Form:
    ask = partial(Question, section="demand", article=5)
    return Form(
        "rectification_postponement",
        (
            ask(
                key="due_on",
                kind=Kind.DATE,
                text="reevaluation.later",
                check=partial(_is_in_time, months),
                places={"months": str(months)},
            ),
            ask(key="reason", kind=Kind.TEXT, text="reevaluation.later_reason", least=5, most=500),
        ),
    )


def _is_in_time(months: int, value: Any, _: Answers, facts: Facts) -> None:
    """Raise Unfit unless the day is in the future and within the months that the pack gives."""
    due_on, today = day(value), facts.get("today")
    if due_on is None or today is None:
        return
    if due_on <= today:
        raise Unfit("reevaluation.past", article=5)
    latest = latest_rectification(today, months)
    if due_on > latest:
        raise Unfit("reevaluation.too_late", article=5, latest=latest)
