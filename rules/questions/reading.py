"""Why a number that is shown masked is to be read in full: asked before it is shown (Art. 12, 22)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def reading() -> Form:
    """One question: the reason."""
    reason = Question(
        key="reason", kind=Kind.TEXT, section="reading", text="reading.reason", article=12, least=4, most=200
    )
    return Form("reading", (reason,))
