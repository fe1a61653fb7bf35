"""The register of sealed papers for a page: searched by state, edition, kind and words (Art. 9)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rules.applications.editions import Edition
from rules.applications.lifecycle import Application
from rules.letters.dispatches import ARTICLES, Dispatch, Standing, number_in
from storage.database.values import Say
from storage.letters.dispatches import DispatchFilter
from workflow.applications.register import Search
from workflow.applications.register import search as search_cases
from workflow.engine.desk import Desk
from workflow.engine.lists import (
    Cell,
    Column,
    Found,
    Listing,
    Options,
    Shown,
    by_edition,
    choice,
    edition_named,
    one_of,
    typed,
    unit_named,
)
from workflow.engine.tasks import number_of
from workflow.letters.dispatches import wanted

MOST_CASES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchQuery:
    """A query for the register. `words` as typed: the number of a paper or its case, or an applicant's name."""

    standing: Standing | None = None
    edition_id: int | None = None
    paper: str | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DispatchLine:
    """A paper, the case or the notice's title that it is about, and who printed it or handed in its scan."""

    paper: Dispatch
    case: Application | None
    title: str | None
    printed_by: str | None = field(repr=False)
    sealed_by: str | None = field(repr=False)
    edition: Edition | None


async def search(desk: Desk, asked: DispatchQuery, *, limit: int, after: int = 0) -> Found[DispatchLine]:
    """Return the matching papers that the person may see, newest first. Raises Forbidden."""
    which, dispatches = await _which(desk, asked), desk.work.dispatches
    papers = await dispatches.page(which, limit=limit, after=after)
    counts = {each.value: await dispatches.count(replace(which, standing=each)) for each in Standing}
    count = counts[asked.standing] if asked.standing is not None else sum(counts.values())
    return Found(await lines_of(desk, papers), count, counts=counts)


async def _which(desk: Desk, asked: DispatchQuery) -> DispatchFilter:
    words, cases = number_in(asked.words) or asked.words, []
    which = replace(await wanted(desk), standing=asked.standing, edition_id=asked.edition_id, paper=asked.paper)
    if words and words == asked.words:
        found = await search_cases(desk, Search(words=words), limit=MOST_CASES)
        cases = [line.application.id for line in found.lines]
    return replace(which, words=words, cases=cases)


async def lines_of(desk: Desk, papers: Sequence[Dispatch]) -> list[DispatchLine]:
    """Return opened papers as lines, with what they are about."""
    cases = await desk.work.applications.these({one.application_id for one in papers if one.application_id is not None})
    about = {one.id: number_of(one.subject, "notice") for one in papers}
    titles = await desk.work.notices.titles({notice for notice in about.values() if notice is not None})
    people = {each for one in papers for each in (one.printed_by, one.sealed_by) if each is not None}
    names = {person.id: person.name for person in (await desk.work.people.these(people)).values()}
    editions = {one.id: one for one in await desk.work.editions.all()}
    return [
        DispatchLine(
            one,
            cases.get(one.application_id or 0),
            titles.get(about[one.id] or 0),
            names.get(one.printed_by or 0),
            names.get(one.sealed_by or 0),
            editions.get(one.edition_id or 0),
        )
        for one in papers
    ]


def about_of(line: DispatchLine) -> Cell:
    """Return the case or the notice that the paper is about, otherwise the kind of its subject."""
    if line.case is not None:
        return f"{line.case.number} {line.case.name or ''}".strip()
    return line.title or Say(f"sealing.about.{line.paper.subject.partition(':')[0]}")


def _edition(_desk: Desk, line: DispatchLine) -> Cell:
    return edition_named(line.edition) if line.edition is not None else None


async def _kinds(_desk: Desk) -> Options:
    return [(kind, Say(f"templates.kind.{kind}")) for kind in ARTICLES]


DISPATCHES = Listing(
    title="sealing.title",
    find=search,
    asked=DispatchQuery,
    filters=(
        typed("sealing.words"),
        choice("state", "sealing.column.state", Standing, "dispatches.only", field="standing"),
        one_of("paper", "sealing.column.kind", _kinds, by_name=True),
        by_edition(),
    ),
    columns=(
        Column(
            "sealing.column.number", lambda _, line: line.paper.number, subject=lambda line: f"dispatch:{line.paper.id}"
        ),
        Column("sealing.column.kind", lambda _, line: Say(f"templates.kind.{line.paper.paper}")),
        Column("sealing.column.reference", lambda _, line: line.paper.reference),
        Column("sealing.column.about", lambda _, line: about_of(line)),
        Column("sealing.column.edition", _edition, shown=Shown.EXCEL),
        Column("sealing.column.unit", lambda desk, line: unit_named(desk, line.paper.unit), shown=Shown.EXCEL),
        Column("sealing.column.issued", lambda _, line: line.paper.issued_at),
        Column("sealing.column.printed", lambda _, line: line.paper.printed_at),
        Column("sealing.column.printed_by", lambda _, line: line.printed_by),
        Column("sealing.column.sealed", lambda _, line: line.paper.sealed_at, shown=Shown.EXCEL),
        Column("sealing.column.state", lambda _, line: Say(f"dispatches.standing.{line.paper.standing}")),
    ),
    counted="state",
    exported="dispatches_exported",
    about="dispatches",
)
