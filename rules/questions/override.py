"""The form in which the lead lets a holder apply again while its award is valid, with a reason (Art. 5)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def override() -> Form:
    """Return the form."""
    ask = Question(
        key="reason", kind=Kind.TEXT, section="override", text="applications.override", article=5, least=10, most=1000
    )
    return Form("override", (ask,))
