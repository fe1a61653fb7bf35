"""What the gathering functions return: a document with only the slow part left, a letter, a copy of others' files."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from aiogram.types import BufferedInputFile

from papers.engine.layout import Paper
from papers.engine.parts import reach
from papers.engine.watermarks import KINDS, copy_for
from papers.letters.formal import in_pdf, in_word
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from texts import say
from workflow.applications.secret_files import Copy
from workflow.engine.desk import Desk
from workflow.engine.records import FileRecord, Work
from workflow.letters.templates import template_of

Needed = TypeVar("Needed")


def needed(record: Needed | None, what: str) -> Needed:
    """Return a record without which a paper cannot be printed. Raises KeyError if it is not there."""
    if record is None:
        raise KeyError(f"no {what}")
    return record


@dataclass(frozen=True, slots=True)
class Print:
    """A document ready to print: its file name, and `make`, which touches no database and may run in a thread."""

    name: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper that the office can also have as a Word document; `template` names its template."""

    name: str
    template: str
    paper: Paper


async def as_print(work: Work, pack: Pack, letter: Letter, subject: str, *, word: bool) -> Print:
    """Return the letter as a document from the current template, with the number of its slot if it has gone out.

    At its foot stands how its issuer is reached (Art. 44).
    """
    paper, slot = letter.paper, await work.dispatches.of(letter.template, subject)
    paper = replace(paper, contact=reach(pack, paper.issuer, paper.language))
    paper = replace(paper, back=slot.number) if slot is not None else paper
    _, template = await template_of(work, letter.template, paper.language)
    if word:
        name = f"{letter.name.removesuffix('.pdf')}.docx"
        return Print(name, partial(in_word, letter.template, template, paper))
    return Print(letter.name, partial(in_pdf, template, paper))


class Copied(BufferedInputFile):
    """A file made of what others handed in; `origins` are the ids of their files, by which it can be found again."""

    def __init__(self, content: bytes, filename: str, *, origins: tuple[str, ...] = ()) -> None:
        super().__init__(content, filename)
        self.origins = origins


# Gathers the copy of a file for one reader; a trade secret names its reader on every page (Art. 12).


async def copy(work: Work, _pack: Pack, about: str, language: str) -> Print:
    """Return the copy. Raises Refusal if the file is shut or gone, or its reader now has an interest in the case."""
    one = Copy.of(about)
    record, application = await work.files.get(one.file_id), await work.applications.get(one.application_id)
    reader = await work.people.get(one.person_id)
    if record is None or application is None or reader is None:
        raise Refusal("copies.gone")
    if one.person_id in await work.recusals.interested_in(f"application:{application.id}"):
        raise Refusal("reviews.interested", article=40)
    content = await work.files.open(record.id)
    if not is_marked(record):
        return Print(record.name, lambda: content)
    who, number = reader.name or one.person_id, application.number
    make = partial(copy_for, content, record.kind, language, number=number, who=who, at=one.asked_at)
    return Print(record.name, make)


def is_marked(record: FileRecord) -> bool:
    """Say whether a copy bears the mark: the file is a trade secret, and a PDF or a picture."""
    return record.secret is not None and record.kind in KINDS


def notes_on_mark(desk: Desk, record: FileRecord) -> list[str]:
    """Return what the reader of a trade secret is told about the copy; empty for other files."""
    if record.secret is None:
        return []
    language, who = desk.person.language, desk.person.name or desk.person.id
    key = "copies.marked" if is_marked(record) else "copies.unmarked"
    return [say(language, "reviews.secret", secret=record.secret), say(language, key, who=who, at=desk.now)]
