"""A reason in words, where the office does something that the rules leave to it and has to say why (Art. 32)."""

from functools import cache

from rules.forms import Form, Kind, Question


@cache
def excuse() -> Form:
    """Why a holder is excused from this year's report."""
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
