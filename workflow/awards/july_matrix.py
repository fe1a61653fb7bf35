"""The July reports over the years for the office: each holder's side by side, and every year's figures (Art. 32)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rules.awards import Assessment, Award
from rules.july import Figures, Mark, figures, mark_of, marked
from rules.people import Role
from storage.database.values import Say
from workflow.engine.desk import Desk, Reading, require
from workflow.engine.lists import Column, Found, Listing, Nothing, Shown, unit_named


@dataclass(frozen=True, slots=True)
class Line:
    """A holder, by one of its awards, and its report for each year in which it owed one."""

    award: Award
    reports: Mapping[int, Assessment]

    @property
    def marks(self) -> Mapping[int, Mark]:
        """The mark of each year's report."""
        return {year: mark_of(one) for year, one in self.reports.items()}


async def matrix(desk: Desk, _asked: Nothing, *, limit: int, after: int = 0) -> Found[Line]:
    """Return a page of holders that ever owed a report, latest award first. Raises Forbidden (lead and office only)."""
    require(desk, Role.OFFICE, Role.LEAD, article=32)
    return Found(await lines_of(desk, limit=limit, after=after), await desk.work.july.count_holders())


async def lines_of(books: Reading, *, limit: int | None = None, after: int = 0) -> list[Line]:
    """Return the same page without checking a permission; whoever has it drawn must."""
    awards = await books.work.july.holders(limit=limit, after=after)
    reports = await books.work.july.of_holders([award.holder for award in awards])
    return [Line(award, {one.year: one for one in reports[award.holder]}) for award in awards]


async def figures_by_year(desk: Desk) -> list[Figures]:
    """Return the figures of every year with reports, latest first. Raises Forbidden (lead and office only)."""
    require(desk, Role.OFFICE, Role.LEAD, article=32)
    counts: defaultdict[int, Counter[Mark]] = defaultdict(Counter)
    for year, state, late, missed, count in await desk.work.july.tally():
        counts[year][marked(state, late=late, missed=missed)] += count
    return [figures(year, counts[year]) for year in sorted(counts, reverse=True)]


def state_of(one: Assessment) -> Say:
    """Return the state of a report, which says whether it came late or is missing."""
    return Say(f"assessments.state.{mark_of(one)}")


async def _years(desk: Desk) -> list[Column[Line]]:
    return [column for year in sorted(await desk.work.assessments.years()) for column in _of_year(year)]


def _of_year(year: int) -> tuple[Column[Line], Column[Line]]:
    """Return a year's column: its state, which leads to the report, on a page, and its mark in Excel."""
    return (
        Column(
            year,
            lambda _, line: state_of(line.reports[year]) if year in line.reports else None,
            shown=Shown.PAGE,
            subject=lambda line: f"assessment:{line.reports[year].id}" if year in line.reports else "",
        ),
        Column(
            year,
            lambda _, line: Say(f"assessments.mark.{line.marks[year]}") if year in line.reports else "",
            shown=Shown.EXCEL,
        ),
    )


JULY = Listing(
    title="pages.july",
    find=matrix,
    asked=Nothing,
    columns=(
        Column(
            "assessments.column.holder", lambda _, line: line.award.name, subject=lambda line: f"award:{line.award.id}"
        ),
        Column(
            "assessments.column.award",
            lambda desk, line: desk.pack.name_of_award(line.award.award, desk.person.language),
        ),
        Column("assessments.column.certificate", lambda _, line: line.award.certificate),
        Column("assessments.column.unit", lambda desk, line: unit_named(desk, line.award.unit)),
    ),
    further=_years,
    line=lambda _, line: line.award.name,
    press=lambda line: f"register:see:{line.award.id}",
    count="pages.july_lead",
    exported="july_exported",
    about="july",
    article=32,
)
