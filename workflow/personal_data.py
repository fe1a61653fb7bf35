"""A person's own data: consent to its use, what is held, its correction, its export, the request to erase it.

The Personal Information Protection Law (PIPL) asks for it: consent (Art. 13-15), access and copy (Art. 45),
correction (Art. 46), erasure (Art. 47).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rules.answers import text_answer
from rules.applications import Application
from rules.identities import phone as phone_number
from rules.people import CONSENT_VERSION, Channel, Person, Role
from rules.refusals import Refusal
from storage.drafts import Draft, DraftState
from storage.tasks import Task, TaskState
from workflow.desk import Desk, require, today

ERASURE = "erasure"
"""The kind of the office's task to decide on a request to erase."""
ERASURE_WORKING_DAYS = 15
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of the person, in numbers and names; nothing of it belongs to anybody else."""

    channels: tuple[Channel, ...]
    drafts: tuple[Draft, ...]
    applications: tuple[Application, ...]
    objections: tuple[str, ...]
    files: int

    @property
    def open_drafts(self) -> tuple[Draft, ...]:
        """The forms that are not sent."""
        return tuple(draft for draft in self.drafts if draft.state is DraftState.OPEN)

    @property
    def sent_drafts(self) -> tuple[Draft, ...]:
        """The forms that were sent."""
        return tuple(draft for draft in self.drafts if draft.state is DraftState.SENT)


def has_consented(desk: Desk) -> bool:
    """Whether the person agreed to the present text; an earlier text does not count."""
    return desk.person.consent == CONSENT_VERSION


async def give_consent(desk: Desk) -> Desk:
    """The person agrees to the present text; returns the desk of the person who has."""
    await desk.work.people.set_consent(desk.person.id, CONSENT_VERSION, desk.now)
    await _note(desk, "consent_given", {"version": CONSENT_VERSION})
    return replace(desk, person=replace(desk.person, consent=CONSENT_VERSION, consent_at=desk.now))


async def withdraw_consent(desk: Desk) -> Desk:
    """The person takes the consent back: what was done before stays lawful, a new form asks again (PIPL Art. 15)."""
    await desk.work.people.set_consent(desk.person.id, None, desk.now)
    await _note(desk, "consent_withdrawn", {"version": desk.person.consent})
    return replace(desk, person=replace(desk.person, consent=None, consent_at=desk.now))


async def set_language(desk: Desk, language: str) -> Desk:
    """The person is spoken to in this language from now on."""
    await desk.work.people.set_language(desk.person.id, language)
    return replace(desk, person=replace(desk.person, language=language))


def name_given(text: str) -> str:
    """A person's name as it is kept. Raises Unfit."""
    return text_answer(" ".join(text.split()), min_chars=2, max_chars=LONGEST_NAME)


async def correct_name(desk: Desk, text: str) -> Desk:
    """Keep another name. Raises Unfit."""
    name = name_given(text)
    await desk.work.people.set_name(desk.person.id, name)
    await _note(desk, "name_corrected")
    return replace(desk, person=replace(desk.person, name=name))


async def correct_phone(desk: Desk, text: str) -> Desk:
    """Keep another phone number. Raises Unfit."""
    number = phone_number(text)
    await desk.work.people.set_phone(desk.person.id, number)
    await _note(desk, "phone_corrected")
    return replace(desk, person=replace(desk.person, phone=number))


async def held(desk: Desk) -> Held:
    """What is held of the person at the desk."""
    work, one = desk.work, desk.person.id
    return Held(
        channels=tuple(await work.channels.of(one)),
        drafts=tuple(await work.drafts.of(one)),
        applications=tuple(await work.applications.of_person(one)),
        objections=tuple(each.number for each in await work.objections.of_person(one) if each.number),
        files=len(await work.files.owned_by(one)),
    )


async def exported(desk: Desk) -> dict[str, Any]:
    """Everything that the person told or was given, as JSON; the journal notes that it was read.

    Of somebody with a role only the applications' answers are in it: their other forms speak of other people.
    """
    await _note(desk, "data_exported")
    every, person = await held(desk), desk.person
    mine = {application.draft_id for application in every.applications}
    serves = bool(await desk.work.roles.of(person.id))
    files = await desk.work.files.owned_by(person.id)
    return {
        "made_at": desk.now.isoformat(),
        "person": {
            "name": person.name,
            "phone": person.phone,
            "language": person.language,
            "since": person.created_at.isoformat(),
            "consent": {"version": person.consent, "at": person.consent_at and person.consent_at.isoformat()},
        },
        "channels": [{"channel": each.bot, "last_seen_at": each.last_seen_at.isoformat()} for each in every.channels],
        "roles": [{"role": each.role.value, "unit": each.unit} for each in await desk.work.roles.of(person.id)],
        "forms": [await _form(desk, draft, answers=draft.id in mine or not serves) for draft in every.drafts],
        "applications": [_application(application) for application in every.applications],
        "objections": list(every.objections),
        "files": [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in files],
    }


async def ask_erasure(desk: Desk) -> date:
    """Ask the office to erase what may be erased; returns the day by which it answers, the same when asked again."""
    asked = [task for task in await desk.work.tasks.of(_subject(desk)) if task.kind == ERASURE]
    for task in asked:
        if task.state is TaskState.OPEN and task.due_on is not None:
            return task.due_on
    due_on = desk.calendar.after(today(desk), ERASURE_WORKING_DAYS).last
    key = f"erasure:{_subject(desk)}:{len(asked) + 1}"
    await desk.work.tasks.assign(key, ERASURE, _subject(desk), Role.OFFICE, now=desk.now, due_on=due_on)
    await _note(desk, "erasure_asked")
    return due_on


async def erasure_asked(desk: Desk, person_id: int) -> tuple[Task, Person, Held]:
    """The open request of this person, for the office. Raises Refusal when there is none (any more)."""
    require(desk, Role.LEAD, Role.OFFICE)
    person = await desk.work.people.get(person_id)
    for task in await desk.work.tasks.of(f"person:{person_id}"):
        if task.kind == ERASURE and task.state is TaskState.OPEN and person is not None:
            return task, person, await held(replace(desk, person=person))
    raise Refusal("personal.request_gone")


async def settle_erasure(desk: Desk, person_id: int) -> None:
    """The office has dealt with the request; the person is told."""
    task, _, _ = await erasure_asked(desk, person_id)
    await desk.work.tasks.done(task.key, desk.now, desk.person.id)
    await desk.work.journal.write("erasure_settled", task.subject, now=desk.now, person_id=desk.person.id)
    await desk.work.outbox.owe(f"{task.key}:settled", person_id, "personal.told_erasure", now=desk.now)


async def _form(desk: Desk, draft: Draft, *, answers: bool) -> dict[str, Any]:
    return {
        "form": draft.form,
        "state": draft.state.value,
        "begun_at": draft.created_at.isoformat(),
        "sent_at": draft.sent_at and draft.sent_at.isoformat(),
        "answers": await desk.work.drafts.answers(draft.id) if answers else None,
    }


def _application(application: Application) -> dict[str, Any]:
    return {"number": application.number, "kind": application.kind, "state": application.state.value}


def _subject(desk: Desk) -> str:
    return f"person:{desk.person.id}"


async def _note(desk: Desk, act: str, details: dict[str, object] | None = None) -> None:
    await desk.work.journal.write(act, _subject(desk), now=desk.now, person_id=desk.person.id, details=details)
