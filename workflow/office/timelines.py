"""One case for a page: its steps with dates, deadlines, tasks, messages and journal (Art. 15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.lifecycle import ACTS
from rules.objections import Objection
from rules.people import Role
from storage.engine.deadlines import Deadline
from storage.engine.journal import Entry
from storage.engine.owed import Owed
from storage.engine.tasks import Task
from workflow.applications.applicants import subject_of
from workflow.applications.cases import acts
from workflow.applications.dossiers import Dossier, read_dossier
from workflow.engine.desk import Desk, serves_as
from workflow.engine.tasks import Listed, described, open_tasks
from workflow.office.undoing import undoable
from workflow.people.roles import names_of

MOST_MESSAGES, MOST_ENTRIES = 50, 100
_STEPS = frozenset(f"application_{act}" for act in ACTS)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The case and its steps, oldest first; for lead and office also messages and journal, newest first.

    `undoable` is the act that the person can take back, or None. `names` maps a person's id to their name, if they gave
    one.
    """

    dossier: Dossier
    acts: tuple[str, ...]
    undoable: str | None
    objections: tuple[Objection, ...]
    steps: tuple[Entry, ...]
    deadlines: tuple[Deadline, ...]
    tasks: tuple[Listed, ...]
    messages: tuple[Owed, ...]
    journal: tuple[Entry, ...]
    names: Mapping[int, str] = field(repr=False)


async def read_timeline(desk: Desk, application_id: int) -> Timeline:
    """Return the case's timeline and note that its cover was read. Raises as `readable` does."""
    dossier = await read_dossier(desk, application_id, "cover")
    application, office = dossier.application, serves_as(desk, Role.LEAD, Role.OFFICE)
    about = subject_of(application)
    entries = await desk.work.journal.of(about)
    messages = await desk.work.outbox.about(f"{about}:", limit=MOST_MESSAGES) if office else []
    steps = [entry for entry in entries if entry.act in _STEPS]
    journal = entries[: -MOST_ENTRIES - 1 : -1] if office else []
    who = {entry.person_id for entry in (*steps, *journal)} | {owed.person_id for owed in messages}
    return Timeline(
        dossier,
        acts(desk, application),
        await undoable(desk, application) if serves_as(desk, Role.LEAD) else None,
        tuple(await _objections(desk, application.id)) if office else (),
        tuple(steps),
        tuple(one for one in await desk.work.deadlines.of(about) if one.ended_at is None),
        tuple(await described(desk, await _tasks(desk, about, office=office))),
        tuple(messages),
        tuple(journal),
        await names_of(desk, who),
    )


async def _objections(desk: Desk, application_id: int) -> list[Objection]:
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    found = await desk.work.objections.of_application(application_id)
    return [one for one in found if one.person_id != desk.person.id and f"objection:{one.id}" not in hidden]


async def _tasks(desk: Desk, about: str, *, office: bool) -> list[Task]:
    return [task for task in await open_tasks(desk, everybodys=office) if task.subject == about]
