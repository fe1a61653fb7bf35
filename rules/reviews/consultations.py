"""Consultations of departments and leaders; silence is recorded as silence, not taken for consent (Art. 15, 21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial

from rules.engine.answers import PLACES, are_points
from rules.engine.forms import Form, Kind, Question, equals
from rules.engine.options import labelled
from rules.engine.refusals import Refusal


class Answer(StrEnum):
    """A department's reply. Each has a sentence `consultations.answer.<answer>`."""

    AGREES = "agrees"
    OBJECTS = "objects"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Consultation:
    """One department asked about a subject, to reply by a day.

    `draft_id` is the form with its reply; `late` says that the reply came after the summing-up.
    """

    id: int
    subject: str
    department: str
    asked_by: int
    asked_at: datetime
    due_on: date
    draft_id: int | None = None
    answer: Answer | None = None
    replied_at: datetime | None = None
    late: bool = False

    @property
    def awaited(self) -> bool:
        """Whether the reply is still to come."""
        return self.replied_at is None


def check_summary(consultations: Iterable[Consultation], today: date, *, article: int) -> None:
    """Check that every reply is in or its last day has passed, so that they can be summed up. Raises Refusal if not."""
    waiting = [one for one in consultations if one.awaited and today <= one.due_on]
    if waiting:
        due = max(one.due_on for one in waiting)
        raise Refusal("consultations.still_time", article=article, count=len(waiting), due=due)


# Forms of a consultation: whom to ask, a department's reply, and the summary of the replies (Art. 15, 21).


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
