"""Sanctions and re-evaluations as pages show them: lists, and one case with its steps (Art. 5, 36-41)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.applications import Application
from rules.awards import Award
from rules.bars import Bar
from rules.reevaluations import Rectification, Reevaluation
from rules.sanctions import BUSY, Sanction, State
from storage.deadlines import Deadline
from storage.journal import Entry
from storage.tasks import TaskState
from workflow import reevaluations, sanctions
from workflow.desk import Desk, require
from workflow.journals import named
from workflow.reevaluation_opinions import Member, members
from workflow.sanctions import OFFICE
from workflow.tasks import Listed, described

_READINGS = frozenset({"sanction_file_read", "file_opened", "july_report_read"})


@dataclass(frozen=True, slots=True)
class Course:
    """What went on about a case and what is due; `names` are those of whoever acted, by the entry."""

    steps: tuple[Entry, ...]
    names: Mapping[int, str] = field(repr=False)
    deadlines: tuple[Deadline, ...]
    tasks: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSanction:
    """One case with what it is about, the bar that it led to, and its files."""

    sanction: Sanction
    application: Application | None
    award: Award | None
    bar: Bar | None
    files: int
    acts: tuple[str, ...]
    course: Course


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReevaluation:
    """One case with its award, who evaluates it, and what is to be put right."""

    case: Reevaluation
    award: Award
    members: tuple[Member, ...]
    items: tuple[Rectification, ...]
    inquiry: bool
    acts: tuple[str, ...]
    course: Course


async def list_sanctions(
    desk: Desk, *, busy: bool | None, limit: int, before: int | None = None
) -> tuple[list[Sanction], int | None]:
    """The cases with something to do, those without, or all, the newest first; and what leads to the next page."""
    require(desk, *OFFICE, article=36)
    states = frozenset(State) if busy is None else BUSY if busy else frozenset(State) - BUSY
    found = await desk.work.sanctions.page(states, before=before, limit=limit + 1)
    more = found[limit - 1].id if len(found) > limit else None
    return await sanctions.shown(desk, found[:limit]), more


async def read_sanction(desk: Desk, sanction_id: int) -> ShownSanction:
    """The case. Raises as `workflow.sanctions.opened` does."""
    one, work = await sanctions.opened(desk, sanction_id), desk.work
    return ShownSanction(
        sanction=one,
        application=await work.applications.get(one.application_id) if one.application_id is not None else None,
        award=await work.awards.get(one.award_id) if one.award_id is not None else None,
        bar=await work.bars.of_sanction(one.id),
        files=len(await sanctions.files_of(desk, one)),
        acts=sanctions.acts(desk, one),
        course=await _course(desk, sanctions.subject_of(one)),
    )


async def read_reevaluation(desk: Desk, reevaluation_id: int) -> ShownReevaluation:
    """The case. Raises as `workflow.reevaluations.opened` does."""
    case = await reevaluations.opened(desk, reevaluation_id)
    return ShownReevaluation(
        case=case,
        award=await reevaluations.award_of(desk.work, case),
        members=tuple(await members(desk, case)),
        items=tuple(await desk.work.rectifications.of(case.id)),
        inquiry=await reevaluations.under_inquiry(desk.work, case),
        acts=await reevaluations.acts(desk, case),
        course=await _course(desk, reevaluations.subject_of(case)),
    )


async def _course(desk: Desk, about: str) -> Course:
    steps = [entry for entry in await desk.work.journal.of(about) if entry.act not in _READINGS]
    open_ones = [task for task in await desk.work.tasks.of(about) if task.state is TaskState.OPEN]
    return Course(
        tuple(steps),
        await named(desk, steps),
        tuple(one for one in await desk.work.deadlines.of(about) if one.ended_at is None),
        tuple(await described(desk, open_ones)),
    )
