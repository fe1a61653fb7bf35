"""One objection for a page: its content, its steps with dates, the possible acts; never the objector (Art. 22)."""

from dataclasses import dataclass, field

from rules.notices.postings import Notice
from rules.objections.cases import Actor, Objection, State, acts_of, matter_of
from storage.engine.files import FileRecord
from workflow.engine.desk import Desk, today
from workflow.interests.recusals import Undeclared
from workflow.objections.courses import Course, course_of
from workflow.objections.custody import evidence
from workflow.objections.examiners import examiner, has_declared
from workflow.objections.investigations import Finding, findings
from workflow.objections.messages import subject_of
from workflow.objections.objectors import against
from workflow.objections.register import notice_of


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
