"""Case views: what a person may read of a case, described once; chat and page render it (Art. 12, 15, 40).

Whoever builds a view decides what its reader may see: it holds nothing that a renderer would have to hide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.engine.answers import date_answer
from rules.engine.damage import DAMAGED
from rules.engine.forms import Answers, Facts, Kind, Names, Progress, Question
from rules.engine.identities import read_back
from storage.database.values import Say
from storage.engine.files import FileRecord
from workflow.engine.lists import Cell


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a case: `id` opens a copy for the reader; of a file that is shut to all only `name` says so.

    `notes` are its size and its marks.
    """

    id: str | None
    name: Cell = field(repr=False)
    notes: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a section: what it says, and of what. `subject` ("objection:7") is what the line leads to.

    `tabled` means that a table of the section says the same, where tables are shown.
    """

    label: Cell = field(repr=False)
    value: Cell = field(default=None, repr=False)
    files: tuple[Attachment, ...] = ()
    subject: str = ""
    tabled: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Facts side by side: the titles of the columns, and the rows, each led by its name."""

    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a case, known in presses, anchors and the journal by its `key`; `lead` stands above its facts."""

    key: str
    title: Cell
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    lead: Cell = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one person may read it: sections in reading order."""

    subject: str
    sections: tuple[Section, ...] = field(repr=False)


def attached(records: Iterable[FileRecord]) -> dict[str, Attachment]:
    """Return the files by id, as every reader of the case may know of them (Art. 12)."""
    return {record.id: _attachment(record) for record in records}


def answers_of(
    language: str,
    progress: Progress,
    questions: Sequence[Question],
    facts: Facts,
    files: Mapping[str, Attachment],
    *,
    tabled: frozenset[str] = frozenset(),
) -> tuple[Fact, ...]:
    """Return the given answers to these questions; the keys `tabled` are those that a table shows too."""
    given = progress.answers
    return tuple(
        Fact(
            asked(language, question),
            _value(language, question, given[question.key], facts, given),
            _files(question, given[question.key], files),
            tabled=question.key in tabled,
        )
        for question in questions
        if question.key in given
    )


def asked(language: str, question: Question) -> Say:
    """Return the question as a sentence."""
    places = {key: one.in_language(language) if isinstance(one, Names) else one for key, one in question.places.items()}
    return Say(question.text, places)


def read(language: str, progress: Progress, question: Question, facts: Facts) -> Cell:
    """Return the answer to one question, None while there is none."""
    given = progress.answers
    return _value(language, question, given[question.key], facts, given) if question.key in given else None


def _value(language: str, question: Question, value: Any, facts: Facts, given: Answers) -> Cell:
    if value == DAMAGED:
        return Say("talk.damaged")
    if value is None or value == []:
        return Say("forms.nothing_given")
    match question.kind:
        case Kind.CHOICE:
            chosen = next((one for one in question.choices(facts, given) if one.value == value), None)
            if chosen is None:
                return str(value)
            return chosen.names.in_language(language) if chosen.names else Say(chosen.key)
        case Kind.FILES:
            return None
        case Kind.DATE:
            return Say("forms.value", {"value": date_answer(str(value))})
        case Kind.AWAITED:
            return Say("forms.confirmed")
        case _:
            return read_back(question, str(value))


def _files(question: Question, value: Any, files: Mapping[str, Attachment]) -> tuple[Attachment, ...]:
    if question.kind is not Kind.FILES or not isinstance(value, list):
        return ()
    return tuple(files.get(one) or Attachment(None, "?") for one in value)


def _attachment(record: FileRecord) -> Attachment:
    if record.removed_at is not None:
        return Attachment(None, Say("secrets.label_removed", {"at": record.removed_at}))
    if record.locked_at is not None:
        return Attachment(None, Say("secrets.label_locked"))
    secret = Say("reviews.secret", {"secret": record.secret}) if record.secret is not None else None
    flagged = Say("pages.flagged") if record.flags else None
    size = Say("pages.kilobytes", {"size": max(1, record.size // 1024)})
    return Attachment(record.id, record.name, (size, secret, flagged))
