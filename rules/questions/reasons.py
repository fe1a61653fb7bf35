"""Forms for a reason where the rules leave something to the office's judgement (Art. 32)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def excuse() -> Form:
    """Return the form that asks why a holder is excused from this year's report."""
    return Form(
        "assessment_excuse",
        (
            Question(
                key="reason",
                kind=Kind.TEXT,
                section="reason",
                text="assessments.reason",
                article=32,
                least=4,
                most=500,
            ),
        ),
    )
