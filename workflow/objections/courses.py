"""The course of an objection, a sanction or a re-evaluation for a page: what was done and what is due (Art. 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storage.engine.deadlines import Deadline
from storage.engine.journal import Entry
from storage.engine.tasks import TaskState
from workflow.engine.desk import Desk
from workflow.engine.tasks import Listed, described
from workflow.objections.messages import BY_OBJECTOR
from workflow.people.roles import names_of

READINGS = frozenset(
    {
        "file_opened",
        "july_report_read",
        "objection_file_read",
        "objection_identity_opened",
        "objection_identity_used",
        "sanction_file_read",
    }
)
"""Acts of the journal that only read, and take a case no step further."""


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of a case with what is due; `names` maps an entry's id to the name of whoever acted."""

    steps: tuple[Entry, ...]
    names: Mapping[int, str] = field(repr=False)
    deadlines: tuple[Deadline, ...]
    tasks: tuple[Listed, ...]


async def course_of(desk: Desk, about: str) -> Course:
    """Return the course of this subject, the earliest step first."""
    steps = [entry for entry in await desk.work.journal.of(about) if entry.act not in READINGS]
    open_ones = [task for task in await desk.work.tasks.of(about) if task.state is TaskState.OPEN]
    return Course(
        tuple(steps),
        await named(desk, steps),
        tuple(one for one in await desk.work.deadlines.of(about) if one.ended_at is None),
        tuple(await described(desk, open_ones)),
    )


async def named(desk: Desk, entries: Sequence[Entry]) -> dict[int, str]:
    """Return the names of those who acted, by entry id, leaving objectors out (Art. 22)."""
    told = [entry for entry in entries if entry.act not in BY_OBJECTOR]
    names = await names_of(desk, {entry.person_id for entry in told})
    return {entry.id: names[entry.person_id] for entry in told if entry.person_id in names}
