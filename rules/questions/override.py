"""The lead lets a holder apply again within the validity of the award: one reason, which is kept (Art. 5)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def override() -> Form:
    """The form."""
    ask = Question(
        key="reason", kind=Kind.TEXT, section="override", text="applications.override", article=5, least=10, most=1000
    )
    return Form("override", (ask,))
