"""The form in which the lead allows a paper that came in time to be entered after the window has closed (Art. 14)."""

from functools import cache, partial

from rules.forms import Form, Kind, Question
from rules.lifecycle import KINDS
from rules.questions.options import labelled, receiving_units


@cache
def late_entry() -> Form:
    """Return the form."""
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
