"""Short forms around an objection: why who objects is looked up, and what is said of the result (Art. 22, 23)."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from rules.forms import Answers, Check, Facts, Form, Kind, Question
from rules.refusals import Unfit


@cache
def reason() -> Form:
    """Why one field of who objects is opened: kept in the journal with the field and the officer."""
    return _one("objection_reason", "reason", "identity", 22, least=5, most=300, check=_names_nobody)


def check_reason(reason: str, known: Iterable[str]) -> None:
    """Refuse a reason that says who objects: the journal keeps it for good, and in the open. Raises Unfit."""
    if any(word in reason for word in known if len(word) > 1):
        raise Unfit("objections.reason_names", article=22)


@cache
def number() -> Form:
    """The document's number, typed again from its picture."""
    return _one("objection_number", "number", "identity", 22, least=5, most=40, private=True)


@cache
def disagreement() -> Form:
    """What the objector says against the result."""
    return _one("objection_disagreement", "disagreement", "result", 23, least=5, most=2000)


@cache
def delivery() -> Form:
    """How a result was handed over that no channel could bring."""
    return _one("objection_delivery", "delivery", "result", 23, least=5, most=500)


def _names_nobody(value: Any, _answers: Answers, facts: Facts) -> None:
    check_reason(str(value), facts.get("known", ()))


def _one(
    name: str,
    key: str,
    section: str,
    article: int,
    *,
    least: int,
    most: int,
    private: bool = False,
    check: Check | None = None,
) -> Form:
    question = Question(
        key=key,
        kind=Kind.TEXT,
        section=section,
        text=f"objections.{key}",
        article=article,
        least=least,
        most=most,
        private=private,
        check=check,
    )
    return Form(name, (question,))
