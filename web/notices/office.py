"""Notices on the office's pages: drafts, what hangs until when, what must be signed, one notice (Art. 15-23)."""

from aiohttp import web

from papers.engine.calendars import why
from rules.notices.postings import Notice
from texts import say
from web.engine.lists import listed
from web.engine.staff import page, shown
from workflow.engine.desk import Desk, today
from workflow.engine.lists import Found
from workflow.objections.register import outcome_of
from workflow.office.notice_register import NOTICES, NoticeQuery, drafts_waiting, read_notice
from workflow.people.sign_ins import Seated


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        *listed("/office/notices", NOTICES, "office_notices.html", _drafts),
        web.get("/office/notices/{id:[0-9]{1,15}}", shown(notice)),
    ]


async def notice(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one notice: text, list, place, last day and why, its objections, and how far the signing is."""
    desk = seat.desk
    found = await read_notice(desk, int(request.match_info["id"]))
    language = desk.person.language
    return page(
        request,
        desk,
        "office_notice.html",
        it=found,
        one=found.notice,
        kind=say(language, f"notice.kinds.{found.notice.kind}"),
        state=state_of(desk, found.notice),
        why=why(language, found.count).splitlines() if found.count else [],
        objection=lambda each: say(language, f"objections.outcome.{outcome_of(each)}"),
    )


async def _drafts(desk: Desk, _asked: NoticeQuery, _found: Found[Notice]) -> dict[str, object]:
    return {"drafts": await drafts_waiting(desk)}


def state_of(desk: Desk, one: Notice) -> str:
    """Return the notice's state today: open, over or corrected."""
    return say(desk.person.language, f"rooms.notice.{one.state_on(today(desk))}")
