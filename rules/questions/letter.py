"""Forms around a formal letter: the letter, its return, and reasons against the pass mark (Art. 17)."""

from functools import cache, partial

from rules.forms import Form, Kind, Question
from rules.letters import GROUNDS, LetterKind
from rules.questions.options import labelled


@cache
def letter(kind: LetterKind, *, above: bool = False) -> Form:
    """Return the form for a letter's ground and text.

    With `above`, for an application above the pass mark, it also asks why it fails, for the files alone.
    """
    ask = partial(Question, section="letter", article=17)
    grounds = labelled("letter.grounds", *GROUNDS[kind])
    why = Question(
        key="reason", kind=Kind.TEXT, section="reason", text="letter.reason", article=17, least=10, most=1000
    )
    return Form(
        "letter",
        (
            ask(key="ground", kind=Kind.CHOICE, text="letter.ground", options=grounds),
            ask(key="text", kind=Kind.TEXT, text="letter.text", least=20, most=3000),
            *((why,) if above else ()),
        ),
    )


@cache
def letter_return() -> Form:
    """Return the form that asks the lead what to change in a letter."""
    ask = partial(Question, kind=Kind.TEXT, section="return", text="letter.words", article=9)
    return Form("letter_return", (ask(key="words", least=5, most=1000),))


@cache
def pass_reason() -> Form:
    """Return the form that asks why an application passes below the mark."""
    ask = partial(Question, kind=Kind.TEXT, section="reason", text="scores.reason", article=17)
    return Form("pass_reason", (ask(key="reason", least=10, most=1000),))
