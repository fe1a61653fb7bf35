"""The open tasks as the office's pages list them: one's own or everybody's, by what is looked for (Art. 9, 40)."""

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
    """What is asked of the list; `words` as they were typed, found in what a task is about."""

    everybodys: bool = False
    when: When | None = None
    kind: str | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list, how many there are in all its pages, and which kinds there are to choose from."""

    lines: tuple[Due, ...]
    count: int
    kinds: tuple[str, ...]


def oversees(desk: Desk) -> bool:
    """Whether the person may look at everybody's."""
    return serves_as(desk, Role.LEAD, Role.OFFICE)


async def listed_tasks(desk: Desk, asked: Asked, *, limit: int | None = None, after: int = 0) -> Found:
    """What is asked for, the earliest due first; without a limit all of it. Raises Forbidden for everybody's."""
    tasks = await open_tasks(desk, everybodys=asked.everybodys)
    kinds = tuple(sorted({task.kind for task in tasks}))
    wanted = [task for task in tasks if asked.kind in (None, task.kind)]
    wanted = [task for task in wanted if asked.when in (None, when_due(desk, task))]
    if asked.words:
        wanted = await _about(desk, wanted, asked.words)
    here = wanted[after:] if limit is None else wanted[after : after + limit]
    return Found(tuple(at_hand(desk, one) for one in await described(desk, here)), len(wanted), kinds)


async def export_tasks(desk: Desk, asked: Asked) -> Found:
    """The same without pages, to be taken away; that it was is in the journal."""
    found = await listed_tasks(desk, asked)
    await note_export(desk, "tasks_exported", "tasks", found.count)
    return found


async def _about(desk: Desk, tasks: list[Task], words: str) -> list[Task]:
    """Those about a case that the register finds by these words, and others whose own words hold them."""
    cases = await search(desk, Search(words=words), limit=MOST_EXPORTED)
    known = {line.application.id for line in cases.lines}
    others = [task for task in tasks if number_of(task.subject, "application") is None]
    named = {one.task.key for one in await described(desk, others) if words.casefold() in one.about.casefold()}
    return [task for task in tasks if number_of(task.subject, "application") in known or task.key in named]
