"""Sanctions and re-evaluations for pages: lists, and one case with its steps (Art. 5, 36-41)."""

from dataclasses import dataclass
from enum import StrEnum

from rules.applications.lifecycle import Application
from rules.awards.validity import Award
from rules.reevaluations.cases import Rectification, Reevaluation
from rules.sanctions.bars import Bar
from rules.sanctions.cases import BUSY, Sanction, State
from storage.database.values import Say
from workflow.awards.july import state_of as report
from workflow.engine.desk import Desk, require
from workflow.engine.lists import Column, Filter, Found, Listing, Shown, choice, unit_named
from workflow.objections.timelines import Course, course_of
from workflow.reevaluations import cases as reevaluations
from workflow.reevaluations.case_opening import Prepared, past_cases, preparation
from workflow.reevaluations.opinions import Member, members
from workflow.sanctions import cases as sanctions
from workflow.sanctions.cases import OFFICE


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


class View(StrEnum):
    """The views of the list of sanctions: with something to do, settled, or all."""

    BUSY = "busy"
    SETTLED = "settled"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSanctions:
    """A query for the list of sanctions."""

    view: View = View.BUSY


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedReevaluations:
    """A query for the list of re-evaluations: of ended cases, or of awards to prepare."""

    past: bool = False


_STATES = {View.BUSY: BUSY, View.SETTLED: frozenset(State) - BUSY, View.ALL: frozenset(State)}


async def list_sanctions(desk: Desk, asked: AskedSanctions, *, limit: int, after: int = 0) -> Found[Sanction]:
    """Return a page of cases before the id `after`, newest first. Raises Forbidden (lead and office only)."""
    require(desk, *OFFICE, article=36)
    found = await desk.work.sanctions.page(_STATES[asked.view], before=after or None, limit=limit + 1)
    before = found[limit - 1].id if len(found) > limit else None
    return Found(await sanctions.shown(desk, found[:limit]), None, before=before)


async def list_reevaluations(desk: Desk, asked: AskedReevaluations, *, limit: int, after: int = 0) -> Found[Prepared]:
    """Return a page of awards to prepare, earliest end first, or with `past` of ended cases, newest first."""
    if asked.past:
        ended, more = await past_cases(desk, limit=limit, after=after)
        return Found([Prepared(award, case, ()) for case, award in ended], None, more=more)
    return Found(*await preparation(desk, limit=limit, after=after))


SANCTIONS = Listing(
    title="rooms.sanctions",
    find=list_sanctions,
    asked=AskedSanctions,
    filters=(choice("view", "pages.column.state", View, "rooms.sanctions", default=View.BUSY),),
    columns=(
        Column("rooms.column.number", lambda _, one: one.number, subject=lambda one: f"sanction:{one.id}"),
        Column("rooms.column.article", lambda _, one: Say(f"sanctions.cited.{one.article}")),
        Column("pages.column.state", lambda _, one: Say(f"sanctions.state.{one.state}")),
        Column("rooms.column.opened", lambda _, one: one.opened_at),
        Column("rooms.column.heard", lambda _, one: one.hear_by),
    ),
    by_id=True,
    exported="sanctions_exported",
    about="sanctions",
    article=36,
)


def state_of(case: Reevaluation | None) -> Say:
    """Return the case's state; an award without a case is still to come."""
    return Say(f"reevaluations.state.{case.state}" if case else "reevaluations.coming")


def july_of(one: Prepared) -> tuple[Say, ...]:
    """Return the state of each year's July report."""
    return tuple(Say("reevaluations.july_of", {"year": str(each.year), "state": report(each)}) for each in one.reports)


REEVALUATIONS = Listing(
    title="rooms.reevaluations",
    find=list_reevaluations,
    asked=AskedReevaluations,
    filters=(Filter("past", "", lambda answer: answer == "1"),),
    columns=(
        Column("reevaluations.column.number", lambda _, one: one.case.number if one.case else "", head=True),
        Column(
            "reevaluations.column.holder",
            lambda _, one: one.award.name,
            head=True,
            subject=lambda one: f"reevaluation:{one.case.id}" if one.case else "",
        ),
        Column(
            "reevaluations.column.award",
            lambda desk, one: desk.pack.name_of_award(one.award.award, desk.person.language),
        ),
        Column("reevaluations.column.until", lambda _, one: one.award.valid_until),
        Column("reevaluations.column.state", lambda _, one: state_of(one.case)),
        Column("rooms.column.opened", lambda _, one: one.case.opened_at if one.case else None),
        Column("rooms.column.report_by", lambda _, one: one.case.report_by if one.case else None),
        Column("reevaluations.column.certificate", lambda _, one: one.award.certificate, shown=Shown.EXCEL),
        Column("reevaluations.column.decision", lambda _, one: one.award.decision, shown=Shown.EXCEL),
        Column("reevaluations.column.unit", lambda desk, one: unit_named(desk, one.award.unit), shown=Shown.EXCEL),
        Column("reevaluations.column.july", lambda _, one: july_of(one), shown=Shown.EXCEL),
    ),
    acts=lambda _, one: {} if one.case else {f"reevaluation:begin:{one.award.id}": "rooms.act.begin"},
    count="rooms.reevaluations_count",
    exported="reevaluations_exported",
    about="reevaluations",
    article=5,
)


async def read_sanction(desk: Desk, sanction_id: int) -> ShownSanction:
    """The case. Raises as `workflow.sanctions.cases.opened` does."""
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
    """The case. Raises as `workflow.reevaluations.cases.opened` does."""
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
