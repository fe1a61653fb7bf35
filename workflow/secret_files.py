"""A state secret that is found in a file later: shut at once for everybody, then removed or released (Art. 12).

Whoever may read the case shuts the file; the lead decides. The journal has the file's id and nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.applications import Application
from rules.calendar import office_day
from rules.forms import Answers
from rules.people import Person, Role
from rules.refusals import Refusal
from storage.drafts import Draft
from storage.files import FileRecord
from storage.owed import REPLY, Urgency
from storage.secret_files import SentCopy
from workflow.applications import note, subject_of
from workflow.cases import opened, without_interest
from workflow.desk import Desk, require, today
from workflow.dossiers import load_dossier
from workflow.drafts import begun
from workflow.tasks import FILE_DECISION, finish, give

FORM = "file_release"
_DELETABLE = timedelta(hours=47)
"""Telegram lets a bot delete what it sent within two days; an hour is left for the way."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A locked file as the lead sees it: its place on the list of the case, counted from 1, and where copies went.

    `alike` counts all files with this content, in whatever case; backups made since `since` hold it.
    """

    record: FileRecord
    place: int
    alike: int
    since: date
    web: int
    telegram: tuple[SentCopy, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of a removed content: messages taken back here, deleted in Telegram, and who still has one there."""

    taken_back: int
    deleted: int
    left_with: tuple[Person, ...]
    since: date


async def lockable(desk: Desk, application_id: int) -> tuple[Application, list[tuple[int, FileRecord]]]:
    """The files of the case that are open, with their places on its list. Raises as `opened` does."""
    application, files = await _files(desk, application_id)
    return application, [(place, record) for place, record in files if not record.closed]


async def lock_file(desk: Desk, application_id: int, file_id: str) -> Application:
    """Shut the file, and every other with its content, for everybody; the lead has a task today and is told at once.

    Raises Refusal for a file that is shut already, or that the case does not have.
    """
    application, files = await _files(desk, application_id)
    record = _found(files, file_id)[1]
    record.check_open()
    locked = await desk.work.secret_files.lock(record.sha256, desk.now)
    await desk.work.secret_files.drop_parked({one.owner for one in locked})
    await note(desk, "file_locked", application, article=12, details={"file": record.id, "alike": len(locked)})
    await give(
        desk,
        f"{subject_of(application)}:{FILE_DECISION}:{record.id}:{desk.now.isoformat()}",
        FILE_DECISION,
        subject_of(application),
        await _decider(desk, application),
        due_on=today(desk),
        names=application.number or "",
        urgency=Urgency.LEGAL,
    )
    return application


async def locked_files(desk: Desk, application_id: int) -> tuple[Application, list[Locked]]:
    """The locked files of the case, for whoever decides on them. Raises Forbidden for others."""
    application, files = await _deciding(desk, application_id)
    return application, [await _locked(desk, place, record) for place, record in files if record.locked_at]


async def locked_file(desk: Desk, application_id: int, file_id: str) -> tuple[Application, Locked]:
    """One of them. Raises Refusal when it is not locked any more."""
    application, files = await _deciding(desk, application_id)
    place, record = _found(files, file_id)
    if record.locked_at is None or record.removed_at is not None:
        raise Refusal("secrets.decided", article=12)
    return application, await _locked(desk, place, record)


async def remove_file(desk: Desk, application_id: int, file_id: str) -> tuple[Application, Removed]:
    """It was a state secret: the content is deleted wherever it lies here, and whoever handed it in is told.

    What was sent over Telegram within two days is deleted there; who has an older copy is known. It cannot be undone.
    """
    application, locked = await locked_file(desk, application_id, file_id)
    work, record = desk.work, locked.record
    owners = {one.owner for one in await work.secret_files.alike(record.sha256) if one.removed_at is None}
    fresh = [one for one in locked.telegram if one.sent_at > desk.now - _DELETABLE and one.proof.isdecimal()]
    for copy in fresh:
        await _delete_there(desk, record, copy)
    taken_back = await work.secret_files.remove(record, desk.now)
    details = {"file": record.id, "alike": locked.alike, "messages": taken_back, "telegram": len(fresh)}
    await note(desk, "file_removed", application, article=12, details=details)
    for owner in sorted(owners):
        await _tell_owner(desk, record, owner, application)
    await _finish(desk, application)
    old = dict.fromkeys(one.person_id for one in locked.telegram if one not in fresh)
    people = [await work.people.get(one) for one in old]
    left = tuple(person for person in people if person is not None)
    return application, Removed(taken_back, len(fresh), left, locked.since)


async def begin_release(desk: Desk, application_id: int, file_id: str) -> Draft:
    """The form that asks why the file is no state secret."""
    application, locked = await locked_file(desk, application_id, file_id)
    return await begun(desk, FORM, f"{subject_of(application)}:{locked.record.id}")


async def release_file(desk: Desk, draft: Draft, answers: Answers) -> Application:
    """It was a false alarm: the file opens again. The reason stays sealed with the form, the journal names the form."""
    _, one, file_id = draft.subject.split(":")
    application, locked = await locked_file(desk, int(one), file_id)
    if not answers.get("reason") or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    await desk.work.secret_files.release(locked.record.sha256)
    await note(desk, "file_released", application, article=12, details={"file": file_id, "reason": draft.id})
    await _finish(desk, application)
    return application


async def _files(desk: Desk, application_id: int) -> tuple[Application, list[tuple[int, FileRecord]]]:
    application = await opened(desk, application_id)
    dossier = await load_dossier(desk, application)
    return application, list(enumerate(dossier.files, start=1))


async def _deciding(desk: Desk, application_id: int) -> tuple[Application, list[tuple[int, FileRecord]]]:
    application, files = await _files(desk, application_id)
    require(desk, await _decider(desk, application), article=12)
    return application, files


async def _decider(desk: Desk, application: Application) -> Role:
    """The lead, or the office where every lead has an interest in the case (Art. 40)."""
    leads = await desk.work.people.with_role(Role.LEAD, desk.now)
    return Role.LEAD if await without_interest(desk, application, leads) else Role.OFFICE


def _found(files: Sequence[tuple[int, FileRecord]], file_id: str) -> tuple[int, FileRecord]:
    found = next(((place, record) for place, record in files if record.id == file_id), None)
    if found is None:
        raise Refusal("reviews.no_file")
    return found


async def _locked(desk: Desk, place: int, record: FileRecord) -> Locked:
    alike = [one for one in await desk.work.secret_files.alike(record.sha256) if one.removed_at is None]
    sent = await desk.work.secret_files.sent([one.id for one in alike])
    since = office_day(min(one.created_at for one in alike))
    telegram = tuple(one for one in sent if one.bot == "telegram")
    web = len({one.person_id for one in sent if one.bot == "web"})
    return Locked(record, place, len(alike), since, web, telegram)


async def _delete_there(desk: Desk, record: FileRecord, copy: SentCopy) -> None:
    """A call that Telegram is asked to make in its turn, and again until it answers."""
    call = {"method": "deleteMessage", "call": {"chat_id": copy.chat_id, "message_id": int(copy.proof)}}
    key = f"{REPLY}:file:{record.id}:{copy.channel_id}:{copy.proof}"
    await desk.work.outbox.owe(
        key,
        copy.person_id,
        REPLY,
        now=desk.now,
        values=call,
        kind=REPLY,
        urgency=Urgency.ANSWER,
        channel_id=copy.channel_id,
    )


async def _tell_owner(desk: Desk, record: FileRecord, owner: int, application: Application) -> None:
    """That a file was removed, when and by which rule, and whom to ask; nothing of the file."""
    key = f"file:{record.id}:removed:person-{owner}"
    person = await desk.work.people.get(owner)
    mine = application.person_id == owner
    office = desk.pack.bodies.office.name(person.language if person is not None else "zh")
    values = {"number": application.number if mine else "", "at": desk.now, "office": office}
    text = "secrets.told_removed" if mine else "secrets.told_removed_elsewhere"
    await desk.work.outbox.owe(key, owner, text, now=desk.now, values=values, urgency=Urgency.LEGAL)


async def _finish(desk: Desk, application: Application) -> None:
    """The task is done once nothing of the case is locked any more."""
    _, files = await _files(desk, application.id)
    if not any(record.locked_at and not record.removed_at for _, record in files):
        await finish(desk.work, subject_of(application), FILE_DECISION, desk.now, person_id=desk.person.id)
