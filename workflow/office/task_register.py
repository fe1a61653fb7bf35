"""Open tasks on the office's pages: one's own or everybody's, filtered (Art. 9, 40)."""

from dataclasses import dataclass, field

from rules.people.roles import Role
from storage.database.values import Say
from storage.engine.tasks import Task
from workflow.applications.register import Search, search
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.ladders import who_does
from workflow.engine.lists import (
    MOST_EXPORTED,
    Cell,
    Column,
    Filter,
    Found,
    Known,
    Listing,
    Options,
    choice,
    one_of,
    typed,
)
from workflow.engine.tasks import ListedTask, described, number_of, open_tasks
from workflow.office.agenda import Due, When, at_hand, when_due


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """A query for the list; `words` as typed, looked for in what a task is about.

    `whose` is "all" for everybody's and "mine" for one's own; not asked, it is everybody's for whoever may see them.
    """

    whose: str = ""
    when: When | None = None
    kind: str | None = None
    words: str = field(default="", repr=False)


def oversees(desk: Desk) -> bool:
    """Whether the person may see everybody's tasks."""
    return serves_as(desk, Role.LEAD, Role.OFFICE)


async def search_tasks(desk: Desk, asked: TaskQuery, *, limit: int, after: int = 0) -> Found[Due]:
    """Return the matching tasks, earliest due first. Raises Forbidden for everybody's."""
    tasks = await open_tasks(desk, everybodys=asked.whose == "all" or (not asked.whose and oversees(desk)))
    wanted = [task for task in tasks if asked.kind in (None, task.kind)]
    wanted = [task for task in wanted if asked.when in (None, when_due(desk, task))]
    if asked.words:
        wanted = await _about(desk, wanted, asked.words)
    here = await described(desk, wanted[after : after + limit])
    return Found([at_hand(desk, one) for one in here], len(wanted))


def kind_of(kind: str) -> Known:
    """Return the name of a kind of task."""
    return Known(f"tasks.{kind}", Say("tasks.other"))


def due_of(desk: Desk, one: ListedTask) -> Say:
    """Return by when the task is due, or since when it is late."""
    due = one.task.due_on
    if due is None:
        return Say("tasks.no_due")
    if not one.late:
        return Say("tasks.today" if due == today(desk) else "tasks.due", {"due": due})
    return Say("tasks.late" if one.days_late else "tasks.passed", {"due": due, "days": one.days_late})


def who_of(desk: Desk, one: ListedTask) -> Cell:
    """Return whom the task waits for: a person in their role, a unit, or a party to the case."""
    return who_does(desk.pack, desk.person.language, one.task, one.doer)


async def _kinds(desk: Desk) -> Options:
    tasks = await open_tasks(desk, everybodys=oversees(desk))
    return [(kind, kind_of(kind)) for kind in sorted({task.kind for task in tasks})]


async def _whose(desk: Desk) -> Options:
    return [(whose, Say(f"tasks.whose.{whose}")) for whose in ("all", "mine")] if oversees(desk) else []


TASKS = Listing(
    title="pages.tasks",
    find=search_tasks,
    asked=TaskQuery,
    filters=(
        typed("tasks.column.about"),
        Filter("whose", "tasks.whose", str, options=_whose, optional=False),
        choice("when", "tasks.column.due", When, "pages.group"),
        one_of("kind", "tasks.column.what", _kinds, by_name=True),
    ),
    columns=(
        Column("tasks.column.what", lambda _, due: kind_of(due.listed.task.kind)),
        Column("tasks.column.about", lambda _, due: due.listed.about),
        Column("tasks.column.due", lambda _, due: due.listed.task.due_on),
        Column("tasks.column.days", lambda _, due: due.listed.days_late or None),
        Column("tasks.column.who", lambda desk, due: who_of(desk, due.listed)),
    ),
    nothing="tasks.none_here",
    exported="tasks_exported",
    about="tasks",
)


async def _about(desk: Desk, tasks: list[Task], words: str) -> list[Task]:
    """Filter by cases that the register finds with these words, and by other tasks whose subject contains them."""
    cases = await search(desk, Search(words=words), limit=MOST_EXPORTED)
    known = {line.application.id for line in cases.lines}
    others = [task for task in tasks if number_of(task.subject, "application") is None]
    named = {one.task.key for one in await described(desk, others) if words.casefold() in one.about.casefold()}
    return [task for task in tasks if number_of(task.subject, "application") in known or task.key in named]
