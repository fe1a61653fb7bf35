"""The office's day: what is late, due today and later, what came in, which notices are open (Art. 9, 40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.applications import Application
from rules.notices import Notice
from rules.objections import Objection, View
from rules.people import Role
from storage.tasks import Task
from workflow.application_register import came_in, since_yesterday
from workflow.desk import Desk, serves_as, today
from workflow.objection_register import register
from workflow.openers import opening
from workflow.tasks import Listed, described, open_tasks


class When(StrEnum):
    """When a task is due, as the page groups them."""

    LATE = "late"
    TODAY = "today"
    LATER = "later"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Due:
    """A task on the page, and the button that opens it in the chat, if there is one."""

    listed: Listed
    press: str | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The day. `counts` are of all tasks in each group; of each at most the first few are in `due`."""

    everybodys: bool
    counts: Mapping[When, int]
    due: Mapping[When, tuple[Due, ...]]
    came: tuple[Application, ...]
    came_count: int
    objections: tuple[Objection, ...]
    notices: tuple[Notice, ...]


async def agenda(desk: Desk, *, limit: int, only: When | None = None, after: int = 0) -> Agenda:
    """The first `limit` of each group, or of one group those behind `after`.

    The lead and the office see everybody's, others their own; nobody anything of a case that is shut to them.
    """
    everybodys = serves_as(desk, Role.LEAD, Role.OFFICE)
    groups: dict[When, list[Task]] = {when: [] for when in When}
    for task in await open_tasks(desk, everybodys=everybodys):
        groups[when_due(desk, task)].append(task)
    picked = {when: groups[when][after : after + limit] for when in When if only in (None, when)}
    came, count = await came_in(desk, limit=limit)
    return Agenda(
        everybodys,
        {when: len(tasks) for when, tasks in groups.items()},
        {when: tuple([at_hand(desk, one) for one in await described(desk, tasks)]) for when, tasks in picked.items()},
        tuple(came),
        count,
        tuple(await _objections(desk, limit)) if everybodys else (),
        tuple(await desk.work.notices.open_on(today(desk))),
    )


async def _objections(desk: Desk, limit: int) -> list[Objection]:
    """Those that came since yesterday, at most so many."""
    return (await register(desk, View.ALL, since=since_yesterday(desk), limit=limit))[0]


def when_due(desk: Desk, task: Task) -> When:
    """The group of a task."""
    if task.due_on is None:
        return When.UNDATED
    if task.due_on == today(desk):
        return When.TODAY
    return When.LATE if task.due_on < today(desk) else When.LATER


def at_hand(desk: Desk, one: Listed) -> Due:
    """The task with the way to it."""
    return Due(one, opening(desk, one.task))
