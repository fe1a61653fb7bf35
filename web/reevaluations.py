"""Re-evaluations on the office's pages: those due, those ended, and one case (Art. 5)."""

from aiohttp import web

from texts import say
from web.engine.acts import REEVALUATION, buttons
from web.engine.case_views import course
from web.engine.lists import listed
from web.engine.pages import bare
from web.engine.staff import declaration, page, shown
from workflow.engine.desk import Desk
from workflow.engine.lists import Found
from workflow.interests.recusals import Undeclared
from workflow.people.sign_ins import Seated
from workflow.reevaluations.case_opening import Prepared
from workflow.reevaluations.opinions import Member
from workflow.sanctions.timelines import REEVALUATIONS, AskedReevaluations, ShownReevaluation, read_reevaluation

NAMED = {"ask", "report", "go_without", "name", "opine", "demand", "propose", "keep"}
"""The acts whose button has a label of its own."""


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        *listed("/office/reevaluations", REEVALUATIONS, "office_reevaluations.html", _past),
        web.get("/office/reevaluations/{id:[0-9]{1,15}}", shown(reevaluation)),
    ]


async def reevaluation(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one re-evaluation, after a declaration of no interest in its holder (Art. 40)."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await read_reevaluation(desk, one)
    except Undeclared as refusal:
        return declaration(
            request, desk, refusal, f"reevaluation:none:{one}", f"recusal:ask:reevaluation:interest:{one}"
        )
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


async def _past(_desk: Desk, asked: AskedReevaluations, _found: Found[Prepared]) -> dict[str, object]:
    return {"past": asked.past}


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
