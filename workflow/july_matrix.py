"""The July reports over the years for the office: each holder's side by side, and every year's figures (Art. 32)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rules.awards import Award
from rules.july import Figures, Mark, figures, mark_of, marked
from rules.people import Role
from workflow.desk import Desk, Reading, require


@dataclass(frozen=True, slots=True)
class Line:
    """A holder, by one of its awards, and the mark of its report for each year in which it owed one."""

    award: Award
    marks: Mapping[int, Mark]


async def matrix(desk: Desk, *, limit: int | None = None, after: int = 0) -> tuple[list[Line], int]:
    """Return a page of holders that ever owed a report, latest award first, and their total. Raises Forbidden."""
    require(desk, Role.OFFICE, Role.LEAD, article=32)
    return await lines_of(desk, limit=limit, after=after), await desk.work.july.count_holders()


async def lines_of(books: Reading, *, limit: int | None = None, after: int = 0) -> list[Line]:
    """Return the same page without checking a permission; whoever has it drawn must."""
    awards = await books.work.july.holders(limit=limit, after=after)
    reports = await books.work.july.of_holders([award.holder for award in awards])
    return [Line(award, {one.year: mark_of(one) for one in reports[award.holder]}) for award in awards]


async def figures_by_year(desk: Desk) -> list[Figures]:
    """Return the figures of every year with reports, latest first. Raises Forbidden (lead and office only)."""
    require(desk, Role.OFFICE, Role.LEAD, article=32)
    counts: defaultdict[int, Counter[Mark]] = defaultdict(Counter)
    for year, state, late, missed, count in await desk.work.july.tally():
        counts[year][marked(state, late=late, missed=missed)] += count
    return [figures(year, counts[year]) for year in sorted(counts, reverse=True)]
