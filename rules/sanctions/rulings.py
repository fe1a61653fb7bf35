"""Forms that decide a case: the office's decision, the government's answer, forwarding (Art. 5, 36-41)."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from rules.engine.forms import Answers, Check, Facts, Form, Kind, Option, Question, equals
from rules.engine.identities import names_somebody
from rules.engine.options import day, has_come, labelled
from rules.engine.refusals import Unfit

_FAR = 366
_OURS = ("评委办", "评委会", "评审委员会", "award office", "award committee")
"""Names under which office and committee are known: neither ends an award of the county government."""
_is_established = equals("outcome", "established")
_is_approved = equals("outcome", "approved")
_is_forwarded = equals("outcome", "forwarded")


@cache
def decision(article: int, *, approved: bool) -> Form:
    """Return the form of the decision: established or not, document, letter's text, and the first day.

    A decision that is still to be `approved` by the county government has no first day yet.
    """
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
            *(() if approved else _effect(ask, when=_is_established)),
            ask(key="reasons", kind=Kind.TEXT, text="sanction.reasons", least=20, most=3000),
        ),
    )


@cache
def approval(article: int) -> Form:
    """Return the form for the county government's answer: who gave it, document, scan, and the first day."""
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
            ask(key="approver", kind=Kind.TEXT, text="sanction.approver", check=_is_not_the_offices, least=2, most=100),
            *_document(ask),
            ask(key="scan", kind=Kind.FILES, text="sanction.scan", least=1, most=10),
            *_effect(ask, when=_is_approved, check=_is_after),
        ),
    )


@cache
def forwarding(article: int) -> Form:
    """Return the form that names the authority to which a case about a person with a role goes (Art. 38, 41)."""
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
    """Return the form that asks why a case is withdrawn before a decision: opened in error, or nothing left of it."""
    question = Question(
        key="reason", kind=Kind.TEXT, section="decision", text="sanction.withdrawal", least=5, most=1000
    )
    return Form("sanction_withdrawal", (question,))


@cache
def lifting(article: int) -> Form:
    """Return the form for the decision that ends a bar before its last day."""
    ask = partial(Question, section="lifting", article=article)
    reason = ask(key="reason", kind=Kind.TEXT, text="sanction.lifting", least=10, most=1000)
    return Form("bar_lifting", (*_document(ask), reason))


def _document(ask: Callable[..., Question], *, when: Callable[[Answers], bool] | None = None) -> tuple[Question, ...]:
    asked = {} if when is None else {"when": when}
    return (
        ask(key="document", kind=Kind.TEXT, text="sanction.document", least=2, most=100, **asked),
        ask(key="decided_on", kind=Kind.DATE, text="sanction.decided_on", check=has_come, **asked),
    )


def _effect(
    ask: Callable[..., Question], *, when: Callable[[Answers], bool], check: Check | None = None
) -> tuple[Question, ...]:
    """Return the questions on the day of effect: the decision's, or another one with a reason."""

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
        ask(key="from_on", kind=Kind.DATE, text="sanction.from_on", when=is_other, check=check or _is_near),
        ask(key="from_reason", kind=Kind.TEXT, text="sanction.from_reason", when=is_other, least=5, most=500),
    )


def _is_not_the_offices(value: Any, _: Answers, __: Facts) -> None:
    """Raise Unfit where office or committee would approve its own decision (Art. 5, 37, 39)."""
    if any(name in str(value).casefold() for name in _OURS):
        raise Unfit("sanction.not_the_government")


def _is_near(value: Any, answers: Answers, _: Facts) -> None:
    """Raise Unfit for a day more than a year from the decision, which is taken for a typing error."""
    starts, decided = day(value), day(answers.get("decided_on"))
    if starts and decided and abs((starts - decided).days) > _FAR:
        raise Unfit("sanction.far", day=decided)


def _is_after(value: Any, answers: Answers, facts: Facts) -> None:
    """Raise Unfit for a day before the approval: nothing takes effect that is not approved yet."""
    starts, decided = day(value), day(answers.get("decided_on"))
    if starts and decided and starts < decided:
        raise Unfit("sanction.before_approval", day=decided)
    _is_near(value, answers, facts)


# Forms after a decision in force: return of plaque and certificate, and the public circular (Art. 5, 37, 39).


ITEMS = ("plaque", "certificate")


@cache
def recovery(article: int) -> Form:
    """Return the form that records one of the two as returned or refused; `items` of the facts are those still out."""
    ask = partial(Question, section="recovery", article=article)
    return Form(
        "sanction_recovery",
        (
            ask(key="item", kind=Kind.CHOICE, text="sanction.item", options=_items),
            ask(
                key="outcome",
                kind=Kind.CHOICE,
                text="sanction.recovery",
                options=labelled("sanction.recoveries", "received", "refused"),
            ),
            ask(key="on", kind=Kind.DATE, text="sanction.on", check=has_come),
            ask(
                key="words",
                kind=Kind.TEXT,
                text="sanction.refusal",
                when=equals("outcome", "refused"),
                least=5,
                most=1000,
            ),
        ),
    )


@cache
def publication(article: int) -> Form:
    """Return the form for the circular's exact text, which may hold no document or phone number."""
    ask = partial(Question, section="publication", article=article, check=_is_public)
    return Form(
        "sanction_publication",
        (
            ask(key="title", kind=Kind.TEXT, text="sanction.circular_title", least=5, most=100),
            ask(key="circular", kind=Kind.TEXT, text="sanction.circular", least=20, most=3000),
            ask(key="place", kind=Kind.TEXT, text="sanction.place", least=2, most=200),
        ),
    )


def _items(facts: Facts, _: Answers) -> tuple[Option, ...]:
    return labelled("sanction.items", *facts.get("items", ITEMS))


def _is_public(value: Any, _answers: Answers, _facts: Facts) -> None:
    if names_somebody(value):
        raise Unfit("sanction.private")
