"""What a guided form needs from the conversation around it, and a form as one person is filling it in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram import Bot

from handlers.speech import Rows
from rules.damage import DAMAGED
from rules.forms import Answers, Facts, Form, Progress, Question
from rules.pack import Pack
from rules.refusals import Forbidden
from workflow.desk import Desk, today
from workflow.records import Draft


@dataclass(frozen=True, slots=True)
class Filling:
    """A draft with its form, what is known around it, and how far it has come."""

    draft: Draft
    guide: "Guide"
    form: Form
    facts: Facts
    progress: Progress

    @property
    def question(self) -> Question | None:
        """The question that the person stands at: where they were, if it is still asked, else the next open one."""
        for question in self.progress.asked:
            if question.key == self.draft.question:
                return question
        return self.progress.next_open()


Act = Callable[[Bot, Desk, Filling], Awaitable[None]]


async def no_facts(_desk: Desk, _draft: Draft) -> Facts:
    """For a form that needs to know nothing."""
    return {}


async def nothing(_bot: Bot, _desk: Desk, _filling: Filling) -> None:
    """For a form where nothing more is to be done."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """Answers that a change of another takes back, and the key of the sentence that says so."""

    keys: tuple[str, ...]
    notice: str


Changing = Callable[[Desk, Filling, Question, Any], Awaitable[Outdated | None]]


async def no_change(_desk: Desk, _filling: Filling, _question: Question, _value: Any) -> None:
    """For a form in which no answer rests on another."""


def no_summary(_language: str, _filling: Filling) -> str:
    """For a form of which nothing is added up."""
    return ""


def no_buttons(_desk: Desk, _filling: Filling) -> Rows:
    """For a form that is only sent or changed."""
    return ()


def nothing_beside(_desk: Desk, _filling: Filling, _question: Question) -> Rows:
    """For a form whose questions have no buttons but those of every question."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One form's place in the service.

    `ending` acts and speaks when the person sends it; `awaited` shows another's part; `dropping` undoes what beginning
    the form did; `droppable` is whether its filler may drop it. `subject` is the catalogue in which titles of sections
    stand. `changing` is asked before an answer is kept: which others does it take back? `summary` is what the page of
    all answers ends with, and `buttons` are its own besides sending and changing; `beside` are those of one question.
    """

    form: Callable[[Pack, Facts], Form]
    subject: str
    ending: Act
    facts: Callable[[Desk, Draft], Awaitable[Facts]] = no_facts
    awaited: Act = nothing
    dropping: Act = nothing
    changing: Changing = no_change
    summary: Callable[[str, Filling], str] = no_summary
    buttons: Callable[[Desk, Filling], Rows] = no_buttons
    beside: Callable[[Desk, Filling, Question], Rows] = nothing_beside
    droppable: bool = True


Guides = Mapping[str, Guide]


async def load(desk: Desk, draft: Draft, guides: Guides, answers: Answers | None = None) -> Filling:
    """The draft as its owner fills it in; `answers` where they have been read with it. Raises Forbidden for others."""
    if draft.person_id != desk.person.id:
        raise Forbidden("people.not_yours")
    guide = guides[draft.form]
    facts: dict[str, Any] = {"today": today(desk), **await guide.facts(desk, draft)}
    form = guide.form(desk.pack, facts)
    if answers is None:
        answers = await desk.work.drafts.answers(draft.id)
    readable = {key: answer for key, answer in answers.items() if answer != DAMAGED}  # what is damaged is asked again
    return Filling(draft, guide, form, facts, Progress(form, readable))
