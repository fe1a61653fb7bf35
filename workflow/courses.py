"""The course of an objection, a sanction or a re-evaluation as pages show it: what was done, what is due (Art. 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.deadlines import Deadline
from storage.journal import Entry
from storage.tasks import TaskState
from workflow.desk import Desk
from workflow.journals import named
from workflow.tasks import Listed, described

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
"""Acts of the journal by which a case goes no step further."""


@dataclass(frozen=True, slots=True)
class Course:
    """What went on about a case and what is due; `names` are those of whoever acted, by the entry."""

    steps: tuple[Entry, ...]
    names: Mapping[int, str] = field(repr=False)
    deadlines: tuple[Deadline, ...]
    tasks: tuple[Listed, ...]


async def course_of(desk: Desk, about: str) -> Course:
    """The course of this subject, the first step first."""
    steps = [entry for entry in await desk.work.journal.of(about) if entry.act not in READINGS]
    open_ones = [task for task in await desk.work.tasks.of(about) if task.state is TaskState.OPEN]
    return Course(
        tuple(steps),
        await named(desk, steps),
        tuple(one for one in await desk.work.deadlines.of(about) if one.ended_at is None),
        tuple(await described(desk, open_ones)),
    )
