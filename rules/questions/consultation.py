"""Forms of a consultation: whom to ask, a department's reply, and the summary of the replies (Art. 15, 21)."""

from functools import cache, partial

from rules.consultations import Answer
from rules.forms import Form, Kind, Question, equals
from rules.questions.options import labelled
from rules.questions.points import PLACES, are_points

ON_LISTS = 21
"""The article under which leaders and departments are consulted on a proposed list."""


def asking(article: int, days: int) -> Form:
    """Return the form for the departments, one a line, and further questions to them."""
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
    """Return the form of a department's reply: its opinion, the reasons, and who gives it."""
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
def summary(article: int, *, asked: bool) -> Form:
    """Return the form that sums up the replies.

    When nobody was asked here, it asks why not or, about a list, what was said on paper: no list goes on without
    leaders and departments (Art. 21), while an application may concern no department (Art. 15).
    """
    on_paper = not asked and article == ON_LISTS
    text = "consultation.summary" if asked else f"consultation.{'on_paper' if on_paper else 'none_asked'}"
    ask = partial(Question, section="summary", article=article)
    words = ask(key="words", kind=Kind.TEXT, text=text, least=20, most=2000)
    papers = ask(key="files", kind=Kind.FILES, text="consultation.papers", least=1, most=10)
    return Form("summary", (words, papers) if on_paper else (words,))
