"""Consultations on paper: printing the replies, and reading the files that came with them (Art. 15, 21)."""

from rules.engine.refusals import Refusal
from storage.engine.files import FileRecord
from storage.engine.owed import Paper, Urgency
from storage.work import Work
from workflow.engine.desk import Desk
from workflow.reviews.consultations import article_of, seen, words_of

REPLIES = "consultation_replies"
"""The paper that lists who was asked, each reply, and the summary."""
SUM = 0
"""Stands for the summary where the id of a consultation is expected."""


async def files_of(desk: Desk, subject: str, one: int) -> list[FileRecord]:
    """Return the files of one reply, or of the summary, to somebody who may read the case. Raises Forbidden."""
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
    """Return the same files with their contents, and note the reading. Raises Refusal for a locked file."""
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
    """Owe the printed replies and summary to the person.

    Raises Refusal while nobody was asked and nothing summed up.
    """
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
    """Return the files of all sent replies, in the order in which they were asked for, then those of the summary."""
    drafts = [one.draft_id for one in await work.consultations.of(subject) if not one.awaited]
    drafts.append(await work.consultations.summary(subject))
    return [record for one in drafts if one is not None for record in await work.files.of(f"draft:{one}")]
