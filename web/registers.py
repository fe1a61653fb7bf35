"""The office's registers of awards and July reports, and one search across all registers (Art. 5, 9, 32)."""

from aiohttp import web

from papers.lists import worded
from papers.spreadsheets import Value, sheet
from rules.awards import OPEN, Assessment
from texts import say
from web.drawings import bars_of
from web.forms import typed_words
from web.lists import listed
from web.staff import Taken, number, page, piece, shown, taken
from workflow.award_register import AWARDS, Matrix, july_matrix
from workflow.desk import Desk, today
from workflow.objection_register import outcome_of
from workflow.office_search import MOST, find
from workflow.people_register import role_named
from workflow.sign_ins import Seated


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        *listed("/office/awards", AWARDS),
        web.get("/office/search", shown(search)),
        web.get("/office/july", shown(july)),
        web.get("/office/july.xlsx", taken(take_july)),
    ]


async def search(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show everything that contains the typed words, some of each register."""
    words = typed_words(request)
    return page(
        request,
        seat.desk,
        "office_search.html",
        words=words,
        found=await find(seat.desk, words) if words else None,
        state=lambda one: say(seat.desk.person.language, f"objections.outcome.{outcome_of(one)}"),
        cited=lambda one: say(seat.desk.person.language, f"sanctions.cited.{one.article}"),
        role=lambda line: worded(seat.desk.person.language, role_named(seat.desk, line.served)),
        standing=lambda line: say(seat.desk.person.language, f"lists.people.{line.view}"),
        most=MOST,
    )


async def july(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show the July matrix: holders by years."""
    matrix, at = await july_matrix(seat.desk), number(request)
    here, more = piece(matrix.holders, at)
    said = _reports(seat.desk, matrix)
    years = bars_of({str(year): sum(made == year for _, made in matrix.reports) for year in matrix.years})
    done = bars_of({str(year): _sent(matrix, year) for year in matrix.years})
    shown_ = {"matrix": matrix, "said": said, "here": here, "years": years, "done": done}
    return page(request, seat.desk, "office_july.html", **shown_, at=at, more=more)


async def take_july(_request: web.Request, seat: Seated) -> Taken:
    """Return the matrix as an Excel list."""
    desk, matrix = seat.desk, await july_matrix(seat.desk)
    language, said = desk.person.language, _reports(desk, matrix)
    header = [say(language, "public.column.holder"), say(language, "pages.column.unit")]
    header += [str(year) for year in matrix.years]
    units = {unit.key: unit.name(language) for unit in desk.pack.units}
    rows: list[list[Value]] = [
        [
            held.award.name,
            units.get(held.award.unit, held.award.unit),
            *(said.get((held.award.holder, year), "") for year in matrix.years),
        ]
        for held in matrix.holders
    ]
    title = say(language, "pages.july")
    return Taken(f"{title} {today(desk).isoformat()}.xlsx", lambda: sheet(title, header, rows))


def _reports(desk: Desk, matrix: Matrix) -> dict[tuple[str, int], str]:
    """Return the state of each report, by holder and year."""
    return {key: say(desk.person.language, report_state(one)) for key, one in matrix.reports.items()}


def _sent(matrix: Matrix, year: int) -> int:
    """Return how many reports of a year have come."""
    return sum(made == year and one.received_on is not None for (_, made), one in matrix.reports.items())


def report_state(one: Assessment) -> str:
    """Return the key of the state of a report, which says whether it came late or is missing."""
    if one.state in OPEN and one.missed_on is not None:
        return "assessments.state.missing"
    late = "_late" if one.late and one.state.value in ("received", "accepted") else ""
    return f"assessments.state.{one.state.value}{late}"
