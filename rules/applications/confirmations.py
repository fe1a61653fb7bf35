"""The form of a parent or an employer behind its one-time link: check, notice, recommendation (Art. 13)."""

from functools import cache, partial
from typing import Any

from rules.applications import internal_notices
from rules.engine.forms import Answers, Facts, Form, Kind, Question, equals
from rules.engine.options import labelled
from rules.engine.pack import Pack
from rules.engine.refusals import Unfit

has_checked = equals("checked", "yes")
recommends = equals("decision", "recommend")


def confirmation(pack: Pack) -> Form:
    """Return the form; where the conditions are not met it asks for no notice and allows only declining."""
    counts = {"organisation": len(pack.conditions_organisation), "individual": len(pack.conditions_individual)}
    return _form(pack.internal_notice_working_days, **counts)


@cache
def _form(notice_days: int, *, organisation: int, individual: int) -> Form:
    return Form(
        "confirmation",
        (
            *_signer(),
            Question(
                key="checked",
                kind=Kind.CHOICE,
                section="review",
                text="confirmation.checked",
                article=13,
                options=labelled("confirmation.review", "yes", "no"),
                places={"organisation": str(organisation), "individual": str(individual)},
            ),
            *internal_notices.questions(subject="confirmation", working_days=notice_days, when=has_checked),
            *_recommendation(),
        ),
    )


def _signer() -> tuple[Question, ...]:
    ask = partial(Question, section="signer", article=13, block="signer")
    return (
        ask(key="signer_name", kind=Kind.TEXT, text="confirmation.signer_name", named=True, least=2, most=50),
        ask(key="signer_post", kind=Kind.TEXT, text="confirmation.signer_post", least=2, most=50),
        ask(key="signer_phone", kind=Kind.PHONE, text="confirmation.signer_phone", private=True),
    )


def _recommendation() -> tuple[Question, ...]:
    ask = partial(Question, section="recommendation", article=13)
    return (
        ask(
            key="decision",
            kind=Kind.CHOICE,
            text="confirmation.decision",
            options=labelled("confirmation.choice", "recommend", "decline"),
            check=_may_recommend,
        ),
        ask(key="opinion", kind=Kind.TEXT, text="confirmation.opinion", when=recommends, least=20, most=2000),
        ask(key="seal", kind=Kind.FILES, text="confirmation.seal", when=recommends, least=1, most=5),
        ask(
            key="reasons",
            kind=Kind.TEXT,
            text="confirmation.reasons",
            when=equals("decision", "decline"),
            least=10,
            most=2000,
        ),
    )


def _may_recommend(value: Any, answers: Answers, _: Facts) -> None:
    if value == "recommend" and answers.get("checked") != "yes":
        raise Unfit("confirmation.decision.unchecked", article=13)
