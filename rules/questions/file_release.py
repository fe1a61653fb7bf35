"""The form that asks the lead why a locked file is no state secret, before it is opened again (Art. 12)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def file_release() -> Form:
    """Return the form, which has one question: the reason."""
    reason = Question(
        key="reason", kind=Kind.TEXT, section="release", text="secrets.reason", article=12, least=10, most=500
    )
    return Form("file_release", (reason,))
