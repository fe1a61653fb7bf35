"""Files of a form: checked for state secrets before they are stored, counted, deduplicated, taken back (Art. 12)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rules.engine.forms import Answers, Facts, Progress, Question
from rules.engine.refusals import Refusal, Unfit
from rules.engine.secrets import Finding, name_marks, refuse_secret, text_marks
from rules.engine.uploads import check_count, check_kept_free, check_total
from storage.engine.drafts import Draft
from workflow.engine.desk import Attachment, Desk

DOUBTFUL = "secrets.doubtful"
"""The flag of a file that may carry a state-secret mark; the sender is asked, and the office sees it."""


def of_draft(draft: Draft) -> str:
    """The subject under which a draft's files are kept until it is sent."""
    return f"draft:{draft.id}"


async def attach(desk: Desk, draft: Draft, question: Question, progress: Progress) -> Refusal | None:
    """Keep the desk's file as part of the answer. Returns a remark about it, or None.

    A file marked as a state secret is refused before it is stored; a doubtful one is kept with a flag. A place is kept
    free for each question that needs a file and has none. Raises Unfit, and keeps nothing, for a refused file.
    """
    file = desk.attachment
    if file is None:
        raise Unfit("forms.file_awaited")
    if file.unfit is not None:
        raise file.unfit
    kept: list[Any] = list(progress.answers.get(question.key) or ())
    if await desk.work.secret_files.is_shut(file.sha256):
        raise Unfit("secrets.shut", article=12)
    doubtful = _doubtful(file)
    subject = of_draft(draft)
    same = await desk.work.files.same(subject, file.sha256)
    if same is not None and same.id in kept:
        return Refusal("uploads.already", name=file.name)
    await _check_room(desk, question, progress, subject, file)
    record = await desk.work.files.add(
        file.content,
        owner=desk.person.id,
        name=file.name,
        kind=file.kind,
        subject=subject,
        now=desk.now,
        draft_id=draft.id,
        flags=[*file.flags, DOUBTFUL] if doubtful else list(file.flags),
    )
    await desk.work.drafts.answer(draft.id, question.key, [*kept, record.id], desk.now)
    if doubtful:
        return Refusal(DOUBTFUL, article=12, name=file.name)
    return Refusal("uploads.same", name=file.name) if same is not None else None


async def detach(
    desk: Desk, draft: Draft, question: Question, answers: Answers, file_id: str | None = None
) -> list[Any]:
    """Purge a file of the answer, by default the one sent last. Returns the ids of the others."""
    kept: list[Any] = list(answers.get(question.key) or ())
    if kept and file_id in (None, *kept):
        gone = file_id or kept[-1]
        kept.remove(gone)
        await desk.work.files.purge(gone)
        if kept:
            await desk.work.drafts.answer(draft.id, question.key, kept, desk.now)
        else:
            await desk.work.drafts.forget(draft.id, [question.key])
    return kept


async def files_known(desk: Desk, draft: Draft) -> dict[str, str]:
    """Return the names of the draft's files by id, in the order they came."""
    return {record.id: record.name for record in await desk.work.files.of(of_draft(draft))}


async def file_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the facts of a form that needs to know its files only."""
    return {"files": await files_known(desk, draft)}


def _doubtful(file: Attachment) -> bool:
    verdicts = (name_marks(file.name), text_marks(file.text))
    for verdict in verdicts:
        refuse_secret(verdict)
    return any(verdict.finding is Finding.DOUBTFUL for verdict in verdicts)


async def _check_room(desk: Desk, question: Question, progress: Progress, subject: str, file: Attachment) -> None:
    uploads = desk.pack.uploads
    if question.most:
        check_count(len(progress.answers.get(question.key) or ()) + 1, question.most, here=True)
    count, total = await desk.work.files.total(subject)
    check_count(count + 1, uploads.application_files)
    check_kept_free(count + 1, uploads.application_files, progress.files_to_come(besides=question.key))
    check_total(total + file.size, uploads.application_bytes)


# Tells whether another file of the same person is on its way, so that files sent together get one reply at the
# end.
#
# The receiver announces it and the handlers ask. It is a guess: a file that comes too late gets a reply of its
# own.


Followed = Callable[[], Awaitable[bool]]
WAIT = 0.6
"""Seconds in which a messenger has to bring the next file, while the one before it is fetched."""
_GLANCE = 0.05


async def _alone() -> bool:
    return False


_followed: ContextVar[Followed] = ContextVar("followed", default=_alone)


@contextmanager
def announced(followed: Followed) -> Iterator[None]:
    """Let `is_followed` ask `followed` while the update in this block, a file, is served."""
    token = _followed.set(followed)
    try:
        yield
    finally:
        _followed.reset(token)


async def is_followed() -> bool:
    """Whether another file follows the one being served."""
    return await _followed.get()()


async def next_behind(behind: Callable[[], bool | None], *, wait: float = WAIT) -> bool:
    """Return whether a file comes next, asking `behind` until it is not None or `wait` seconds have passed."""
    for _ in range(round(wait / _GLANCE)):
        if (known := behind()) is not None:
            return known
        await asyncio.sleep(_GLANCE)
    return bool(behind())
