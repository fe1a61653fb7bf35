"""Forms for a reason where the rules leave something to the office's judgement (Art. 32)."""

from functools import cache

from rules.engine.forms import Form, Kind, Question


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


# The form that asks why a masked number is to be shown in full, before it is (Art. 12, 22).


@cache
def reading() -> Form:
    """Return the form, which has one question: the reason."""
    reason = Question(
        key="reason", kind=Kind.TEXT, section="reading", text="reading.reason", article=12, least=4, most=200
    )
    return Form("reading", (reason,))


# The form that asks the lead why a locked file is no state secret, before it is opened again (Art. 12).


@cache
def file_release() -> Form:
    """Return the form, which has one question: the reason."""
    reason = Question(
        key="reason", kind=Kind.TEXT, section="release", text="secrets.reason", article=12, least=10, most=500
    )
    return Form("file_release", (reason,))
