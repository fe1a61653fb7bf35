"""Cases that may end in a sanction, bars and re-evaluations on the office's pages (Art. 5, 36-41)."""

from aiohttp import web

from papers.counts import why
from papers.spreadsheets import Value
from rules.awards import Award
from rules.identities import masked
from rules.reevaluations import Reevaluation
from rules.sanctions import GROUNDS, Sanction, State
from texts import say
from web.acts import REEVALUATION, SANCTION, buttons
from web.agenda import line
from web.cases import act_named
from web.pages import bare
from web.staff import PAGE, Taken, declaration, excel, number, page, shown
from workflow.bars import PAGE as BARS
from workflow.bars import register
from workflow.dated import dated
from workflow.desk import Desk, today
from workflow.recusals import Undeclared
from workflow.reevaluation_openings import past_cases, preparation
from workflow.reevaluation_opinions import Member
from workflow.sanction_timelines import ShownReevaluation, list_sanctions, read_reevaluation, read_sanction
from workflow.sign_ins import Seated

VIEWS = {"busy": True, "settled": False, "all": None}
COLUMNS = (
    "rooms.column.number",
    "rooms.column.article",
    "pages.column.state",
    "rooms.column.opened",
    "rooms.column.heard",
)
NAMED = {"ask", "report", "go_without", "name", "opine", "demand", "propose", "keep"}
"""The acts of a re-evaluation whose button has a name of its own."""
MOST = 5000


def routes() -> list[web.AbstractRouteDef]:
    """What can be asked for."""
    return [
        web.get("/office/sanctions", shown(sanctions)),
        web.get("/office/sanctions.xlsx", shown(take)),
        web.get("/office/sanctions/{id:[0-9]{1,15}}", shown(sanction)),
        web.get("/office/bars", shown(bars)),
        web.get("/office/reevaluations", shown(reevaluations)),
        web.get("/office/reevaluations/{id:[0-9]{1,15}}", shown(reevaluation)),
    ]


async def sanctions(request: web.Request, seat: Seated) -> web.StreamResponse:
    """The cases, those with something to do unless others are asked for."""
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
    """The same as an Excel list, which names nobody."""
    desk, language = seat.desk, seat.desk.person.language
    found, _ = await list_sanctions(desk, busy=VIEWS[_view(request)], limit=MOST)
    rows: list[list[Value]] = [
        [
            one.number,
            say(language, f"sanctions.cited.{one.article}"),
            say(language, f"sanctions.state.{one.state}"),
            one.opened_at,
            one.hear_by,
        ]
        for one in found
    ]
    return excel(desk, "rooms.sanctions", COLUMNS, rows)


async def sanction(request: web.Request, seat: Seated) -> web.StreamResponse:
    """One case, for whoever has declared that they have no interest in it."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await read_sanction(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"sn:none:{one}", f"sn:interest:{one}")
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
        acts=[
            (bare(say(language, f"sanctions.act.{press.split(':')[1]}")), press)
            for press in buttons(SANCTION, found.acts, id=one)
        ],
        **_course(desk),
    )


async def bars(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Who may not apply until when."""
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


async def reevaluations(request: web.Request, seat: Seated) -> web.StreamResponse:
    """The awards that are to be evaluated anew, with their cases; or the cases that have ended."""
    desk, at, past = seat.desk, number(request), request.query.get("past") == "1"
    language = desk.person.language
    lines: list[tuple[Award, Reevaluation | None]]
    if past:
        ended, more = await past_cases(desk, limit=PAGE, after=at * PAGE)
        lines, count = [(award, case) for case, award in ended], None
    else:
        prepared, count = await preparation(desk, limit=PAGE, after=at * PAGE)
        lines, more = [(one.award, one.case) for one in prepared], (at + 1) * PAGE < count
    return page(
        request,
        desk,
        "office_reevaluations.html",
        lines=lines,
        count=count,
        past=past,
        state=lambda case: say(language, f"reevaluations.state.{case.state}" if case else "reevaluations.coming"),
        at=at,
        more=more,
    )


async def reevaluation(request: web.Request, seat: Seated) -> web.StreamResponse:
    """One re-evaluation, for whoever has declared that they have no interest in its holder."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await read_reevaluation(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"re:none:{one}", f"re:interest:{one}")
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
        **_course(desk),
    )


def _course(desk: Desk) -> dict[str, object]:
    """What the template of a case's course asks for."""
    language = desk.person.language
    return {
        "line": lambda each: line(desk, each),
        "act": lambda name: act_named(language, name),
        "why": lambda deadline: why(language, deadline.count).splitlines(),
        "due_named": lambda deadline: say(language, dated(deadline.subject, deadline.kind).words),
        "today": today(desk),
    }


def _view(request: web.Request) -> str:
    typed = request.query.get("view", "")
    return typed if typed in VIEWS else "busy"


def _ground(desk: Desk, one: Sanction) -> str:
    language, ground = desk.person.language, one.matter.get("ground")
    if one.article == 39:
        return next((each.name(language) for each in desk.pack.revocation_grounds if each.key == ground), "")
    return say(language, f"sanction.grounds.{ground}") if ground in GROUNDS.get(one.article, ()) else ""


def _said(language: str, one: Sanction) -> list[str]:
    """What the case says, what was found and what the party said to it."""
    kept = [key for key in ("facts", "findings", "statement", "reasons") if one.matter.get(key)]
    said = [say(language, f"sanctions.{key}", **{key: one.matter[key]}) for key in kept]
    if one.state is State.HEARD and "statement" not in one.matter:
        said.append(say(language, "sanctions.silent"))
    if one.published_on is not None:
        said.append(say(language, "sanctions.circular", title=one.matter["circular"]["title"], on=one.published_on))
    return said


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
