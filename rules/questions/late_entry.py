"""The forms in which the lead allows a paper that came in time to be entered after its last day (Art. 14, 22)."""

from functools import cache, partial

from rules.forms import Answers, Facts, Form, Kind, Option, Question
from rules.lifecycle import KINDS
from rules.questions.options import labelled, receiving_units, same


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
