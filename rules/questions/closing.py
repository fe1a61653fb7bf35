"""The form with which the lead moves an edition's last day for applications (Art. 4)."""

from functools import cache
from typing import Any

from rules.forms import Answers, Facts, Form, Kind, Question
from rules.questions.options import day
from rules.refusals import Unfit


@cache
def closing() -> Form:
    """Return the form; the new last day is today or later, and not before `opens_on` of the facts."""
    ask = Question(
        key="closes_on", kind=Kind.DATE, section="closing", text="editions.closes_on", article=4, check=_is_ahead
    )
    return Form("closing", (ask,))


def _is_ahead(value: Any, _: Answers, facts: Facts) -> None:
    closes = day(value)
    earliest = [known for known in (facts.get("today"), facts.get("opens_on")) if known]
    if closes and any(closes < known for known in earliest):
        raise Unfit("editions.too_early", article=4)
