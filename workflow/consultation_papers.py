"""What came of a consultation, on paper: the replies as they are printed, and the files with them (Art. 15, 21)."""

from rules.refusals import Refusal
from storage.files import FileRecord
from storage.owed import Paper, Urgency
from storage.work import Work
from workflow.consultations import article_of, seen, words_of
from workflow.desk import Desk

REPLIES = "consultation_replies"
"""The paper that says who was asked, what each replied, and the sum."""
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


async def print_replies(desk: Desk, subject: str) -> None:
    """Send the replies and the sum to whoever may read the case. Raises Refusal while nobody was asked or summed up."""
    if not await seen(desk, subject) and await desk.work.consultations.summary(subject) is None:
        raise Refusal("papers.not_yet")
    await desk.work.outbox.owe(
        f"print:{REPLIES}:{subject}:{desk.person.id}:{int(desk.now.timestamp())}",
        desk.person.id,
        "printing.done",
        now=desk.now,
        paper=Paper(REPLIES, subject),
        urgency=Urgency.ANSWER,
    )


async def files_with(work: Work, subject: str) -> list[FileRecord]:
    """All files of replies that were sent, in the order in which they were asked for, then those of the sum."""
    drafts = [one.draft_id for one in await work.consultations.of(subject) if not one.awaited]
    drafts.append(await work.consultations.summary(subject))
    return [record for one in drafts if one is not None for record in await work.files.of(f"draft:{one}")]
