"""Guided forms as data: the questions in order, and which question to ask next.

A form knows no chat and no database. Answers map a question's key to a JSON value: text, a list of file ids, or None
where the person skipped it. A question's condition sees only the answers to earlier questions that are still asked, so
one changed answer hides every question that depended on it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Answers = Mapping[str, Any]
Facts = Mapping[str, Any]


class Kind(StrEnum):
    """The kind of answer a question takes."""

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
    """Answered by another person's act; whoever fills in the form only sees that the answer is awaited."""


class Status(StrEnum):
    """The progress of one section of a form's task list."""

    DONE = "done"
    STARTED = "started"
    TO_DO = "to_do"
    WAITING = "waiting"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Names:
    """A name that comes from data rather than from a catalogue, in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English name for "en" and the Chinese one for any other language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value that is stored, and either a catalogue key or a name to show."""

    value: str
    key: str = ""
    names: Names | None = None


Options = Callable[[Facts, Answers], Sequence[Option]]
Check = Callable[[Any, Answers, Facts], None]


def always(_: Answers) -> bool:
    """Return True: the condition of a question that everybody is asked."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a form.

    `text` is the catalogue key of the sentence, with `<text>.help` and `<text>.example` beside it; `places` fill its
    placeholders. `least` and `most` bound the number of characters or files, or the number itself, depending on `kind`.
    A `private` answer is masked when shown again, and the message that carried it is deleted. The answer to a `named`
    question is a name, as `rules.engine.names` takes it. `check` raises Unfit when the answer does not fit. Questions that
    share a `block` may be answered in one message, a line each, under the label
    `<text>.line`; a consent or a declaration never belongs to a block. A `consent` must be answered before the
    questions behind it in its section.
    """

    key: str
    kind: Kind
    section: str
    text: str
    article: int | None = None
    optional: bool = False
    private: bool = False
    named: bool = False
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
        """Return the options on offer, given the known facts and the answers so far."""
        return tuple(self.options(facts, answers)) if callable(self.options) else self.options


@dataclass(frozen=True, slots=True)
class Form:
    """Questions in the order they are asked.

    `after` maps a section to the sections that must be done before it is opened. `steps` groups sections that stand
    together on one page; any other section is a step of its own.
    """

    name: str
    questions: tuple[Question, ...]
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    steps: tuple[tuple[str, ...], ...] = ()
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {question.key: place for place, question in enumerate(self.questions)})

    def index(self, key: str) -> int:
        """Return the position of a question, counted from 0. Raises KeyError if the form has no such question."""
        return self._places[key]


class Progress:
    """The progress of a form with the given answers, worked out once when it is made."""

    def __init__(self, form: Form, answers: Answers) -> None:
        self.form = form
        self.answers: dict[str, Any] = {}
        """The answers to questions that are still asked; only these are checked, sent and kept."""
        found = []
        for question in form.questions:
            if question.when(self.answers):
                found.append(question)
                if question.key in answers:
                    self.answers[question.key] = answers[question.key]
        self.asked = tuple(found)
        self._status: dict[str, Status] = {}

    def of(self, section: str) -> tuple[Question, ...]:
        """Return the questions of one section that this person is asked."""
        return tuple(q for q in self.asked if q.section == section)

    def sections(self) -> tuple[str, ...]:
        """Return the sections in which this person is asked anything, in order."""
        return tuple(dict.fromkeys(q.section for q in self.asked))

    def steps(self) -> tuple[tuple[str, ...], ...]:
        """Return the sections in which this person is asked anything, grouped as they stand on pages, in order."""
        groups = {section: group for group in self.form.steps for section in group}
        here = self.sections()
        steps = dict.fromkeys(groups.get(section, (section,)) for section in here)
        return tuple(tuple(section for section in here if section in group) for group in steps)

    def status(self, section: str) -> Status:
        """Return the status of a section; it is LOCKED until the sections before it (`Form.after`) are done."""
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
        """Return the unanswered questions that keep the form from being sent, including those others must answer."""
        return tuple(q for q in self.asked if q.key not in self.answers)

    def files_to_come(self, *, besides: str) -> tuple[Question, ...]:
        """Return the questions but `besides` that need a file and have none: those asked, and those that may be.

        A question may be asked while its condition looks at a question that is itself still to be answered.
        """
        coming: list[Question] = []
        open_keys: set[str] = set()
        for question in self.form.questions:
            seen = _Seen(self.answers)
            if not question.when(seen) and not seen.keys_read & open_keys:
                continue
            if question.key not in self.answers:
                open_keys.add(question.key)
                if question.kind is Kind.FILES and not question.optional and question.key != besides:
                    coming.append(question)
        return tuple(coming)

    def next_open(self, *, after: str | None = None) -> Question | None:
        """Return the next question to answer: the first open one behind `after`, else the first open one of all.

        Questions in locked sections and those that others must answer are passed over. Returns None when nothing is
        left for this person to answer.
        """
        place = -1 if after is None else self.form.index(after)
        earlier = None
        for question in self.asked:
            if question.key in self.answers or question.kind is Kind.AWAITED:
                continue
            if self.status(question.section) is Status.LOCKED:
                continue
            if self.form.index(question.key) > place:
                return question
            earlier = earlier or question
        return earlier

    def is_shut(self, question: Question) -> bool:
        """Tell whether a consent before this question, in the same section, has not been answered yet."""
        place, here = self.form.index(question.key), self.of(question.section)
        return any(q.consent and q.key not in self.answers and self.form.index(q.key) < place for q in here)

    def can_be_drawn(self, question: Question, facts: Facts) -> bool:
        """Tell whether a page can ask the question now: no consent before it and no answer to its options is open."""
        if self.is_shut(question):
            return False
        if question.kind is not Kind.CHOICE:
            return True
        seen = _Seen(self.answers)
        question.choices(facts, seen)
        return not any(q.key in seen.keys_read and q.key not in self.answers for q in self.asked)

    def previous(self, key: str) -> Question | None:
        """Return the question asked before this one, or None if it is the first."""
        earlier = None
        for question in self.asked:
            if question.key == key:
                return earlier
            earlier = question
        return None

    def file_ids(self) -> list[str]:
        """Return the ids of all files in the answers, in the order of the questions."""
        files = (self.answers.get(q.key) or () for q in self.asked if q.kind is Kind.FILES)
        return [file_id for ids in files for file_id in ids]


class _Seen(dict[str, Any]):
    """Answers that remember which of them a condition has read."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.keys_read: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.keys_read.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.keys_read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.keys_read.add(str(key))
        return super().__contains__(key)


def equals(key: str, *values: str) -> Callable[[Answers], bool]:
    """Make a condition that holds when the question `key` was answered with one of these values."""
    return lambda answers: answers.get(key) in values


YES_NO = (Option("yes", key="forms.yes"), Option("no", key="forms.no"))
YES_NO_UNSURE = (*YES_NO, Option("unsure", key="forms.unsure"))
