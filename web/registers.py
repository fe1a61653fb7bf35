"""The office's registers of awards and July reports, and one search across all registers (Art. 5, 9, 32)."""

from aiohttp import web

from papers.lists import worded
from texts import say
from web.drawings import bars_of
from web.forms import typed_words
from web.lists import listed
from web.staff import page, shown
from workflow.award_register import AWARDS
from workflow.desk import Desk
from workflow.july_matrix import JULY, Line, figures_by_year
from workflow.lists import Found, Nothing
from workflow.objection_register import outcome_of
from workflow.office_search import MOST, find
from workflow.people_register import role_named
from workflow.sign_ins import Seated


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        *listed("/office/awards", AWARDS),
        web.get("/office/search", shown(search)),
        *listed("/office/july", JULY, "office_july.html", _figures),
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
        role=lambda held: worded(seat.desk.person.language, role_named(seat.desk, held.role, held.unit)),
        standing=lambda line: say(seat.desk.person.language, f"lists.people.{line.view}"),
        most=MOST,
    )


async def _figures(desk: Desk, _asked: Nothing, _found: Found[Line]) -> dict[str, object]:
    """Return how many reports were owed, and how many have come, year by year."""
    found = await figures_by_year(desk)
    years = bars_of({str(one.year): one.owed for one in found})
    done = bars_of({str(one.year): one.in_time + one.late + one.returned for one in found})
    return {"years": years, "done": done}
