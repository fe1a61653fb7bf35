"""Scores on the office's pages: an edition's cases, and one case by reviewer and criterion, recomputed (Art. 16-20)."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from aiohttp import web

from papers.reviews.score_sheets import SheetLine, score_sheets
from rules.applications.lifecycle import KINDS
from rules.engine.rubrics import Criterion, Part
from rules.reviews.scores import rounded
from texts import say
from web.engine.staff import PAGE, Taken, declaration, number, page, shown, taken
from workflow.engine.desk import Desk, today
from workflow.interests.recusals import Undeclared
from workflow.people.sign_ins import Seated
from workflow.reviews.score_tables import (
    Column,
    ListedSheet,
    Scored,
    Table,
    all_sheets,
    score_list,
    score_table,
    sheets_of_case,
)

EDITION = "/office/editions/{id:[0-9]{1,15}}/scores"
CASE = "/office/cases/{id:[0-9]{1,15}}/scores"


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get(EDITION, shown(edition)),
        web.get(EDITION + ".xlsx", taken(take_edition)),
        web.get(CASE, shown(case)),
        web.get(CASE + ".xlsx", taken(take_case)),
    ]


async def edition(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of an edition's cases under review: the mean of each part, and the composite."""
    desk, kind, at = seat.desk, _kind(request), number(request)
    found = await score_list(desk, _id(request), kind, limit=PAGE, after=at * PAGE)
    language = desk.person.language
    return page(
        request,
        desk,
        "office_scores.html",
        one=found.edition,
        found=found,
        kind=kind,
        kinds=KINDS,
        parts=[part for part in Part if any(table.part is part for line in found.lines for table in line.tables)],
        table=lambda line, part: next((table for table in line.tables if table.part is part), None),
        notes=lambda table: _notes(language, table),
        shown=_shown,
        at=at,
        more=(at + 1) * PAGE < found.count,
    )


async def case(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one case: each part by reviewer and criterion, the working, and whether it agrees with the record."""
    desk, one = seat.desk, _id(request)
    try:
        found = await score_table(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"review:none:{one}", f"review:sure:{one}")
    language = desk.person.language
    return page(
        request,
        desk,
        "office_case_scores.html",
        one=found.application,
        it=found,
        name=lambda criterion: criterion.en if language == "en" else criterion.zh,
        who=lambda column: _who(language, column),
        standing=lambda column: _standing(language, column),
        working=_working(language, found),
        verdict=_verdict(language, found),
        faults=_faults(language, found),
        shown=_shown,
    )


async def take_edition(request: web.Request, seat: Seated) -> Taken:
    """Return all sheets of one rubric that the person may see as an Excel list; the journal records it."""
    desk, kind = seat.desk, _kind(request)
    listed, _ = await all_sheets(desk, _id(request))
    return _excel(desk, kind, [one for one in listed if one.application.kind == kind], "")


async def take_case(request: web.Request, seat: Seated) -> Taken:
    """Return the sheets of one case as an Excel list; the journal records it."""
    application, listed = await sheets_of_case(seat.desk, _id(request))
    return _excel(seat.desk, application.kind, listed, application.number or "")


def _excel(desk: Desk, kind: str, listed: Sequence[ListedSheet], number_: str) -> Taken:
    language = desk.person.language
    title = say(language, "scores.list_title", kind=say(language, f"reviews.kind.{kind}"))
    rubric: Sequence[Criterion] = listed[0].rubric if listed else ()
    lines = [
        SheetLine(one.application.number or "", one.application.name or "", one.reviewer, one.sheet, one.apart)
        for one in listed
    ]
    named = " ".join(part for part in (title, number_, today(desk).isoformat()) if part)
    return Taken(f"{named}.xlsx", partial(score_sheets, title, lines, rubric, language))


def _shown(value: Decimal | None) -> str:
    """Return a mean as text; a missing one is a dash, never zero."""
    return "—" if value is None else str(rounded(value))


def _who(language: str, column: Column) -> str:
    return column.reviewer or say(language, "assignments.unnamed", id=column.sheet.person_id)


def _standing(language: str, column: Column) -> list[tuple[str, bool]]:
    """Return the marks on a sheet by name, each with whether it needs attention."""
    marks = {"head": column.sheet.head, "recused": column.recused, "apart": column.apart, "marked": column.sheet.marked}
    said = [(say(language, f"scoring.mark.{name}"), name != "head") for name, holds in marks.items() if holds]
    return [(say(language, f"assignments.standing.{column.standing}"), False), *said]


def _notes(language: str, table: Table) -> list[str]:
    """Return notes on a part: sheets awaited, apart, replaced, excluded, or not fitting the rubric."""
    standings = [column.standing for column in table.columns]
    counts = {
        "awaited": len(table.tally.awaited),
        "apart": len(table.tally.apart),
        "replaced": standings.count("replaced"),
        "excluded": standings.count("excluded"),
        "wrong": sum(bool(column.wrong) for column in table.columns),
    }
    return [say(language, f"scoring.note.{name}", count=count) for name, count in counts.items() if count]


def _working(language: str, found: Scored) -> list[str]:
    """Return how each part's mean comes from its sheets, and the composite from the means."""
    lines, terms = [], []
    for table in found.tables:
        if table.tally.mean is None or not table.weight:
            continue
        sums, part = table.tally.sums.values(), say(language, f"assignments.part.{table.part}")
        mean, weight = _shown(table.tally.mean), _shown(table.weight * 100)
        values = {"sums": " + ".join(map(str, sums)), "count": len(sums), "mean": mean, "weight": weight}
        lines.append(
            say(language, "scoring.working", part=part, product=_shown(table.tally.mean * table.weight), **values)
        )
        terms.append(f"{mean} × {weight}%")
    if found.composite is not None:
        lines.append(say(language, "scoring.sum", terms=" + ".join(terms), score=_shown(found.composite)))
    return lines


def _verdict(language: str, found: Scored) -> tuple[str, bool]:
    """Return what recomputing says of the recorded result, and whether that is as it should be."""
    if found.missing:
        parts = [say(language, f"assignments.part.{part}") for part in found.missing]
        return say(language, "scoring.unscored", parts=parts), found.recorded is None
    if found.recorded is None:
        return say(language, "scoring.unrecorded"), True
    values = {"score": _shown(found.composite), "recorded": _shown(found.recorded.score), "rank": found.recorded.rank}
    return say(language, "scoring.same" if found.agrees else "scoring.differs", **values), bool(found.agrees)


def _faults(language: str, found: Scored) -> list[str]:
    """Return each sheet that no longer fits its rubric, with the criteria at fault."""
    names = {one.key: one.en if language == "en" else one.zh for one in found.rubric}
    return [
        say(language, "scoring.wrong", who=_who(language, column), names=[names.get(key, key) for key in column.wrong])
        for table in found.tables
        for column in table.columns
        if column.wrong
    ]


def _kind(request: web.Request) -> str:
    kind = request.query.get("kind", "")
    return kind if kind in KINDS else KINDS[0]


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])
