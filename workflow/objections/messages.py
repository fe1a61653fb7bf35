"""Messages and journal entries about an objection, which never name the objector (Art. 22, 23)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rules.objections.cases import ACTS, Actor, Objection
from rules.people.roles import Person, Role
from storage.database.values import Say
from storage.engine.owed import Paper, Urgency
from storage.work import Work
from workflow.engine.desk import Desk
from workflow.engine.planning import office

BY_OBJECTOR = frozenset(
    {
        "objection_filed",
        "objection_completed",
        *(f"objection_{a.name}" for a in ACTS.values() if a.actor is Actor.OBJECTOR),
    }
)
"""Acts of the journal done by the objector: no page names who did them (Art. 22)."""


def subject_of(objection: Objection) -> str:
    """Return the objection's name in the journal and in tasks, deadlines and messages."""
    return f"objection:{objection.id}"


async def tell_objector(
    work: Work,
    objection: Objection,
    step: str,
    now: datetime,
    *,
    values: Mapping[str, Any],
    buttons: list[list[dict[str, Any]]] | None = None,
    paper: Paper | None = None,
    urgency: Urgency = Urgency.LEGAL,
    key: str = "",
    kind: str = "",
    due_at: datetime | None = None,
) -> None:
    """Owe `objections.told.<step>` to the objector; for a paper to whoever entered it, with the phone to call.

    `key` replaces the step in the message's key; `kind` names the check before it is sent, `due_at` when it may be.
    """
    person_id = await _teller(work, objection, now) if objection.at_counter else objection.person_id
    text, said = f"objections.told.{step}", {"number": objection.number, "of": objection.id, **values}
    if objection.at_counter and step not in ("receipt", "calendar"):
        phone = (await work.objections.identity(objection.id)).get("phone", "-")
        details = {"field": "phone", "reason": f"told:{step}"}
        await work.journal.write("objection_identity_used", subject_of(objection), now=now, article=22, details=details)
        text, said = "objections.pass_on", {**said, "phone": phone, "words": Say(text, said)}
    await work.outbox.owe(
        f"{subject_of(objection)}:{key or step}",
        person_id,
        text,
        now=now,
        values=said,
        buttons=buttons or [],
        kind=kind,
        paper=paper,
        urgency=urgency,
        due_at=due_at,
    )


async def _teller(work: Work, objection: Objection, now: datetime) -> int:
    """Return who tells an objector without a channel: whoever entered the paper, else somebody of the office.

    Nobody with an interest does (Art. 40). A paper of an earlier version is under the person who entered it.
    """
    paper, subjects = await work.paper_cases.get(subject_of(objection)), [subject_of(objection)]
    if paper is None:
        return objection.person_id
    subjects += [f"application:{objection.application_id}"] if objection.application_id is not None else []
    shut = {one for about in subjects for one in await work.recusals.interested_in(about)}
    people = [one.id for role in (Role.OFFICE, Role.LEAD) for one in await work.people.with_role(role, now)]
    free = [one for one in people if one not in shut]
    return next((one for one in free if one == paper.entered_by), free[0] if free else objection.person_id)


async def tell_office(
    work: Work, objection: Objection, step: str, now: datetime, *, people: Iterable[Person] | None = None, **values: Any
) -> None:
    """Owe `objections.office.<step>` to everybody in the office, or to `people`, with a button that opens the case."""
    said = {"number": objection.number, "due": objection.examine_by, **values}
    buttons = [[{"key": "objections.open", "press": f"objection:open:{objection.id}"}]]
    for person in await office(work, now) if people is None else people:
        key, text = f"{subject_of(objection)}:{step}:{person.id}", f"objections.office.{step}"
        await work.outbox.owe(key, person.id, text, now=now, values=said, buttons=buttons, urgency=Urgency.LEGAL)


async def tell_investigators(desk: Desk, objection: Objection) -> None:
    """Release the investigators whose findings are awaited, and tell them."""
    for one in await desk.work.investigations.of(objection.id):
        if await desk.work.investigations.release(one.id, desk.now):
            key, values = f"{subject_of(objection)}:released:{one.person_id}", {"number": objection.number}
            await desk.work.outbox.owe(key, one.person_id, "objections.released", now=desk.now, values=values)


async def note(desk: Desk, act: str, objection: Objection, *, article: int, **details: Any) -> None:
    """Write in the journal what the person at the desk did; never who objects."""
    await desk.work.journal.write(
        act, subject_of(objection), now=desk.now, person_id=desk.person.id, article=article, details=details
    )
