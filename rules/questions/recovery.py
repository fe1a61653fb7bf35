"""Forms after a decision in force: return of plaque and certificate, and the public circular (Art. 5, 37, 39)."""

from functools import cache, partial
from typing import Any

from rules.forms import Answers, Facts, Form, Kind, Option, Question, equals
from rules.published import names_somebody
from rules.questions.options import labelled
from rules.questions.sanction import has_come
from rules.refusals import Unfit

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
