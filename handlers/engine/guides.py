"""What each form brings to the form engine, and the form as one person is filling it in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.speech import Rows
from rules.damage import DAMAGED
from rules.forms import Answers, Facts, Form, Progress, Question
from rules.pack import Pack
from rules.refusals import Forbidden
from workflow.engine.desk import Desk, today
from workflow.engine.records import Draft, Link


@dataclass(frozen=True, slots=True)
class Filling:
    """One person's draft with its form, the facts around it, and the progress made."""

    draft: Draft
    guide: "Guide"
    form: Form
    facts: Facts
    progress: Progress

    @property
    def question(self) -> Question | None:
        """The person's current question if it is still asked, otherwise the next open one; None if nothing is open."""
        for question in self.progress.asked:
            if question.key == self.draft.question:
                return question
        return self.progress.next_open()


Act = Callable[[Bot, Desk, Filling], Awaitable[None]]


async def no_facts(_desk: Desk, _draft: Draft) -> Facts:
    """Default `facts`: the form needs none."""
    return {}


async def nothing(_bot: Bot, _desk: Desk, _filling: Filling) -> None:
    """Default act: do nothing."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """The keys of answers that a changed answer invalidates, and the key of the sentence that says so."""

    keys: tuple[str, ...]
    notice: str


Changing = Callable[[Desk, Filling, Question, Any], Awaitable[Outdated | None]]


async def no_change(_desk: Desk, _filling: Filling, _question: Question, _value: Any) -> None:
    """Default `changing`: no answer depends on another."""


def no_summary(_language: str, _filling: Filling) -> str:
    """Default `summary`: nothing is added up."""
    return ""


def no_buttons(_desk: Desk, _filling: Filling) -> Rows:
    """Default `buttons`: the check page offers only sending and changing."""
    return ()


def nothing_beside(_desk: Desk, _filling: Filling, _question: Question) -> Rows:
    """Default `beside`: a question has only the buttons that every question has."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How one form fits into the service.

    `form` builds its questions from the pack and the facts; `facts` gathers what they need to know. `subject` is the
    catalogue that holds its section titles. `ending` acts and replies when the person sends it. `awaited` shows a part
    that somebody else fills in. `dropping` undoes what starting the form did, and `droppable` says whether its filler
    may drop it. `changing` returns the other answers that a new answer invalidates, before it is kept. `summary` closes
    the check page and `buttons` adds to its buttons; `beside` adds buttons to one question.
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

Opener = Callable[[Bot, Desk, FSMContext, Link, str], Awaitable[None]]
"""Opens what a link was made for. It gets the token too, to use it up in the same Work."""
CodeOpener = Callable[[Bot, Desk, FSMContext, Guides, str], Awaitable[bool]]
"""Opens what a printed code names, given what follows its prefix; False when there is no such thing."""


@dataclass(frozen=True, slots=True)
class Openers:
    """What opens one-time links, by their purpose, and printed codes, by their prefix."""

    links: Mapping[str, Opener]
    codes: Mapping[str, CodeOpener]


async def load(desk: Desk, draft: Draft, guides: Guides, answers: Answers | None = None) -> Filling:
    """Load a draft as its owner fills it in.

    Pass `answers` if they have been read already. Raises Forbidden for anybody but the owner.
    """
    if draft.person_id != desk.person.id:
        raise Forbidden("people.not_yours")
    guide = guides[draft.form]
    facts: dict[str, Any] = {"today": today(desk), **await guide.facts(desk, draft)}
    form = guide.form(desk.pack, facts)
    if answers is None:
        answers = await desk.work.drafts.answers(draft.id)
    # a damaged answer is left out, so that it is asked for again
    readable = {key: answer for key, answer in answers.items() if answer != DAMAGED}
    return Filling(draft, guide, form, facts, Progress(form, readable))
