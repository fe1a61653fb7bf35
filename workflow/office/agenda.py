"""The office's day: tasks late, due and later, new applications and objections, open notices (Art. 9, 40)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.applications.lifecycle import Application
from rules.engine.calendar import OFFICE_ZONE, WorkingCalendar, office_day
from rules.engine.pack import Pack
from rules.notices.postings import Notice
from rules.objections.cases import Objection, View
from rules.people.roles import Membership, Role
from storage.database.values import Say
from storage.engine.owed import Owed
from storage.engine.tasks import Task
from storage.work import Work
from workflow.applications.register import came_in, since_yesterday
from workflow.engine.buttons import opening
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.planning import MOST, Planning, owe
from workflow.engine.tasks import ListedTask, described, open_tasks, tasks_of
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

    listed: ListedTask
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


def at_hand(desk: Desk, one: ListedTask) -> Due:
    """Return the task with the button that opens it."""
    return Due(one, opening(desk, one.task))


# The morning digest of tasks late, due today and new, once a working day for everybody with a role (Art. 9).
#
# Messages about legal deadlines are sent at once, independently of it.


CHECK = "digest"
"""The check made just before it is sent: it is still that morning, and the lines are still true."""
NAMED = 5
"""The most tasks named in each group; all are counted."""
_BUTTONS = [[{"key": "menu.tasks", "press": "task:list"}]]


async def tell_mornings(plan: Planning) -> int:
    """Owe today's digest, once, from the office's opening hour of a working day.

    Returns how many people were looked at.

    After downtime only today's is sent. People with nothing late, due or new get none.
    """
    if (
        not plan.calendar.is_working(plan.today)
        or plan.said_at != plan.now
        or plan.now < _opening(plan.today, plan.pack)
    ):
        return 0
    serving = await _serving(plan)
    told_on = await plan.work.steps.told([_ladder(one) for one in serving])
    waiting = [one for one in serving if told_on.get(_ladder(one), date.min) < plan.today][:MOST]
    for person_id in plan.each(waiting):
        if await plan.work.steps.tell(_ladder(person_id), plan.today, plan.now):
            await _tell(plan, person_id, serving[person_id])
    return len(waiting)


async def is_true(work: Work, owed: Owed, now: datetime, calendar: WorkingCalendar, pack: Pack) -> bool:
    """Whether the digest is still true this morning; if its lines have changed, owe a corrected one in its place."""
    if owed.values["on"] != office_day(now):
        return False
    roles = [one for one in await work.roles.of(owed.person_id) if one.holds_on(office_day(now))]
    lines = await _lines(work, owed.person_id, roles, calendar, pack, now)
    if lines is not None and lines != owed.values["lines"]:
        await work.outbox.owe(
            f"{owed.key.partition('@')[0]}@{now.isoformat()}",
            owed.person_id,
            owed.text,
            now=now,
            values={**owed.values, "lines": lines},
            buttons=owed.buttons,
            kind=CHECK,
        )
    return lines is not None and lines == owed.values["lines"]


async def _tell(plan: Planning, person_id: int, roles: Sequence[Membership]) -> None:
    person = await plan.work.people.get(person_id)
    lines = await _lines(plan.work, person_id, roles, plan.calendar, plan.pack, plan.now)
    if person is None or lines is None:
        return
    values = {"on": plan.today, "lines": lines, "head": str(await plan.work.journal.head())}
    key = f"digest:{plan.today.isoformat()}"
    await owe(plan, key, [person], "digests.morning", kind=CHECK, values=values, buttons=_BUTTONS)


async def _lines(
    work: Work, person_id: int, roles: Sequence[Membership], calendar: WorkingCalendar, pack: Pack, now: datetime
) -> Say | None:
    """Return the digest's lines, from the same list as `/tasks`; None when there is nothing to say."""
    day, listed = office_day(now), await tasks_of(work, person_id, roles, calendar, pack, now)
    since = _opening(calendar.before(day, 1).last, pack)
    late = [one for one in listed if one.late]
    due = [one for one in listed if one.task.due_on == day]
    fresh = [one for one in listed if one.task.created_at >= since]
    said = [_line(name, found) for name, found in (("late", late), ("due", due), ("fresh", fresh)) if found]
    return _under_one_another([*said, Say("digests.open", {"count": len(listed)})]) if said else None


def _line(name: str, found: Sequence[ListedTask]) -> Say:
    named = [
        Say(
            "digests.item" if one.about else "digests.bare", {"task": Say(f"tasks.{one.task.kind}"), "about": one.about}
        )
        for one in found[:NAMED]
    ]
    return Say(f"digests.{name}", {"count": len(found), "named": named})


def _under_one_another(lines: Sequence[Say]) -> Say:
    first, *rest = lines
    return Say("digests.lines", {"first": first, "rest": _under_one_another(rest)}) if rest else first


def _opening(day: date, pack: Pack) -> datetime:
    return datetime.combine(day, pack.office_opens, OFFICE_ZONE)


async def _serving(plan: Planning) -> dict[int, list[Membership]]:
    serving: dict[int, list[Membership]] = {}
    for one in await plan.work.roles.all():
        if one.holds_on(plan.today):
            serving.setdefault(one.person_id, []).append(one)
    return serving


def _ladder(person_id: int) -> str:
    return f"digest:person-{person_id}"
