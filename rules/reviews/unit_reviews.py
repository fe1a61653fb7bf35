"""Forms of the receiving unit: checklist of its review, review opinion, reasons for turning down (Art. 15)."""

from functools import cache, partial
from typing import Any

from rules.engine.forms import YES_NO, Answers, Facts, Form, Kind, Question
from rules.engine.options import labelled
from rules.engine.refusals import Unfit

CHECKED = ("complete", "truthful", "accurate", "lawful")
"""The points for which the unit examines the materials, in the order of the article."""
GROUNDS = ("conditions", "materials", "notice", "untrue", "barred", "other")
"""The grounds for not forwarding: Art. 10 or 11, 12, 13, 36, 36 to 39, or another reason."""


@cache
def checklist() -> Form:
    """Return the checklist of four points; a negative answer is refused with what to do instead of endorsing."""
    ask = partial(Question, section="checklist", article=15)
    points = (ask(key=key, kind=Kind.CHOICE, text=f"opinion.{key}", options=YES_NO, check=_is_met) for key in CHECKED)
    remarks = ask(key="remarks", kind=Kind.TEXT, text="opinion.remarks", optional=True, least=2, most=1000)
    return Form("checklist", (*points, remarks))


@cache
def refusal() -> Form:
    """Return the form for the ground and the reasons for not forwarding an application."""
    ask = partial(Question, section="refusal", article=15)
    grounds = labelled("opinion.grounds", *GROUNDS)
    return Form(
        "refusal",
        (
            ask(key="ground", kind=Kind.CHOICE, text="opinion.ground", options=grounds),
            ask(key="reasons", kind=Kind.TEXT, text="opinion.reasons", least=20, most=2000),
        ),
    )


@cache
def opinion() -> Form:
    """Return the form for the review opinion that forwards an application, once nobody has objected."""
    ask = partial(Question, section="opinion", article=15)
    return Form("opinion", (ask(key="opinion", kind=Kind.TEXT, text="opinion.words", least=20, most=2000),))


def _is_met(value: Any, _answers: Answers, _facts: Facts) -> None:
    if value != "yes":
        raise Unfit("opinion.not_met", article=15)
