"""Files of a consultation: what a department sent along, and the replies on paper that a sum rests on (Art. 15, 21)."""

from rules.refusals import Refusal
from storage.files import FileRecord
from workflow.consultations import article_of, seen, words_of
from workflow.desk import Desk

SUM = 0
"""In the place of a department's number: the sum."""


async def files_of(desk: Desk, subject: str, one: int) -> list[FileRecord]:
    """The files of a reply, or of the sum, for whoever may read the case. Raises Forbidden."""
    found = {each.id: each for each in await seen(desk, subject)}
    if one != SUM and one not in found:
        raise Refusal("talk.old_button")
    summary = await desk.work.consultations.summary(subject) if one == SUM else None
    answers = await words_of(desk, found[one]) if one != SUM else {}
    if summary is not None:
        answers = await desk.work.drafts.answers(summary)
    records = [await desk.work.files.get(str(file_id)) for file_id in answers.get("files") or ()]
    return [record for record in records if record is not None]


async def read_files(desk: Desk, subject: str, one: int) -> list[tuple[FileRecord, bytes]]:
    """The same with what is in them; that they were read is in the journal. Raises Refusal for one that is locked."""
    records = await files_of(desk, subject, one)
    await desk.work.journal.write(
        "consultation_files_read",
        subject,
        now=desk.now,
        person_id=desk.person.id,
        article=article_of(subject),
        details={"consultation": one, "files": [record.id for record in records]},
    )
    return [(record, await desk.work.files.open(record.id)) for record in records]
