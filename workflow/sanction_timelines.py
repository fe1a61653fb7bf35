"""Sanctions and re-evaluations for pages: lists, and one case with its steps (Art. 5, 36-41)."""

from dataclasses import dataclass

from rules.applications import Application
from rules.awards import Award
from rules.bars import Bar
from rules.reevaluations import Rectification, Reevaluation
from rules.sanctions import BUSY, Sanction, State
from workflow import reevaluations, sanctions
from workflow.courses import Course, course_of
from workflow.desk import Desk, require
from workflow.lists import MOST_EXPORTED, note_export
from workflow.reevaluation_openings import past_cases, preparation
from workflow.reevaluation_opinions import Member, members
from workflow.sanctions import OFFICE


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


@dataclass(frozen=True, slots=True)
class ListedReevaluations:
    """A page of awards with their cases, and whether there are more; `count` is of all, where that is known."""

    lines: tuple[tuple[Award, Reevaluation | None], ...]
    count: int | None
    more: bool


async def list_sanctions(
    desk: Desk, *, busy: bool | None, limit: int, before: int | None = None
) -> tuple[list[Sanction], int | None]:
    """Return a page of cases, newest first, and the id for the next page: `busy` ones, the others, or all (None)."""
    require(desk, *OFFICE, article=36)
    states = frozenset(State) if busy is None else BUSY if busy else frozenset(State) - BUSY
    found = await desk.work.sanctions.page(states, before=before, limit=limit + 1)
    more = found[limit - 1].id if len(found) > limit else None
    return await sanctions.shown(desk, found[:limit]), more


async def export_sanctions(desk: Desk, *, busy: bool | None) -> list[Sanction]:
    """Return all of them for a download, at most MOST_EXPORTED, and note the export in the journal."""
    found, _ = await list_sanctions(desk, busy=busy, limit=MOST_EXPORTED)
    await note_export(desk, "sanctions_exported", "sanctions", len(found), article=36)
    return found


async def list_reevaluations(desk: Desk, *, past: bool, limit: int, after: int = 0) -> ListedReevaluations:
    """Return a page of awards to prepare, earliest end first, or with `past` of ended cases, newest first."""
    if past:
        ended, more = await past_cases(desk, limit=limit, after=after)
        return ListedReevaluations(tuple((award, case) for case, award in ended), None, more)
    prepared, count = await preparation(desk, limit=limit, after=after)
    return ListedReevaluations(tuple((one.award, one.case) for one in prepared), count, after + limit < count)


async def export_reevaluations(desk: Desk, *, past: bool) -> ListedReevaluations:
    """Return all of them for a download, at most MOST_EXPORTED, and note the export in the journal."""
    found = await list_reevaluations(desk, past=past, limit=MOST_EXPORTED)
    await note_export(desk, "reevaluations_exported", "reevaluations", len(found.lines), article=5)
    return found


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
        course=await course_of(desk, sanctions.subject_of(one)),
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
        course=await course_of(desk, reevaluations.subject_of(case)),
    )
