"""The register of sealed papers for a page: searched by state, edition, kind and words (Art. 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.applications import Application
from rules.dispatches import Dispatch, Standing, number_in
from storage.dispatches import Wanted
from workflow.application_register import Search
from workflow.application_register import search as search_cases
from workflow.desk import Desk
from workflow.dispatches import wanted
from workflow.lists import MOST_EXPORTED, note_export
from workflow.tasks import number_of

MOST_CASES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query for the register. `words` as typed: the number of a paper or its case, or an applicant's name."""

    standing: Standing | None = None
    edition_id: int | None = None
    paper: str | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of papers, the count on all pages, and the count of each standing.

    `cases` and notices' `titles` are what the papers are about; `names` are the people who printed a paper or handed in
    its scan. All by id.
    """

    papers: tuple[Dispatch, ...]
    count: int
    standings: Mapping[Standing, int]
    cases: Mapping[int, Application]
    titles: Mapping[int, str]
    names: Mapping[int, str] = field(repr=False)


async def search(desk: Desk, asked: Asked, *, limit: int, after: int = 0) -> Found:
    """Return the matching papers that the person may see, newest first. Raises Forbidden."""
    which, dispatches = await _which(desk, asked), desk.work.dispatches
    papers = await dispatches.page(which, limit=limit, after=after)
    standings = {each: await dispatches.count(replace(which, standing=each)) for each in Standing}
    count = standings[asked.standing] if asked.standing is not None else sum(standings.values())
    return await _with_what_they_are_about(desk, papers, count, standings)


async def export(desk: Desk, asked: Asked) -> Found:
    """Return all matching papers for a download, at most MOST_EXPORTED, and note the export in the journal."""
    found = await search(desk, asked, limit=MOST_EXPORTED)
    await note_export(desk, "dispatches_exported", "dispatches", len(found.papers))
    return found


async def one_found(desk: Desk, one: Dispatch) -> Found:
    """Return one opened paper with its case and the names of whoever printed or sealed it."""
    return await _with_what_they_are_about(desk, [one], 1, {one.standing: 1})


async def _which(desk: Desk, asked: Asked) -> Wanted:
    words, cases = number_in(asked.words) or asked.words, []
    which = replace(await wanted(desk), standing=asked.standing, edition_id=asked.edition_id, paper=asked.paper)
    if words and words == asked.words:
        found = await search_cases(desk, Search(words=words), limit=MOST_CASES)
        cases = [line.application.id for line in found.lines]
    return replace(which, words=words, cases=cases)


async def _with_what_they_are_about(
    desk: Desk, papers: Sequence[Dispatch], count: int, standings: Mapping[Standing, int]
) -> Found:
    cases = {one.application_id for one in papers if one.application_id is not None}
    notices = {notice for one in papers if (notice := number_of(one.subject, "notice")) is not None}
    people = {each for one in papers for each in (one.printed_by, one.sealed_by) if each is not None}
    found = await desk.work.people.these(people)
    return Found(
        tuple(papers),
        count,
        standings,
        await desk.work.applications.these(cases),
        await desk.work.notices.titles(notices),
        {person.id: person.name for person in found.values() if person.name},
    )
