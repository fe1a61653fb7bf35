"""Tasks as people see them: their own, their roles' and, for the office, everybody's (Art. 9, 15-23, 40)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules.engine.calendar import WorkingCalendar, office_day
from rules.engine.pack import Pack
from rules.people.roles import Membership, Role
from storage.database.values import Say
from storage.engine.owed import Urgency
from storage.engine.tasks import Task, TaskState
from storage.work import Work
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import working_days_between
from workflow.engine.ladders import CHECK, names_of_cases

RECUSAL = "recusal"
"""The kind of the lead's task to find another clerk; it names a case without opening it."""
STOOD_BACK = "objection_recusal"
"""The kind of the task to find another officer for an objection, for a lead who has no interest in it."""
SUPPLEMENT = "supplement"
"""The kind of the applicant's task to complete an application, and of its deadline (Art. 15)."""
WAIT = "supplement_wait"
"""The clerk's task to wait for a supplement."""
FILE_DECISION = "file_decision"
"""The kind of the lead's task to decide on a possible state secret; it outlives its case (Art. 12)."""
STATEMENT = "interests"
"""The kind of the task to state one's interests, which nobody can do for another."""
MENDING = "letter_mending"
"""The kind of the office's task to rewrite a letter that the lead returned."""
STRIKING = "striking_letter"
"""The kind of the office's task to write to an applicant who is struck, by an upheld objection or a bar (Art. 23)."""
UNREACHABLE = "unreachable"
"""The kind of the office's task to phone the people whom no channel reaches."""
BUTTONS: Sequence[Sequence[Mapping[str, Any]]] = ([{"key": "menu.tasks", "press": "task:list"}],)
"""The buttons below the message of a new task that has none of its own."""
_MOST = 1000


@dataclass(frozen=True, slots=True)
class ListedTask:
    """A task in a list: what it is about, who must do it, and how many working days it is late."""

    task: Task
    about: str
    doer: str | None
    late: bool
    days_late: int


async def own_tasks(desk: Desk) -> list[ListedTask]:
    """Return the tasks that the person may do, earliest due first, without cases shut to them."""
    return await tasks_of(desk.work, desk.person.id, desk.roles, desk.calendar, desk.pack, desk.now)


async def tasks_of(
    work: Work, person_id: int, roles: Iterable[Membership], calendar: WorkingCalendar, pack: Pack, now: datetime
) -> list[ListedTask]:
    """Return the same for somebody who is not at a desk."""
    found = await shown_to(work, person_id, await _open_for(work, person_id, tuple(roles), now))
    return await _listed(work, calendar, pack, now, found)


async def open_tasks(desk: Desk, *, everybodys: bool) -> list[Task]:
    """Return the open tasks of the person or of everybody, earliest due first, without cases shut to the person.

    Raises Forbidden for everybody's (lead and office only).
    """
    if everybodys:
        require(desk, Role.LEAD, Role.OFFICE, article=9)
        found = await desk.work.tasks.open()
    else:
        found = await _open_for(desk.work, desk.person.id, desk.roles, desk.now)
    return await shown_to(desk.work, desk.person.id, found)


async def described(desk: Desk, tasks: Iterable[Task]) -> list[ListedTask]:
    """Return the tasks as lines of a list, in their order."""
    return await _listed(desk.work, desk.calendar, desk.pack, desk.now, tasks)


async def give(
    desk: Desk,
    key: str,
    kind: str,
    subject: str,
    role: Role,
    *,
    unit: str | None = None,
    person_id: int | None = None,
    due_on: date | None = None,
    names: str = "",
    buttons: Sequence[Sequence[Mapping[str, Any]]] = BUTTONS,
    urgency: Urgency = Urgency.ORDINARY,
) -> bool:
    """Give the task and tell those who can do it, save people with an interest. False when the key was given before.

    `names` says what it is about, in words that a list may show. The lead gets the tasks of a unit without a clerk.
    """
    people = desk.work.people
    if person_id is not None:
        person = await people.get(person_id)
        doers = [person] if person else []
    else:
        doers = await people.with_role(role, desk.now, unit)
        if not doers:
            role, unit, doers = Role.LEAD, None, await people.with_role(Role.LEAD, desk.now)
    fresh = await desk.work.tasks.assign(
        key, kind, subject, role, now=desk.now, unit=unit, person_id=person_id, due_on=due_on
    )
    interested = await desk.work.recusals.interested_in(subject)
    for doer in doers if fresh else ():
        if doer.id not in interested or doer.id == person_id:
            await desk.work.outbox.owe(
                f"{key}:given:{doer.id}",
                doer.id,
                "tasks.given" if due_on else "tasks.given_undated",
                now=desk.now,
                values={"of": key, "task": Say(f"tasks.{kind}"), "names": names, "due": due_on},
                buttons=[list(row) for row in buttons],
                kind=CHECK,
                urgency=urgency,
            )
    return fresh


async def finish(work: Work, subject: str, kind: str, now: datetime, *, person_id: int | None = None) -> None:
    """Mark the open tasks of this kind on the subject as done."""
    for task in await open_about(work, subject, kind):
        await work.tasks.done(task.key, now, person_id)


async def drop(work: Work, subject: str, kinds: Iterable[str], now: datetime) -> None:
    """Drop the open tasks of these kinds on the subject."""
    for task in await open_about(work, subject, *kinds):
        await work.tasks.drop(task.key, now)


async def open_about(work: Work, subject: str, *kinds: str) -> list[Task]:
    """Return the open tasks of these kinds on the subject."""
    found = await work.tasks.of(subject)
    return [task for task in found if task.state is TaskState.OPEN and task.kind in kinds]


def number_of(subject: str, noun: str) -> int | None:
    """Return the id in a subject such as "application:12", None for another noun."""
    found, _, one = subject.partition(":")
    return int(one) if found == noun and one.isdecimal() else None


def days_late(desk: Desk, due_on: date | None) -> int:
    """Return by how many working days the due day is past."""
    return _days_late(desk.calendar, today(desk), due_on)


def _days_late(calendar: WorkingCalendar, day: date, due_on: date | None) -> int:
    return working_days_between(calendar, due_on, day) if due_on is not None and due_on < day else 0


async def without_clerk(work: Work, now: datetime) -> list[Task]:
    """Return the open tasks of all units that have no clerk now, the earliest due first; the lead follows them."""
    day = office_day(now)
    served = {one.unit for one in await work.roles.all() if one.role is Role.CLERK and one.holds_on(day)}
    found = [task for task in await work.tasks.open() if task.role is Role.CLERK and task.person_id is None]
    return [task for task in found if task.unit is not None and task.unit not in served]


async def shown_to(work: Work, person_id: int, tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks without those of cases shut to the person (Art. 40)."""
    hidden = set(await work.recusals.interests_of(person_id))
    for one in [number_of(subject, "application") for subject in hidden]:
        hidden |= {f"objection:{found.id}" for found in await work.objections.of_application(one)} if one else set()
    return [task for task in tasks if _is_shown(task, hidden, person_id)]


async def _open_for(work: Work, person_id: int, roles: Sequence[Membership], now: datetime) -> list[Task]:
    found = await work.tasks.open_for(person_id, roles, limit=_MOST)
    if not any(one.role is Role.LEAD and one.holds_on(office_day(now)) for one in roles):
        return found
    adrift = [task for task in await without_clerk(work, now) if task not in found]
    return sorted([*found, *adrift], key=lambda task: (task.due_on is None, task.due_on or date.min, task.id))


async def _listed(
    work: Work, calendar: WorkingCalendar, pack: Pack, now: datetime, tasks: Iterable[Task]
) -> list[ListedTask]:
    """Return the tasks as lines, in a constant number of statements."""
    day, here = office_day(now), tuple(tasks)
    named = await names_of_cases(work, pack, {task.subject for task in here})
    doers = await work.people.these({task.person_id for task in here if task.person_id is not None})
    return [
        ListedTask(
            task,
            named.get(task.subject, ""),
            doer.name if (doer := doers.get(task.person_id or 0)) is not None else None,
            task.due_on is not None and task.due_on < day,
            _days_late(calendar, day, task.due_on),
        )
        for task in here
    ]


def _is_shown(task: Task, hidden: Collection[str], person_id: int) -> bool:
    """Whether the task may be shown: its case is not shut, or it is the applicant's own supplement."""
    mine = task.person_id == person_id and task.kind == SUPPLEMENT
    return task.subject not in hidden or mine


async def end_phoning(desk: Desk) -> None:
    """Finish the office's task once nobody is left to phone."""
    if await desk.work.outbox.unreachable():
        return
    for task in await desk.work.tasks.of(UNREACHABLE):
        if task.state is TaskState.OPEN:
            await desk.work.tasks.done(task.key, desk.now, desk.person.id)
