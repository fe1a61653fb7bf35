"""State secrets found in files later: locked at once for everybody, then removed or released (Art. 12).

Whoever may read the case can lock a file; the lead decides. The journal holds the file's id and nothing of its content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from rules.applications.lifecycle import Application
from rules.engine.calendar import office_day
from rules.engine.forms import Answers
from rules.engine.refusals import Refusal
from rules.people.roles import Person, Role
from storage.applications.secret_files import COPY, SentCopy
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.engine.owed import REPLY, Paper, Urgency
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import opened, without_interest
from workflow.applications.dossiers import load_dossier
from workflow.engine.desk import Desk, require, today, traits_of
from workflow.engine.drafts import begun
from workflow.engine.tasks import FILE_DECISION, finish, give

FORM = "file_release"
_DELETABLE = timedelta(hours=47)
"""Telegram lets a bot delete its messages for 48 hours; one hour is left as a margin."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A locked file for the lead: its place on the case's list, from 1, and where copies went.

    `alike` counts all files with this content, in any case; backups since `since` contain it.
    """

    record: FileRecord
    place: int
    alike: int
    since: date
    web: int
    telegram: tuple[SentCopy, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """What removing a file did: messages taken back here, deletions in Telegram, and people who keep a copy there."""

    taken_back: int
    deleted: int
    left_with: tuple[Person, ...]
    since: date


async def lockable(desk: Desk, application_id: int) -> tuple[Application, list[tuple[int, FileRecord]]]:
    """Return the open files of the case with their places on its list. Raises as `opened` does."""
    application, files = await _files(desk, application_id)
    return application, [(place, record) for place, record in files if not record.closed]


async def lock_file(desk: Desk, application_id: int, file_id: str) -> Application:
    """Lock the file, and all others with its content, for everybody; the lead is told and must decide today.

    Raises Refusal for a file that is locked already, or is not the case's.
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
    """Return the locked files of the case to whoever decides on them. Raises Forbidden for others."""
    application, files = await _deciding(desk, application_id)
    return application, [await _locked(desk, place, record) for place, record in files if record.locked_at]


async def locked_file(desk: Desk, application_id: int, file_id: str) -> tuple[Application, Locked]:
    """Return one locked file. Raises Refusal when it is no longer locked."""
    application, files = await _deciding(desk, application_id)
    place, record = _found(files, file_id)
    if record.locked_at is None or record.removed_at is not None:
        raise Refusal("secrets.decided", article=12)
    return application, await _locked(desk, place, record)


async def remove_file(desk: Desk, application_id: int, file_id: str) -> tuple[Application, Removed]:
    """Delete the content of a state secret everywhere here, and tell those who handed it in. It cannot be undone.

    Copies sent over Telegram within the last two days are deleted there too; people with older ones are returned.
    """
    application, locked = await locked_file(desk, application_id, file_id)
    work, record = desk.work, locked.record
    owners = {one.owner for one in await work.secret_files.alike(record.sha256) if one.removed_at is None}
    fresh = [one for one in locked.telegram if _is_deletable(desk, one)]
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
    """Begin the form that asks why the file is no state secret."""
    application, locked = await locked_file(desk, application_id, file_id)
    return await begun(desk, FORM, f"{subject_of(application)}:{locked.record.id}")


async def release_file(desk: Desk, draft: Draft, answers: Answers) -> Application:
    """Release a file locked by mistake. The reason stays sealed with the form, which the journal names."""
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
    """Return who decides: the lead, or the office when every lead has an interest in the case (Art. 40)."""
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
    telegram = tuple(one for one in sent if not traits_of(desk.places, one.bot).at_home)
    web = len({one.person_id for one in sent if traits_of(desk.places, one.bot).at_home})
    return Locked(record, place, len(alike), since, web, telegram)


def _is_deletable(desk: Desk, copy: SentCopy) -> bool:
    """Whether the message can still be deleted where it was sent."""
    lately = copy.sent_at > desk.now - _DELETABLE
    return lately and copy.proof.isdecimal() and traits_of(desk.places, copy.bot).forgets


async def _delete_there(desk: Desk, record: FileRecord, copy: SentCopy) -> None:
    """Owe Telegram the deletion of the copy, retried until it answers."""
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
    """Tell the owner that a file was removed, when, by which rule and whom to ask, without naming the file."""
    key = f"file:{record.id}:removed:person-{owner}"
    person = await desk.work.people.get(owner)
    mine = application.person_id == owner
    office = desk.pack.bodies.office.name(person.language if person is not None else "zh")
    values = {"number": application.number if mine else "", "at": desk.now, "office": office}
    text = "secrets.told_removed" if mine else "secrets.told_removed_elsewhere"
    await desk.work.outbox.owe(key, owner, text, now=desk.now, values=values, urgency=Urgency.LEGAL)


async def _finish(desk: Desk, application: Application) -> None:
    """Finish the task once no file of the case is locked."""
    _, files = await _files(desk, application.id)
    if not any(record.locked_at and not record.removed_at for _, record in files):
        await finish(desk.work, subject_of(application), FILE_DECISION, desk.now, person_id=desk.person.id)


# Copies of files for one reader: owed like a message, made after the commit, marked with the reader (Art. 12).


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy: which file, of which case, for whom, and when they asked."""

    file_id: str
    application_id: int
    person_id: int
    asked_at: datetime

    @property
    def paper(self) -> Paper:
        """The paper that stands for the copy in a message."""
        moment = int(self.asked_at.timestamp())
        return Paper(COPY, f"{self.file_id}:{self.application_id}:{self.person_id}:{moment}")

    @classmethod
    def of(cls, subject: str) -> "Copy":
        """Parse the subject of a copy's paper."""
        file_id, application_id, person_id, moment = subject.split(":")
        return cls(file_id, int(application_id), int(person_id), datetime.fromtimestamp(int(moment), UTC))


async def give_copy(desk: Desk, application: Application, record: FileRecord, notes: str) -> None:
    """Owe the person a copy of a file that they may read, with `notes` about it."""
    copy = Copy(record.id, application.id, desk.person.id, desk.now)
    about = f"{subject_of(application)}:{record.id}"
    await desk.work.outbox.owe(
        f"{about}:copy:{desk.person.id}:{int(desk.now.timestamp())}",
        desk.person.id,
        "copies.noted" if notes else "copies.given",
        now=desk.now,
        values={"number": application.number, "notes": notes},
        buttons=[[{"key": "copies.state_secret", "press": f"secret:ask:{application.id}:{record.id}"}]],
        paper=copy.paper,
        urgency=Urgency.ANSWER,
    )
