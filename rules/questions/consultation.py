"""Forms of a consultation: whom to ask, the department's reply, and what is made of the replies (Art. 15, 21)."""

from functools import cache, partial

from rules.consultations import Answer
from rules.forms import Form, Kind, Question, equals
from rules.questions.options import labelled
from rules.questions.points import PLACES, are_points


def asking(article: int, days: int) -> Form:
    """The departments, one a line, and what they are asked besides."""
    return _asking(article, days)


@cache
def _asking(article: int, days: int) -> Form:
    ask = partial(Question, section="asking", article=article, places={"days": str(days), **PLACES})
    return Form(
        "consultation",
        (
            ask(
                key="departments", kind=Kind.TEXT, text="consultation.departments", most=2100, check=are_points(article)
            ),
            ask(key="question", kind=Kind.TEXT, text="consultation.question", optional=True, least=2, most=1000),
        ),
    )


@cache
def reply() -> Form:
    """The department's reply: what it says, why, and who says it."""
    ask = partial(Question, section="reply")
    return Form(
        "reply",
        (
            ask(
                key="answer",
                kind=Kind.CHOICE,
                text="consultation.answer",
                options=labelled("consultations.answer", *(answer.value for answer in Answer)),
            ),
            ask(
                key="words",
                kind=Kind.TEXT,
                text="consultation.words",
                when=equals("answer", Answer.OBJECTS.value),
                least=10,
                most=2000,
            ),
            ask(key="signer", kind=Kind.TEXT, text="consultation.signer", least=2, most=60),
            ask(key="files", kind=Kind.FILES, text="consultation.files", optional=True, least=1, most=3),
        ),
    )


@cache
def summary(*, asked: bool) -> Form:
    """What is made of the replies; where nobody was asked, why not."""
    text = "consultation.summary" if asked else "consultation.none_asked"
    return Form("summary", (Question(key="words", kind=Kind.TEXT, section="summary", text=text, least=20, most=2000),))
