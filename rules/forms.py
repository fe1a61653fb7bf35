"""A guided form as data: its questions in order, and which of them is asked next.

A form knows no chat and no database. Answers are a mapping from question key to a JSON value: text, a list of file
ids, or None where the person skipped. A question's condition looks only at answers that are themselves still asked,
so one change of mind hides everything that hung on it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Answers = Mapping[str, Any]
Facts = Mapping[str, Any]


class Kind(StrEnum):
    """What sort of answer a question takes."""

    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    CREDIT_CODE = "credit_code"
    FILES = "files"
    AWAITED = "awaited"
    """Somebody else's part: the answer is written by their act, the person only sees that it is waited for."""


class Status(StrEnum):
    """How far a section of the task list has come."""

    DONE = "done"
    STARTED = "started"
    TO_DO = "to_do"
    WAITING = "waiting"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Names:
    """A name that is data and not a sentence, in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The name for a reader of this language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is stored, and either the catalogue key or the name that is shown."""

    value: str
    key: str = ""
    names: Names | None = None


Options = Callable[[Facts, Answers], Sequence[Option]]
Check = Callable[[Any, Answers, Facts], None]


def always(_: Answers) -> bool:
    """The condition of a question that everybody is asked."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    `text` is the catalogue key of the sentence; `<text>.help` and `<text>.example` stand beside it. `places` fill the
    sentence. `least` and `most` bound characters, files or the number itself, by kind. `private` answers are masked
    when shown again, and the message that carried them is deleted. `check` raises Unfit. Questions of one `block` may
    be answered in one message, a line for each, named by its `<text>.line`: never a consent or a declaration.
    A `consent` is answered before what stands behind it in its section.
    """

    key: str
    kind: Kind
    section: str
    text: str
    article: int | None = None
    optional: bool = False
    private: bool = False
    block: str = ""
    consent: bool = False
    when: Callable[[Answers], bool] = always
    options: Options | tuple[Option, ...] = ()
    check: Check | None = None
    least: int = 0
    most: int = 0
    decimals: int = 0
    places: Mapping[str, str | Names] = field(default_factory=dict)

    def choices(self, facts: Facts, answers: Answers) -> tuple[Option, ...]:
        """What can be chosen, given what is known and what has been answered."""
        return tuple(self.options(facts, answers)) if callable(self.options) else self.options


@dataclass(frozen=True, slots=True)
class Form:
    """Questions in the order they are asked; `after` names, for a section, the sections that must be done before it."""

    name: str
    questions: tuple[Question, ...]
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {question.key: place for place, question in enumerate(self.questions)})

    def index(self, key: str) -> int:
        """The place of a question, counted from 0. Raises KeyError where the form has no such question."""
        return self._places[key]


class Progress:
    """How far a form has come with these answers: worked out once, asked many times."""

    def __init__(self, form: Form, answers: Answers) -> None:
        self.form = form
        self.answers: dict[str, Any] = {}
        """The answers whose questions are still asked: what is checked, sent and kept."""
        found = []
        for question in form.questions:
            if question.when(self.answers):
                found.append(question)
                if question.key in answers:
                    self.answers[question.key] = answers[question.key]
        self.asked = tuple(found)
        self._status: dict[str, Status] = {}

    def of(self, section: str) -> tuple[Question, ...]:
        """The questions of one section that this person is asked."""
        return tuple(q for q in self.asked if q.section == section)

    def sections(self) -> tuple[str, ...]:
        """The sections in which this person is asked anything, in order."""
        return tuple(dict.fromkeys(q.section for q in self.asked))

    def status(self, section: str) -> Status:
        """How far one section has come. A section whose predecessors are not done is locked."""
        if section not in self._status:
            self._status[section] = self._work_out(section)
        return self._status[section]

    def _work_out(self, section: str) -> Status:
        if any(self.status(earlier) is not Status.DONE for earlier in self.form.after.get(section, ())):
            return Status.LOCKED
        questions = self.of(section)
        still_open = [q for q in questions if q.key not in self.answers]
        if not still_open:
            return Status.DONE
        if all(q.kind is Kind.AWAITED for q in still_open):
            return Status.WAITING
        return Status.STARTED if len(still_open) < len(questions) else Status.TO_DO

    def missing(self) -> tuple[Question, ...]:
        """Everything that still keeps the form from being sent, other people's parts included."""
        return tuple(q for q in self.asked if q.key not in self.answers)

    def next_open(self, *, after: str | None = None) -> Question | None:
        """The next question to answer: the first open one behind `after`, else the first open one of all.

        Locked sections and other people's parts are passed by. None when nothing is left for this person to answer.
        """
        left = [q for q in self.missing() if q.kind is not Kind.AWAITED and self.status(q.section) is not Status.LOCKED]
        if after is not None:
            place = self.form.index(after)
            for question in left:
                if self.form.index(question.key) > place:
                    return question
        return left[0] if left else None

    def is_shut(self, question: Question) -> bool:
        """Whether a consent before this question, in its section, is still to be given."""
        place, here = self.form.index(question.key), self.of(question.section)
        return any(q.consent and q.key not in self.answers and self.form.index(q.key) < place for q in here)

    def previous(self, key: str) -> Question | None:
        """The question asked before this one, or None at the first."""
        earlier = None
        for question in self.asked:
            if question.key == key:
                return earlier
            earlier = question
        return None

    def file_ids(self) -> list[str]:
        """The ids of all files in the answers, in the order of the questions."""
        files = (self.answers.get(q.key) or () for q in self.asked if q.kind is Kind.FILES)
        return [file_id for ids in files for file_id in ids]


def equals(key: str, *values: str) -> Callable[[Answers], bool]:
    """A condition: the earlier question was answered with one of these values."""
    return lambda answers: answers.get(key) in values


YES_NO = (Option("yes", key="forms.yes"), Option("no", key="forms.no"))
YES_NO_UNSURE = (*YES_NO, Option("unsure", key="forms.unsure"))
