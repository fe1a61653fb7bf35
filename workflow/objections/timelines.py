"""One objection for a page: its content, its steps with dates, the possible acts; never the objector (Art. 22)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.notices.postings import Notice
from rules.objections.cases import Actor, Objection, State, acts_of, matter_of
from storage.engine.deadlines import Deadline
from storage.engine.files import FileRecord
from storage.engine.journal import Entry
from storage.engine.tasks import TaskState
from workflow.engine.desk import Desk, today
from workflow.engine.tasks import ListedTask, described
from workflow.interests.recusals import Undeclared
from workflow.objections.custody import evidence
from workflow.objections.examiners import examiner, has_declared
from workflow.objections.investigations import Finding, findings
from workflow.objections.messages import BY_OBJECTOR, subject_of
from workflow.objections.objectors import against
from workflow.objections.register import notice_of
from workflow.people.roles import names_of

# The course of an objection, a sanction or a re-evaluation for a page: what was done and what is due (Art. 9).


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
    tasks: tuple[ListedTask, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All that the page shows; `same` are other objections on the same matter."""

    objection: Objection
    notice: Notice | None
    title: str
    against: str
    same: tuple[Objection, ...]
    evidence: tuple[FileRecord, ...]
    findings: tuple[Finding, ...] = field(repr=False)
    acts: tuple[str, ...]
    course: Course


async def read_objection(desk: Desk, objection_id: int) -> Shown:
    """Return the case to somebody of the office without an interest. Raises Forbidden, or Undeclared."""
    one = await examiner(desk, objection_id)
    if not await has_declared(desk, one):
        raise Undeclared("reviews.undeclared", article=40)
    same = [each for each in await desk.work.objections.same_matter(matter_of(one)) if each.id != one.id]
    return Shown(
        objection=one,
        notice=await desk.work.notices.get(one.notice_id) if one.notice_id is not None else None,
        title=await notice_of(desk, one),
        against=await against(desk.work, one),
        same=tuple(same),
        evidence=tuple(await evidence(desk, one.id)),
        findings=tuple(await findings(desk, one)),
        acts=_acts(desk, one),
        course=await course_of(desk, subject_of(one)),
    )


def _acts(desk: Desk, one: Objection) -> tuple[str, ...]:
    """Return the acts open to the office, also on behalf of the objector of a paper at the counter."""
    mine = acts_of(one, Actor.OFFICE, today(desk))
    team = ("team",) if "decide" in mine else ()
    theirs = acts_of(one, Actor.OBJECTOR, today(desk)) if one.at_counter else ()
    return (*team, *mine, *(("deliver",) if one.state is State.DECIDED else ()), *theirs)
