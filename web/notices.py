"""Notices on the office's pages: drafts, what hangs until when, what must be signed, one notice (Art. 15-23)."""

from aiohttp import web

from papers.counts import why
from papers.spreadsheets import Value
from rules.notices import Notice, NoticeKind
from texts import say
from web.editions import named_editions
from web.forms import typed_words
from web.lists import excel
from web.staff import PAGE, Taken, number, page, shown, taken
from workflow.desk import Desk, today
from workflow.lists import MOST_EXPORTED
from workflow.notice_register import View, Wanted, drafts_waiting, read_notice, search
from workflow.objection_register import outcome_of
from workflow.sign_ins import Seated

COLUMNS = (
    "rooms.column.number",
    "rooms.column.title",
    "rooms.column.kind",
    "rooms.column.posted",
    "rooms.column.last",
    "pages.column.state",
    "rooms.column.place",
)


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/notices", shown(notices)),
        web.get("/office/notices.xlsx", taken(take)),
        web.get("/office/notices/{id:[0-9]{1,15}}", shown(notice)),
    ]


async def notices(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of the notices asked for, after the drafts."""
    desk, wanted, at = seat.desk, _wanted(request, seat.desk), number(request)
    found, count = await search(desk, wanted, limit=PAGE, after=at * PAGE)
    return page(
        request,
        desk,
        "office_notices.html",
        wanted=wanted,
        found=found,
        count=count,
        drafts=await drafts_waiting(desk),
        editions=await named_editions(desk),
        views=[(view.value, say(desk.person.language, f"rooms.notices.{view}")) for view in View],
        kinds=[(kind.value, say(desk.person.language, f"notice.kinds.{kind}")) for kind in NoticeKind],
        state=lambda one: state_of(desk, one),
        at=at,
        more=(at + 1) * PAGE < count,
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same, unpaged, as an Excel list."""
    desk = seat.desk
    found, _ = await search(desk, _wanted(request, desk), limit=MOST_EXPORTED)
    kinds = {kind: say(desk.person.language, f"notice.kinds.{kind}") for kind in NoticeKind}
    rows: list[list[Value]] = [
        [one.number, one.title, kinds[one.kind], one.posted_on, one.last_day, state_of(desk, one), one.place]
        for one in found
    ]
    return excel(desk, "rooms.notices", COLUMNS, rows)


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


def state_of(desk: Desk, one: Notice) -> str:
    """Return the notice's state today: open, over or corrected."""
    return say(desk.person.language, f"rooms.notice.{one.state_on(today(desk))}")


def _wanted(request: web.Request, desk: Desk) -> Wanted:
    view, kind = request.query.get("view", ""), request.query.get("kind", "")
    return Wanted(
        view=View(view) if view in set(View) else View.ALL,
        day=today(desk),
        edition_id=number(request, "edition") or None,
        kind=NoticeKind(kind) if kind in set(NoticeKind) else None,
        words=typed_words(request),
    )
