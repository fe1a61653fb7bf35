"""Tasks as people see them: their own and their roles', and for the office what waits for whom (Art. 9, 15-23, 40)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rules.people import Role
from storage.tasks import Task, TaskState
from storage.work import Work
from workflow.desk import Desk, require, today
from workflow.facts import working_days_between

RECUSAL = "recusal"
"""The kind of the lead's task to find another clerk; it names a case without opening it."""
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """A task with what a list says of it: about whom, who has to do it, how many working days it is late."""

    task: Task
    about: str
    doer: str | None
    late: bool
    days_late: int


async def own_tasks(desk: Desk) -> list[Listed]:
    """What the person may do, the earliest due first; nothing of a case that they declared an interest in."""
    return await _listed(desk, await desk.work.tasks.open_for(desk.person.id, desk.roles, limit=_MOST))


async def all_tasks(desk: Desk) -> list[Listed]:
    """Every open task of the service: what the lead and the office look at. Raises Forbidden for others."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    return await _listed(desk, await desk.work.tasks.open())


async def finish(work: Work, subject: str, kind: str, now: datetime, *, person_id: int | None = None) -> None:
    """The open tasks of this kind about the subject are done, so that nobody is reminded of them."""
    for task in await open_about(work, subject, kind):
        await work.tasks.done(task.key, now, person_id)


async def drop(work: Work, subject: str, kinds: Iterable[str], now: datetime) -> None:
    """The open tasks of these kinds about the subject are needed no more."""
    for task in await open_about(work, subject, *kinds):
        await work.tasks.drop(task.key, now)


async def open_about(work: Work, subject: str, *kinds: str) -> list[Task]:
    """The open tasks of these kinds about the subject."""
    found = await work.tasks.of(subject)
    return [task for task in found if task.state is TaskState.OPEN and task.kind in kinds]


def number_of(subject: str, noun: str) -> int | None:
    """The id in a subject such as "application:12"; None for one about something else."""
    found, _, one = subject.partition(":")
    return int(one) if found == noun and one.isdecimal() else None


def days_late(desk: Desk, due_on: date | None) -> int:
    """How many working days the due day is past."""
    late = due_on is not None and due_on < today(desk)
    return working_days_between(desk.calendar, due_on, today(desk)) if late and due_on else 0


async def _listed(desk: Desk, tasks: Iterable[Task]) -> list[Listed]:
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    shown = [task for task in tasks if task.subject not in hidden or task.kind == RECUSAL]
    return [
        Listed(
            task,
            await _about(desk.work, task.subject),
            await _doer(desk.work, task),
            task.due_on is not None and task.due_on < today(desk),
            days_late(desk, task.due_on),
        )
        for task in shown
    ]


async def _about(work: Work, subject: str) -> str:
    """The number and the name of the case; empty where the subject has none that a list may show."""
    one = number_of(subject, "application")
    application = await work.applications.get(one) if one is not None else None
    return f"{application.number or ''} {application.name or ''}".strip() if application is not None else ""


async def _doer(work: Work, task: Task) -> str | None:
    person = await work.people.get(task.person_id) if task.person_id is not None else None
    return person.name if person is not None else None
