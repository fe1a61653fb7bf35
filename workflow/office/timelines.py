"""One case for a page: its view, steps with dates, deadlines, tasks, messages and journal (Art. 15, 20, 40)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from rules.applications.lifecycle import ACTS, State
from rules.notices.postings import Notice
from rules.objections.cases import Objection
from rules.people.roles import Role
from rules.reviews.scores import rounded
from storage.database.values import Say
from storage.engine.deadlines import Deadline
from storage.engine.journal import Entry
from storage.engine.owed import Owed
from storage.engine.tasks import Task
from workflow.applications.applicants import subject_of
from workflow.applications.case_views import parts, supplement_part
from workflow.applications.cases import acts
from workflow.applications.dossiers import Dossier, read_dossier
from workflow.engine.case_views import CaseView, Fact, Section
from workflow.engine.desk import Desk, serves_as
from workflow.engine.tasks import ListedTask, described, open_tasks
from workflow.interests.recusals import disclosed
from workflow.objections.register import outcome_of
from workflow.office.undoing import undoable
from workflow.people.roles import names_of
from workflow.reviews.score_tables import Scored, score_table
from workflow.reviews.unit_reviews import unit_part

MOST_MESSAGES, MOST_ENTRIES = 50, 100
WHOLE = "whole"
"""The part that the journal names when a page shows all of a case."""
BEFORE_CONSULTING = (State.IN_REVIEW, State.SUPPLEMENT)
"""The states in which the unit has said nothing of a case yet."""
_STEPS = frozenset(f"application_{act}" for act in ACTS)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The case and its steps, oldest first; for lead and office also messages and journal, newest first.

    `view` is all that the person may read of it. `undoable` is the act that they can take back, or None. `names` maps a
    person's id to their name, if they gave one.
    """

    dossier: Dossier
    acts: tuple[str, ...]
    undoable: str | None
    view: CaseView
    steps: tuple[Entry, ...]
    deadlines: tuple[Deadline, ...]
    tasks: tuple[ListedTask, ...]
    messages: tuple[Owed, ...]
    journal: tuple[Entry, ...]
    names: Mapping[int, str] = field(repr=False)


async def read_timeline(desk: Desk, application_id: int) -> Timeline:
    """Return the case's timeline and note that the whole of it was read. Raises as `readable` does."""
    dossier = await read_dossier(desk, application_id, WHOLE)
    application, office = dossier.application, serves_as(desk, Role.LEAD, Role.OFFICE)
    about = subject_of(application)
    tasks = await described(desk, await _tasks(desk, about, office=office))
    entries = await desk.work.journal.of(about)
    messages = await desk.work.outbox.about(f"{about}:", limit=MOST_MESSAGES) if office else []
    steps = [entry for entry in entries if entry.act in _STEPS]
    journal = entries[: -MOST_ENTRIES - 1 : -1] if office else []
    who = {entry.person_id for entry in (*steps, *journal)} | {owed.person_id for owed in messages}
    return Timeline(
        dossier,
        acts(desk, application),
        await undoable(desk, application) if serves_as(desk, Role.LEAD) else None,
        CaseView(about, tuple([section async for section in _sections(desk, dossier, tasks)])),
        tuple(steps),
        tuple(one for one in await desk.work.deadlines.of(about) if one.ended_at is None),
        tuple(tasks),
        tuple(messages),
        tuple(journal),
        await names_of(desk, who),
    )


async def _sections(desk: Desk, dossier: Dossier, tasks: Sequence[ListedTask]) -> AsyncIterator[Section]:
    """Yield the sections in reading order, without those that are empty or not for the person."""
    application, office = dossier.application, serves_as(desk, Role.LEAD, Role.OFFICE)
    for part in parts(desk, dossier):
        yield part
    interested = await disclosed(desk, subject_of(application))
    doers = tuple(Fact(Say(f"tasks.{one.task.kind}"), one.doer) for one in tasks if one.doer)
    if interested or doers:
        names = Say("reviews.disclosed", {"names": [one.name or "—" for one in interested]}) if interested else None
        yield Section("people", Say("pages.case_people"), doers, lead=names)
    supplement = await supplement_part(desk, dossier)
    if supplement is not None:
        yield supplement
    if application.state not in BEFORE_CONSULTING:
        yield await unit_part(desk, application)
    notices = await desk.work.notices.naming(application.id)
    if notices:
        yield Section("notices", Say("rooms.notices"), tuple(map(_notice, notices)))
    objections = await _objections(desk, application.id) if office else []
    if objections:
        yield Section("objections", Say("rooms.objections"), tuple(map(_objection, objections)))
    if office and await _may_read_scores(desk, application.id):
        yield _means(await score_table(desk, application.id))


async def _objections(desk: Desk, application_id: int) -> list[Objection]:
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    found = await desk.work.objections.of_application(application_id)
    return [one for one in found if one.person_id != desk.person.id and f"objection:{one.id}" not in hidden]


def _objection(one: Objection) -> Fact:
    """Return an objection by its number, date and outcome; who objects is in custody (Art. 22)."""
    said = (Say("pages.sent", {"at": one.received_at}), Say(f"objections.outcome.{outcome_of(one)}"))
    return Fact(one.number, said, subject=f"objection:{one.id}")


def _notice(one: Notice) -> Fact:
    days = Say("pages.notice_days", {"first": one.posted_on, "last": one.last_day})
    return Fact(one.number, (Say(f"notice.kinds.{one.kind.value}"), days), subject=f"notice:{one.id}")


async def _may_read_scores(desk: Desk, application_id: int) -> bool:
    """Tell whether there are sheets that the person may see: a reviewer of the case sees none but their own."""
    reviewed = bool(await desk.work.assignments.of(application_id))
    return reviewed and not await desk.work.assignments.has(application_id, desk.person.id)


def _means(found: Scored) -> Section:
    """Return the mean of each part and the composite; a part without a score has none, which is not zero."""
    means = [(Say(f"assignments.part.{one.part.value}"), one.tally.mean) for one in found.tables]
    scores = [*means, *([(Say("pages.composite"), found.composite)] if found.composite is not None else [])]
    facts = tuple(Fact(name, "—" if score is None else str(rounded(score))) for name, score in scores)
    return Section("scores", Say("pages.mean_scores"), facts)


async def _tasks(desk: Desk, about: str, *, office: bool) -> list[Task]:
    return [task for task in await open_tasks(desk, everybodys=office) if task.subject == about]
