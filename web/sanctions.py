"""Cases that may end in a sanction, and bars, on the office's pages (Art. 36-41)."""

from aiohttp import web

from papers.spreadsheets import Value
from rules.identities import masked
from rules.sanctions import GROUNDS, Sanction, State
from texts import say
from web.acts import SANCTION
from web.courses import course, deeds
from web.lists import excel
from web.staff import PAGE, Taken, declaration, number, page, shown, taken
from workflow.bar_register import PAGE as BARS
from workflow.bar_register import export_bars, register
from workflow.desk import Desk, today
from workflow.recusals import Undeclared
from workflow.sanction_timelines import export_sanctions, list_sanctions, read_sanction
from workflow.sign_ins import Seated

VIEWS = {"busy": True, "settled": False, "all": None}
COLUMNS = (
    "rooms.column.number",
    "rooms.column.article",
    "pages.column.state",
    "rooms.column.opened",
    "rooms.column.heard",
)
BARRED = (
    "pages.column.name",
    "rooms.column.article",
    "lists.column.from",
    "lists.column.until",
    "lists.column.lifted",
)


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/sanctions", shown(sanctions)),
        web.get("/office/sanctions.xlsx", taken(take)),
        web.get("/office/sanctions/{id:[0-9]{1,15}}", shown(sanction)),
        web.get("/office/bars", shown(bars)),
        web.get("/office/bars.xlsx", taken(take_bars)),
    ]


async def sanctions(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of the cases; by default, those with something to do."""
    desk, view = seat.desk, _view(request)
    before = number(request, "before") or None
    found, more = await list_sanctions(desk, busy=VIEWS[view], limit=PAGE, before=before)
    language = desk.person.language
    return page(
        request,
        desk,
        "office_sanctions.html",
        found=found,
        views=[(each, say(language, f"rooms.sanctions.{each}")) for each in VIEWS],
        view=view,
        state=lambda one: say(language, f"sanctions.state.{one.state}"),
        cited=lambda one: say(language, f"sanctions.cited.{one.article}"),
        more=more,
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same as an Excel list that names nobody."""
    desk, language = seat.desk, seat.desk.person.language
    rows: list[list[Value]] = [
        [
            one.number,
            say(language, f"sanctions.cited.{one.article}"),
            say(language, f"sanctions.state.{one.state}"),
            one.opened_at,
            one.hear_by,
        ]
        for one in await export_sanctions(desk, busy=VIEWS[_view(request)])
    ]
    return excel(desk, "rooms.sanctions", COLUMNS, rows)


async def sanction(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one case, after a declaration of no interest in it (Art. 40)."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await read_sanction(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"sn:none:{one}", f"rc:sn:interest:{one}")
    language, it = desk.person.language, found.sanction
    return page(
        request,
        desk,
        "office_sanction.html",
        it=found,
        one=it,
        state=say(language, f"sanctions.state.{it.state}"),
        cited=say(language, f"sanctions.cited.{it.article}"),
        ground=_ground(desk, it),
        masked=masked(it.matter["number"]) if it.matter.get("number") else "",
        said=_said(language, it),
        acts=deeds(desk, SANCTION, found.acts, one, "sanctions.act"),
        **course(desk),
    )


async def bars(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of who may not apply until when."""
    desk, at = seat.desk, number(request)
    found = await register(desk, at)
    return page(
        request,
        desk,
        "office_bars.html",
        found=found.bars,
        count=found.count,
        cited=lambda one: say(desk.person.language, f"sanctions.cited.{one.article}"),
        today=today(desk),
        at=at,
        more=(at + 1) * BARS < found.count,
    )


async def take_bars(_request: web.Request, seat: Seated) -> Taken:
    """Return the same, unpaged, as an Excel list."""
    language = seat.desk.person.language
    rows: list[list[Value]] = [
        [one.words["name"], say(language, f"sanctions.cited.{one.article}"), one.from_on, one.until_on, one.lifted_on]
        for one in await export_bars(seat.desk)
    ]
    return excel(seat.desk, "rooms.bars", BARRED, rows)


def _view(request: web.Request) -> str:
    typed = request.query.get("view", "")
    return typed if typed in VIEWS else "busy"


def _ground(desk: Desk, one: Sanction) -> str:
    language, ground = desk.person.language, one.matter.get("ground")
    if one.article == 39:
        return next((each.name(language) for each in desk.pack.revocation_grounds if each.key == ground), "")
    return say(language, f"sanction.grounds.{ground}") if ground in GROUNDS.get(one.article, ()) else ""


def _said(language: str, one: Sanction) -> list[str]:
    """Return the allegation, the findings, the party's statement, the reasons, and the circular."""
    kept = [key for key in ("facts", "findings", "statement", "reasons") if one.matter.get(key)]
    said = [say(language, f"sanctions.{key}", **{key: one.matter[key]}) for key in kept]
    if one.state is State.HEARD and "statement" not in one.matter:
        said.append(say(language, "sanctions.silent"))
    if one.published_on is not None:
        said.append(say(language, "sanctions.circular", title=one.matter["circular"]["title"], on=one.published_on))
    return said
