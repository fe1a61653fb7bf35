"""Short forms of an objection: reasons to look up the objector's identity, and replies to the result (Art. 22, 23)."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from rules.engine.forms import Answers, Check, Facts, Form, Kind, Question
from rules.engine.refusals import Unfit


@cache
def reason() -> Form:
    """Return the form that asks why one identity field is opened; the journal keeps field, officer and reason."""
    return _one("objection_reason", "reason", "identity", 22, least=5, most=300, check=_names_nobody)


def check_reason(reason: str, known: Iterable[str]) -> None:
    """Raise Unfit for a reason that identifies the objector, because the journal keeps it unsealed for good."""
    if any(word in reason for word in known if len(word) > 1):
        raise Unfit("objections.reason_names", article=22)


@cache
def number() -> Form:
    """Return the form for the document's number, typed again from its picture."""
    return _one("objection_number", "number", "identity", 22, least=5, most=40, private=True)


@cache
def disagreement() -> Form:
    """Return the form for the objector's disagreement with the result."""
    return _one("objection_disagreement", "disagreement", "result", 23, least=5, most=2000)


@cache
def delivery() -> Form:
    """Return the form that records how a result was handed over that no channel could deliver."""
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
