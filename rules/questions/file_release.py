"""Why a file that was taken for a state secret is none: asked of the lead before it opens again (Art. 12)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def file_release() -> Form:
    """One question: the reason."""
    reason = Question(
        key="reason", kind=Kind.TEXT, section="release", text="secrets.reason", article=12, least=10, most=500
    )
    return Form("file_release", (reason,))
