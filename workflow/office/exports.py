"""A copy of a person's own data: all that they told or were told, as values, and their files (PIPL Art. 45)."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rules.applications.lifecycle import Application
from rules.awards.affairs import Affair
from rules.objections.cases import Objection
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.engine.journal import Entry
from storage.engine.owed import Owed
from workflow.engine.desk import Desk
from workflow.people.personal_data import held

VOLUME = 45 * 1024 * 1024
"""The most bytes of files in one archive: a Telegram bot may send 50 MB."""
_EVERY = 1_000_000


async def exported(desk: Desk) -> dict[str, Any]:
    """Return everything but the contents of files, as JSON can hold it, and note the export in the journal.

    For people with a role it includes only the answers of their own applications, since their other forms concern other
    people. Tips are never included: nobody knows whose they are.
    """
    about = f"person:{desk.person.id}"
    await desk.work.journal.write("data_exported", about, now=desk.now, person_id=desk.person.id)
    every, person, work = await held(desk), desk.person, desk.work
    mine = {application.draft_id for application in every.applications}
    roles, stated = await work.roles.of(person.id), await work.interests.of(person.id)
    records = await work.files.owned_by(person.id)
    return {
        "made_at": desk.now,
        "person": {
            "name": await work.people.own_name(person.id),
            "phone": person.phone,
            "email": every.email.address if every.email else None,
            "language": person.language,
            "since": person.created_at,
            "consent": {"version": person.consent, "at": person.consent_at},
        },
        "channels": [{"channel": one.bot, "last_seen_at": one.last_seen_at} for one in every.channels],
        "roles": [{"role": one.role.value, "unit": one.unit} for one in roles],
        "interests": {"employers": stated.employers, "kin": stated.kin} if stated else None,
        "forms": [await _form(desk, draft, answers=draft.id in mine or not roles) for draft in every.drafts],
        "applications": [_application(one) for one in every.applications],
        "objections": [await _objection(desk, one) for one in await work.objections.of_person(person.id)],
        "affairs": [_affair(one) for one in await work.affairs.of_person(person.id)],
        "awards": [one.award_id for one in await work.holders.with_person(person.id)],
        "files": [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in records],
        "messages": [one for channel in every.in_the_inbox for one in await _said(desk, channel)],
        "notifications": [_owed(one) for one in await work.outbox.of(person.id)],
        "journal": [_entry(entry) for entry in await work.journal.by(person.id)],
    }


async def volumes(desk: Desk) -> list[list[FileRecord]]:
    """Return the person's files, oldest first, in parts that a channel can carry; one empty part if there are none.

    A file larger than a part is a part by itself. A locked file, which may be a state secret, is never given (Art. 12).
    """
    parts: list[list[FileRecord]] = [[]]
    mine = [record for record in await desk.work.files.owned_by(desk.person.id) if not record.closed]
    for record in mine:
        if parts[-1] and sum(one.size for one in parts[-1]) + record.size > VOLUME:
            parts.append([])
        parts[-1].append(record)
    return parts


async def contents(desk: Desk, records: Sequence[FileRecord]) -> list[bytes]:
    """The contents of the person's own files, in their order."""
    return [await desk.work.files.open(record.id) for record in records if record.owner == desk.person.id]


async def _form(desk: Desk, draft: Draft, *, answers: bool) -> dict[str, Any]:
    return {
        "form": draft.form,
        "state": draft.state.value,
        "begun_at": draft.created_at,
        "sent_at": draft.sent_at,
        "answers": await desk.work.drafts.answers(draft.id) if answers else None,
    }


def _application(one: Application) -> dict[str, Any]:
    return {"number": one.number, "kind": one.kind, "state": one.shown.value, "submitted_at": one.submitted_at}


async def _objection(desk: Desk, one: Objection) -> dict[str, Any]:
    """Return the objector's own data; of a paper entered at the counter only its number, for it is somebody else's."""
    if one.at_counter:
        return {"number": one.number, "at_counter": True}
    identity = await desk.work.objections.identity(one.id)
    told = {"number": one.number, "state": one.state.value, "received_at": one.received_at}
    return {**told, "matter": dict(one.matter), "identity": identity}


def _affair(one: Affair) -> dict[str, Any]:
    return {"number": one.number, "kind": one.kind.value, "state": one.state.value, "opened_at": one.opened_at}


async def _said(desk: Desk, channel: Any) -> list[dict[str, Any]]:
    entries = await desk.work.inbox.latest(channel.chat_id, _EVERY)
    texts = ((entry, json.loads(entry.content or "{}").get("text")) for entry in entries)
    return [{"at": entry.sent_at, "mine": entry.mine, "text": text} for entry, text in texts]


def _owed(one: Owed) -> dict[str, Any]:
    return {"about": one.text, "state": one.state.value, "created_at": one.created_at, "sent_at": one.sent_at}


def _entry(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in asdict(entry).items() if key in ("at", "act", "subject", "article")}
