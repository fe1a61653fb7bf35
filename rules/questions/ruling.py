"""How a case is decided: by the office's decision, by the government's answer, by being handed on (Art. 5, 36-41)."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from rules.forms import Answers, Facts, Form, Kind, Question, equals
from rules.questions.options import day, labelled
from rules.questions.sanction import has_come
from rules.refusals import Unfit
from rules.sanctions import APPROVED

_FAR = 366
_is_established = equals("outcome", "established")
_is_approved = equals("outcome", "approved")
_is_forwarded = equals("outcome", "forwarded")


@cache
def decision(article: int) -> Form:
    """Established or not, by which document, with the letter's text; where nobody has to approve it, since when."""
    ask = partial(Question, section="decision", article=article)
    return Form(
        "sanction_decision",
        (
            ask(
                key="outcome",
                kind=Kind.CHOICE,
                text="sanction.outcome",
                options=labelled("sanction.outcomes", "established", "not_established"),
            ),
            *_document(ask, when=_is_established),
            *(() if article in APPROVED else _effect(ask, when=_is_established)),
            ask(key="reasons", kind=Kind.TEXT, text="sanction.reasons", least=20, most=3000),
        ),
    )


@cache
def approval(article: int) -> Form:
    """The county government's answer, with its document; and from which day what it approved takes effect."""
    ask = partial(Question, section="approval", article=article)
    return Form(
        "sanction_approval",
        (
            ask(
                key="outcome",
                kind=Kind.CHOICE,
                text="sanction.approval",
                options=labelled("sanction.approvals", "approved", "rejected"),
            ),
            *_document(ask),
            ask(key="scan", kind=Kind.FILES, text="sanction.scan", least=1, most=10),
            *_effect(ask, when=_is_approved),
        ),
    )


@cache
def forwarding(article: int) -> Form:
    """To whom a case about a person with a role is handed on, which then handles it by law (Art. 38, 41)."""
    ask = partial(Question, section="forwarding", article=article)
    return Form(
        "sanction_forwarding",
        (
            ask(
                key="outcome",
                kind=Kind.CHOICE,
                text="sanction.forwarding",
                options=labelled("sanction.forwardings", "forwarded", "not_established"),
            ),
            ask(key="to", kind=Kind.TEXT, text="sanction.to", when=_is_forwarded, least=2, most=100),
            *_document(ask, when=_is_forwarded),
            ask(key="reasons", kind=Kind.TEXT, text="sanction.reasons", least=20, most=3000),
        ),
    )


@cache
def withdrawal() -> Form:
    """Why a case is dropped before anything is decided: opened in error, or nothing left of it."""
    question = Question(
        key="reason", kind=Kind.TEXT, section="decision", text="sanction.withdrawal", least=5, most=1000
    )
    return Form("sanction_withdrawal", (question,))


@cache
def lifting(article: int) -> Form:
    """The decision by which a bar ends before its last day."""
    ask = partial(Question, section="lifting", article=article)
    reason = ask(key="reason", kind=Kind.TEXT, text="sanction.lifting", least=10, most=1000)
    return Form("bar_lifting", (*_document(ask), reason))


def _document(ask: Callable[..., Question], *, when: Callable[[Answers], bool] | None = None) -> tuple[Question, ...]:
    asked = {} if when is None else {"when": when}
    return (
        ask(key="document", kind=Kind.TEXT, text="sanction.document", least=2, most=100, **asked),
        ask(key="decided_on", kind=Kind.DATE, text="sanction.decided_on", check=has_come, **asked),
    )


def _effect(ask: Callable[..., Question], *, when: Callable[[Answers], bool]) -> tuple[Question, ...]:
    """From which day it counts: that of the decision, or another one with a reason."""

    def is_other(answers: Answers) -> bool:
        return when(answers) and answers.get("starts") == "other"

    return (
        ask(
            key="starts",
            kind=Kind.CHOICE,
            text="sanction.starts",
            options=labelled("sanction.start", "decision", "other"),
            when=when,
        ),
        ask(key="from_on", kind=Kind.DATE, text="sanction.from_on", when=is_other, check=_is_near),
        ask(key="from_reason", kind=Kind.TEXT, text="sanction.from_reason", when=is_other, least=5, most=500),
    )


def _is_near(value: Any, answers: Answers, _: Facts) -> None:
    """A day more than a year from the decision is a slip of the finger."""
    starts, decided = day(value), day(answers.get("decided_on"))
    if starts and decided and abs((starts - decided).days) > _FAR:
        raise Unfit("sanction.far", day=decided)
