"""The form that asks why a masked number is to be shown in full, before it is (Art. 12, 22)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def reading() -> Form:
    """Return the form, which has one question: the reason."""
    reason = Question(
        key="reason", kind=Kind.TEXT, section="reading", text="reading.reason", article=12, least=4, most=200
    )
    return Form("reading", (reason,))
