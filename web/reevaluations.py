"""Re-evaluations on the office's pages: those due, those ended, and one case (Art. 5)."""

from aiohttp import web

from papers.spreadsheets import Value
from rules.reevaluations import Reevaluation
from texts import say
from web.acts import REEVALUATION, buttons
from web.courses import course
from web.lists import excel
from web.pages import bare
from web.staff import PAGE, Taken, declaration, number, page, shown, taken
from workflow.desk import Desk
from workflow.recusals import Undeclared
from workflow.reevaluation_opinions import Member
from workflow.sanction_timelines import (
    ShownReevaluation,
    export_reevaluations,
    list_reevaluations,
    read_reevaluation,
)
from workflow.sign_ins import Seated

COLUMNS = (
    "rooms.column.number",
    "public.column.holder",
    "public.column.award_held",
    "public.column.valid_until",
    "pages.column.state",
    "rooms.column.opened",
    "rooms.column.report_by",
)
NAMED = {"ask", "report", "go_without", "name", "opine", "demand", "propose", "keep"}
"""The acts whose button has a label of its own."""


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/reevaluations", shown(reevaluations)),
        web.get("/office/reevaluations.xlsx", taken(take)),
        web.get("/office/reevaluations/{id:[0-9]{1,15}}", shown(reevaluation)),
    ]


async def reevaluations(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of the awards due for re-evaluation with their cases, or of the ended cases."""
    desk, at, past = seat.desk, number(request), _past(request)
    found = await list_reevaluations(desk, past=past, limit=PAGE, after=at * PAGE)
    return page(
        request,
        desk,
        "office_reevaluations.html",
        found=found,
        past=past,
        state=lambda case: _state(desk, case),
        at=at,
        more=found.more,
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same, unpaged, as an Excel list."""
    desk = seat.desk
    rows: list[list[Value]] = [
        [
            case.number if case else "",
            award.name,
            desk.pack.name_of_award(award.award, desk.person.language),
            award.valid_until,
            _state(desk, case),
            case.opened_at if case else None,
            case.report_by if case else None,
        ]
        for award, case in (await export_reevaluations(desk, past=_past(request))).lines
    ]
    return excel(desk, "rooms.reevaluations", COLUMNS, rows)


async def reevaluation(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one re-evaluation, after a declaration of no interest in its holder (Art. 40)."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await read_reevaluation(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"re:none:{one}", f"rc:re:interest:{one}")
    language = desk.person.language
    return page(
        request,
        desk,
        "office_reevaluation.html",
        it=found,
        one=found.case,
        state=say(language, f"reevaluations.state.{found.case.state}"),
        acts=_acts(language, found),
        member=lambda each: _member(language, each),
        **course(desk),
    )


def _past(request: web.Request) -> bool:
    return request.query.get("past") == "1"


def _state(desk: Desk, case: Reevaluation | None) -> str:
    """Return the case's state; an award without a case is still to come."""
    return say(desk.person.language, f"reevaluations.state.{case.state}" if case else "reevaluations.coming")


def _acts(language: str, found: ShownReevaluation) -> list[tuple[str, str]]:
    made = buttons(REEVALUATION, found.acts, id=found.case.id)
    return [
        (
            bare(say(language, f"reevaluations.act.{acts[0]}" if acts[0] in NAMED else "reevaluations.items_button")),
            press,
        )
        for press, acts in made.items()
    ]


def _member(language: str, member: Member) -> str:
    part = member.part
    state = "interested" if member.interested else "released" if part.released_at else "awaited"
    state = "handed_in" if part.verdict is not None and state == "awaited" else state
    return say(language, f"reevaluations.member.{state}", who=member.name, round=part.round + 1)
