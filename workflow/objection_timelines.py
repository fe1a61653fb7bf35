"""One objection as a page shows it: what it says, its steps with their dates, what can be done; never who objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.notices import Notice
from rules.objections import Actor, Objection, State, acts_of, matter_of
from storage.deadlines import Deadline
from storage.files import FileRecord
from storage.journal import Entry
from storage.tasks import Task, TaskState
from workflow.custody import evidence
from workflow.desk import Desk, today
from workflow.examiners import examiner, has_declared
from workflow.investigations import Finding, findings
from workflow.journals import named
from workflow.objection_messages import subject_of
from workflow.objection_register import notice_of
from workflow.objections import against
from workflow.recusals import Undeclared
from workflow.tasks import Listed, described

_NOT_STEPS = frozenset({"objection_identity_used", "objection_identity_opened", "objection_file_read"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The objection. `names` are those of whoever acted, by the entry; `same` are others about the same matter."""

    objection: Objection
    notice: Notice | None
    title: str
    against: str
    same: tuple[Objection, ...]
    evidence: tuple[FileRecord, ...]
    findings: tuple[Finding, ...] = field(repr=False)
    deadlines: tuple[Deadline, ...]
    tasks: tuple[Listed, ...]
    steps: tuple[Entry, ...]
    names: Mapping[int, str] = field(repr=False)
    acts: tuple[str, ...]


async def read_objection(desk: Desk, objection_id: int) -> Shown:
    """The case, for somebody of the office without an interest. Raises Forbidden, before that Undeclared."""
    one = await examiner(desk, objection_id)
    if not await has_declared(desk, one):
        raise Undeclared("reviews.undeclared", article=40)
    about = subject_of(one)
    steps = [entry for entry in await desk.work.journal.of(about) if entry.act not in _NOT_STEPS]
    same = [each for each in await desk.work.objections.same_matter(matter_of(one)) if each.id != one.id]
    return Shown(
        objection=one,
        notice=await desk.work.notices.get(one.notice_id) if one.notice_id is not None else None,
        title=await notice_of(desk, one),
        against=await against(desk.work, one),
        same=tuple(same),
        evidence=tuple(await evidence(desk, one.id)),
        findings=tuple(await findings(desk, one)),
        deadlines=tuple(each for each in await desk.work.deadlines.of(about) if each.ended_at is None),
        tasks=tuple(await described(desk, await _open(desk, about))),
        steps=tuple(steps),
        names=await named(desk, steps),
        acts=_acts(desk, one),
    )


def _acts(desk: Desk, one: Objection) -> tuple[str, ...]:
    """What the office does, who investigates, and for a paper at the counter what its objector would do."""
    mine = acts_of(one, Actor.OFFICE, today(desk))
    team = ("team",) if "decide" in mine else ()
    theirs = acts_of(one, Actor.OBJECTOR, today(desk)) if one.at_counter else ()
    return (*team, *mine, *(("deliver",) if one.state is State.DECIDED else ()), *theirs)


async def _open(desk: Desk, about: str) -> list[Task]:
    return [task for task in await desk.work.tasks.of(about) if task.state is TaskState.OPEN]
