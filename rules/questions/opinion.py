"""The receiving unit's review opinion: the application goes forward, or it does not and why (Art. 15)."""

from functools import cache, partial

from rules.forms import Form, Kind, Question, equals
from rules.questions.options import labelled

GROUNDS = ("conditions", "materials", "notice", "untrue", "barred", "other")
"""Why an application is not sent forward: Art. 10 or 11, 12, 13, 36, 36 to 39, or another reason."""

goes_forward = equals("decision", "forward")
stays = equals("decision", "refuse")


@cache
def opinion() -> Form:
    """What the clerk fills in when the review is over."""
    ask = partial(Question, section="opinion", article=15)
    return Form(
        "opinion",
        (
            ask(
                key="decision",
                kind=Kind.CHOICE,
                text="opinion.decision",
                options=labelled("opinion.choice", "forward", "refuse"),
            ),
            ask(key="opinion", kind=Kind.TEXT, text="opinion.words", when=goes_forward, least=20, most=2000),
            ask(
                key="ground",
                kind=Kind.CHOICE,
                text="opinion.ground",
                when=stays,
                options=labelled("opinion.grounds", *GROUNDS),
            ),
            ask(key="reasons", kind=Kind.TEXT, text="opinion.reasons", when=stays, least=20, most=2000),
        ),
    )
