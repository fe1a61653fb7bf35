"""The office's registers of awards and July reports, and one search across all registers (Art. 5, 9, 32)."""

from aiohttp import web

from papers.spreadsheets import Value, sheet
from rules.awards import Standing
from texts import say
from web.drawings import bars_of
from web.forms import typed_words
from web.holders import report_state
from web.lists import excel
from web.people import role_named
from web.staff import Taken, number, page, piece, shown, taken
from workflow.award_register import Matrix, held_awards, july_matrix
from workflow.desk import Desk, today
from workflow.objection_register import outcome_of
from workflow.office_search import MOST, find
from workflow.sign_ins import Seated

AWARDS = (
    "public.column.holder",
    "public.column.award_held",
    "public.column.decision",
    "public.column.number",
    "public.column.valid_until",
    "public.column.today",
    "pages.column.unit",
)


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/awards", shown(awards)),
        web.get("/office/awards.xlsx", taken(take_awards)),
        web.get("/office/search", shown(search)),
        web.get("/office/july", shown(july)),
        web.get("/office/july.xlsx", taken(take_july)),
    ]


async def awards(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of who holds what, and its standing today."""
    standing, kind, at = _standing(request), request.query.get("award", ""), number(request)
    found = await held_awards(seat.desk, state=standing, award=kind or None, words=typed_words(request))
    here, more = piece(found, at)
    return page(
        request,
        seat.desk,
        "office_awards.html",
        found=here,
        count=len(found),
        standings=[(one.value, say(seat.desk.person.language, f"awards.standing.{one.value}")) for one in Standing],
        standing=standing,
        kind=kind,
        words=typed_words(request),
        at=at,
        more=more,
    )


async def take_awards(request: web.Request, seat: Seated) -> Taken:
    """Return the same, unpaged, as an Excel list."""
    desk, kind = seat.desk, request.query.get("award", "")
    language = desk.person.language
    units = {unit.key: unit.name(language) for unit in desk.pack.units}
    rows: list[list[Value]] = [
        [
            one.award.name,
            desk.pack.name_of_award(one.award.award, language),
            one.award.decision,
            one.award.certificate,
            one.award.valid_until,
            say(language, f"awards.standing.{one.standing}"),
            units.get(one.award.unit, one.award.unit),
        ]
        for one in await held_awards(desk, state=_standing(request), award=kind or None, words=typed_words(request))
    ]
    return excel(desk, "pages.awards", AWARDS, rows)


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
        role=lambda line: role_named(seat.desk, line.served),
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


def _standing(request: web.Request) -> Standing | None:
    state = request.query.get("state", "")
    return Standing(state) if state in set(Standing) else None
