"""The office's day: tasks late, due and later, new applications and objections, open notices (Art. 9, 40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.applications.lifecycle import Application
from rules.notices.postings import Notice
from rules.objections.cases import Objection, View
from rules.people.roles import Role
from storage.engine.tasks import Task
from workflow.applications.register import came_in, since_yesterday
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.openers import opening
from workflow.engine.tasks import Listed, described, open_tasks
from workflow.objections.register import register


class When(StrEnum):
    """The groups of tasks on the page, by due day."""

    LATE = "late"
    TODAY = "today"
    LATER = "later"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Due:
    """A task on the page, and the data of the button that opens it in the chat, if any."""

    listed: Listed
    press: str | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The office's day. `counts` cover all tasks of each group, `due` holds at most the first few of each.

    `everybodys` says whether the tasks are everybody's or the person's own.
    """

    everybodys: bool
    counts: Mapping[When, int]
    due: Mapping[When, tuple[Due, ...]]
    came: tuple[Application, ...]
    came_count: int
    objections: tuple[Objection, ...]
    notices: tuple[Notice, ...]


async def agenda(desk: Desk, *, limit: int, only: When | None = None, after: int = 0) -> Agenda:
    """Return the day's agenda with `limit` tasks a group, from `after` on, or of the group `only` alone.

    Lead and office see everybody's tasks, others their own. Nobody sees anything of a case that is shut to them.
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
    """Return the objections that came since yesterday, at most `limit`."""
    return (await register(desk, View.ALL, since=since_yesterday(desk), limit=limit))[0]


def when_due(desk: Desk, task: Task) -> When:
    """Return the group that the task's due day puts it in."""
    if task.due_on is None:
        return When.UNDATED
    if task.due_on == today(desk):
        return When.TODAY
    return When.LATE if task.due_on < today(desk) else When.LATER


def at_hand(desk: Desk, one: Listed) -> Due:
    """Return the task with the button that opens it."""
    return Due(one, opening(desk, one.task))
