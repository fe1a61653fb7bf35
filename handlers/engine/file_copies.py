"""Gathers the copy of a file for one reader; a trade secret names its reader on every page (Art. 12)."""

from functools import partial

from handlers.engine.prints import Print
from papers.engine.watermarks import KINDS, copy_for
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from texts import say
from workflow.applications.secret_files import Copy
from workflow.engine.desk import Desk
from workflow.engine.records import FileRecord, Work


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
