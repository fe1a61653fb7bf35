"""The office's other registers: awards, July reports, people and roles, the journal (Art. 5, 9, 32)."""

from datetime import date

from aiohttp import web

from papers.spreadsheets import Value, sheet
from rules.awards import OPEN, Assessment, Standing
from rules.people import Role
from texts import say
from web.cases import act_named
from web.drawings import bars_of
from web.staff import Taken, excel, number, page, piece, shown, typed_words
from workflow.award_register import Matrix, held_awards, july_matrix
from workflow.desk import Desk, today
from workflow.journals import case_of, journal_page
from workflow.objection_register import outcome_of
from workflow.office_search import MOST, find
from workflow.people import Served, staff
from workflow.sign_ins import Seated

LINES = 50
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
    """What can be asked for."""
    return [
        web.get("/office/awards", shown(awards)),
        web.get("/office/awards.xlsx", shown(take_awards)),
        web.get("/office/search", shown(search)),
        web.get("/office/july", shown(july)),
        web.get("/office/july.xlsx", shown(take_july)),
        web.get("/office/people", shown(people)),
        web.get("/office/journal", shown(journal)),
    ]


async def awards(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Who holds what, and what it is today."""
    standing, kind, at = _standing(request), request.query.get("award", ""), number(request)
    found = await held_awards(seat.desk, state=standing, award=kind or None, words=typed_words(request))
    here, more = piece(found, at)
    return page(
        request,
        seat.desk,
        "office_awards.html",
        found=here,
        count=len(found),
        standings=list(Standing),
        standing=standing,
        kind=kind,
        words=typed_words(request),
        at=at,
        more=more,
    )


async def take_awards(request: web.Request, seat: Seated) -> Taken:
    """The same as an Excel list, without pages."""
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
    """Everything that has these words, some of each register."""
    words = typed_words(request)
    return page(
        request,
        seat.desk,
        "office_search.html",
        words=words,
        found=await find(seat.desk, words) if words else None,
        state=lambda one: say(seat.desk.person.language, f"objections.outcome.{outcome_of(one)}"),
        cited=lambda one: say(seat.desk.person.language, f"sanctions.cited.{one.article}"),
        role=lambda served: _role(seat.desk, served),
        most=MOST,
    )


async def july(request: web.Request, seat: Seated) -> web.StreamResponse:
    """The holders by years."""
    matrix, at = await july_matrix(seat.desk), number(request)
    here, more = piece(matrix.holders, at)
    said = _reports(seat.desk, matrix)
    years = bars_of({str(year): sum(made == year for _, made in matrix.reports) for year in matrix.years})
    done = bars_of({str(year): _sent(matrix, year) for year in matrix.years})
    shown_ = {"matrix": matrix, "said": said, "here": here, "years": years, "done": done}
    return page(request, seat.desk, "office_july.html", **shown_, at=at, more=more)


async def take_july(_request: web.Request, seat: Seated) -> Taken:
    """The matrix as an Excel list."""
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


async def people(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Who serves, as what."""
    found, at = await staff(seat.desk), number(request)
    here, more = piece(found, at)
    return page(
        request,
        seat.desk,
        "office_people.html",
        found=here,
        count=len(found),
        role=lambda served: _role(seat.desk, served),
        at=at,
        more=more,
    )


async def journal(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Who did what, the newest first, by act, person and day."""
    query, language = request.query, seat.desk.person.language
    act, person_id, on = query.get("act", ""), number(request, "person"), _day(query.get("on", ""))
    found = await journal_page(
        seat.desk,
        limit=LINES,
        before=number(request, "before") or None,
        act=act or None,
        person_id=person_id or None,
        on=on,
    )
    return page(
        request,
        seat.desk,
        "office_journal.html",
        found=found,
        act=act,
        person_id=person_id,
        on=on,
        acts=sorted(((act_named(language, name), name) for name in found.acts), key=lambda pair: pair[0]),
        named=lambda name: act_named(language, name),
        case_of=case_of,
    )


def _reports(desk: Desk, matrix: Matrix) -> dict[tuple[str, int], str]:
    """How far each report is, by holder and year."""
    return {key: say(desk.person.language, report_state(one)) for key, one in matrix.reports.items()}


def _sent(matrix: Matrix, year: int) -> int:
    """How many reports of a year have come."""
    return sum(made == year and one.received_on is not None for (_, made), one in matrix.reports.items())


def report_state(one: Assessment) -> str:
    """How far a report is, and whether it came late or is missing: the key of its sentence."""
    if one.state in OPEN and one.missed_on is not None:
        return "assessments.state.missing"
    late = "_late" if one.late and one.state.value in ("received", "accepted") else ""
    return f"assessments.state.{one.state.value}{late}"


def _standing(request: web.Request) -> Standing | None:
    state = request.query.get("state", "")
    return Standing(state) if state in set(Standing) else None


def _role(desk: Desk, served: Served) -> str:
    """What the role is called, with the unit or the post where it has one."""
    language, held = desk.person.language, served.membership
    role = say(language, f"people.role.{held.role.value}")
    if held.unit is None:
        return role
    if held.role is Role.COMMITTEE:
        return say(language, f"people.post.{held.unit}")
    unit = next((unit.name(language) for unit in desk.pack.units if unit.key == held.unit), held.unit)
    return say(language, "people.role_in_unit", role=role, unit=unit)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
