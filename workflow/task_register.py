"""Open tasks on the office's pages: one's own or everybody's, filtered (Art. 9, 40)."""

from dataclasses import dataclass, field

from rules.people import Role
from storage.tasks import Task
from workflow.agenda import Due, When, at_hand, when_due
from workflow.application_register import Search, search
from workflow.desk import Desk, serves_as
from workflow.lists import MOST_EXPORTED, note_export
from workflow.tasks import described, number_of, open_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query for the list; `words` as typed, looked for in what a task is about."""

    everybodys: bool = False
    when: When | None = None
    kind: str | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the list, the total count, and the kinds to choose from."""

    lines: tuple[Due, ...]
    count: int
    kinds: tuple[str, ...]


def oversees(desk: Desk) -> bool:
    """Whether the person may see everybody's tasks."""
    return serves_as(desk, Role.LEAD, Role.OFFICE)


async def listed_tasks(desk: Desk, asked: Asked, *, limit: int | None = None, after: int = 0) -> Found:
    """Return the matching tasks, earliest due first; all without `limit`. Raises Forbidden for everybody's."""
    tasks = await open_tasks(desk, everybodys=asked.everybodys)
    kinds = tuple(sorted({task.kind for task in tasks}))
    wanted = [task for task in tasks if asked.kind in (None, task.kind)]
    wanted = [task for task in wanted if asked.when in (None, when_due(desk, task))]
    if asked.words:
        wanted = await _about(desk, wanted, asked.words)
    here = wanted[after:] if limit is None else wanted[after : after + limit]
    return Found(tuple(at_hand(desk, one) for one in await described(desk, here)), len(wanted), kinds)


async def export_tasks(desk: Desk, asked: Asked) -> Found:
    """Return all matching tasks for a download, and note the export in the journal."""
    found = await listed_tasks(desk, asked)
    await note_export(desk, "tasks_exported", "tasks", found.count)
    return found


async def _about(desk: Desk, tasks: list[Task], words: str) -> list[Task]:
    """Filter by cases that the register finds with these words, and by other tasks whose subject contains them."""
    cases = await search(desk, Search(words=words), limit=MOST_EXPORTED)
    known = {line.application.id for line in cases.lines}
    others = [task for task in tasks if number_of(task.subject, "application") is None]
    named = {one.task.key for one in await described(desk, others) if words.casefold() in one.about.casefold()}
    return [task for task in tasks if number_of(task.subject, "application") in known or task.key in named]
