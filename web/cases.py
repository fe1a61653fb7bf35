"""Cases on the office's pages: the register with its filter, also as Excel, and one case (Art. 9, 12, 15, 40)."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from aiohttp import web

from papers.counts import why
from papers.spreadsheets import Value
from papers.watermarks import copy_for
from rules.calendar import office_day
from rules.lifecycle import KINDS, State
from texts import say
from web.acts import APPLICATION, ON_LISTS, buttons
from web.agenda import line
from web.courses import act_named
from web.editions import named_editions
from web.forms import typed_words
from web.lists import excel
from web.staff import PAGE, Taken, declaration, number, page, shown, taken
from workflow.application_register import Found, Order, Search, export, search
from workflow.desk import Desk, today
from workflow.dossiers import look_alikes, read_file
from workflow.objection_register import outcome_of
from workflow.paper_cases import entered
from workflow.records import Owed
from workflow.recusals import Undeclared
from workflow.sign_ins import Seated
from workflow.timelines import Timeline, read_timeline

COLUMNS = (
    ("pages.column.number", Order.NUMBER),
    ("pages.column.name", None),
    ("pages.column.kind", None),
    ("pages.column.unit", Order.UNIT),
    ("pages.column.state", Order.STATE),
    ("pages.column.submitted", Order.SUBMITTED),
    ("pages.column.changed", Order.CHANGED),
    ("pages.column.due", None),
)
"""The register's columns, each with the order by which it can be sorted, None if it cannot."""


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    one = "/office/cases/{id:[0-9]{1,15}}"
    return [
        web.get("/office/cases", shown(register)),
        web.get("/office/cases.xlsx", taken(take)),
        web.get(one, shown(case)),
        web.get(one + "/files/{file:[0-9a-f]{32}}", taken(download)),
    ]


async def register(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of the cases that the query asks for."""
    desk, asked, at = seat.desk, _asked(request), number(request)
    found = await search(desk, asked, limit=PAGE, after=at * PAGE)
    language = desk.person.language
    return page(
        request,
        desk,
        "office_cases.html",
        asked=asked,
        found=found,
        editions=await named_editions(desk),
        states=[(one.value, say(language, f"lifecycle.state.{one.value}")) for one in State if one is not State.DRAFT],
        kinds=[(kind, say(language, f"reviews.kind.{kind}")) for kind in KINDS],
        columns=COLUMNS,
        at=at,
        more=(at + 1) * PAGE < found.count,
        office_day=office_day,
        today=today(desk),
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same cases, unpaged, as an Excel list."""
    desk = seat.desk
    found = await export(desk, _asked(request))
    return excel(desk, "pages.cases", [key for key, _ in COLUMNS], _rows(desk, found))


async def case(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one case; without a declaration of interest, ask for it first (Art. 40)."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await read_timeline(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"rv:none:{one}", f"rv:sure:{one}")
    return page(
        request,
        desk,
        "office_case.html",
        case=found,
        one=found.dossier.application,
        line=lambda listed: line(desk, listed),
        why=lambda deadline: why(desk.person.language, deadline.count).splitlines(),
        entry=await entered(desk, f"application:{one}"),
        alike=[f"{each.number} {each.name}" for each in await look_alikes(desk, found.dossier.application)],
        acts=_acts(desk, found),
        lists=_lists(desk, found),
        objection=lambda each: say(desk.person.language, f"objections.outcome.{outcome_of(each)}"),
        act=lambda name: act_named(desk.person.language, name),
        message=lambda owed: _message(desk.person.language, owed),
        way=lambda owed: _way(desk.person.language, owed),
        task_named=lambda kind: say(desk.person.language, f"tasks.{kind}"),
        today=today(desk),
    )


async def download(request: web.Request, seat: Seated) -> Taken:
    """Return a file of the case as a download, recorded in the journal; a trade secret names its reader (Art. 12)."""
    desk = seat.desk
    application, record = await read_file(desk, int(request.match_info["id"]), request.match_info["file"])
    content = await desk.work.files.open(record.id)
    if record.secret is None:
        return Taken(record.name, lambda: content)
    who, language = desk.person.name or desk.person.id, desk.person.language
    make = partial(copy_for, content, record.kind, language, number=application.number, who=who, at=desk.now)
    return Taken(record.name, make)


def _acts(desk: Desk, found: Timeline) -> list[tuple[str, str]]:
    """Return the acts that the person can do now, each button with the names of all that it does."""
    made = buttons(APPLICATION, found.acts, id=found.dossier.application.id)
    return [(_named(desk, acts), press) for press, acts in made.items()]


def _lists(desk: Desk, found: Timeline) -> list[tuple[str, str]]:
    """Return the acts done for many cases at once, each with the address of its page."""
    made = buttons(ON_LISTS, found.acts, edition=found.dossier.application.edition_id)
    return [(_named(desk, acts), address) for address, acts in made.items()]


def _named(desk: Desk, acts: Sequence[str]) -> str:
    return " · ".join(say(desk.person.language, f"lifecycle.act.{act}") for act in acts)


def _asked(request: web.Request) -> Search:
    query = request.query
    order, state = query.get("sort", ""), query.get("state", "")
    return Search(
        edition_id=number(request, "edition") or None,
        state=State(state) if state in set(State) else None,
        unit=query.get("unit") or None,
        kind=query.get("kind") if query.get("kind") in KINDS else None,
        words=typed_words(request),
        order=Order(order) if order in set(Order) else Order.NUMBER,
        descending=query.get("up", "") != "1",
    )


def _rows(desk: Desk, found: Found) -> list[list[Value]]:
    language = desk.person.language
    units = {unit.key: unit.name(language) for unit in desk.pack.units}
    return [
        [
            one.application.number,
            one.application.name,
            say(language, f"reviews.kind.{one.application.kind}"),
            units.get(one.application.unit or "", ""),
            say(language, f"lifecycle.state.{one.application.state.value}"),
            one.application.submitted_at,
            one.application.changed_at,
            one.due_on,
        ]
        for one in found.lines
    ]


def _way(language: str, owed: Owed) -> str:
    """Return how far the message is, and since when or for when."""
    return say(language, f"pages.message.{owed.state.value}", at=owed.sent_at or owed.due_at)


def _message(language: str, owed: Owed) -> str:
    """Return what the person was to read; an erased message, or one that cannot be made, is named by its number."""
    with suppress(KeyError):
        return say(language, owed.text, **owed.values)
    return say(language, "unreachable.unsayable", number=owed.id)
