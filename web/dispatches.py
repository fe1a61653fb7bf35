"""Papers under the seal on the office's pages: to print, gone out, come back (Art. 9, 15-27).

A paper that is taken counts as printed. Its sealed pages go back into its slot, where the latest count.
"""

from collections.abc import Mapping, Sequence

from aiohttp import web

from papers.spreadsheets import Value
from rules.dispatches import ARTICLES, Dispatch, Standing
from texts import say
from web.editions import named_editions
from web.forms import spoken, typed_words
from web.lists import excel
from web.sent_forms import Sent
from web.staff import (
    OFFICE,
    PAGE,
    Answer,
    Form,
    Printed,
    Taken,
    brought,
    declaration,
    done,
    number,
    page,
    shown,
    taken,
    to,
)
from web.ways import way_to
from workflow.batches import MOST, take_waiting, waiting
from workflow.desk import Desk, serves_as
from workflow.dispatch_lists import Asked, Found, export, one_found, search
from workflow.dispatches import dispatch, hand_in_pages, page_of, take_dispatch
from workflow.recusals import Undeclared
from workflow.sign_ins import Seated

COLUMNS = (
    "number",
    "kind",
    "reference",
    "about",
    "edition",
    "unit",
    "issued",
    "printed",
    "printed_by",
    "sealed",
    "state",
)
ONE = "/office/dispatches/{id:[0-9]{1,15}}"


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/dispatches", shown(dispatches)),
        web.get("/office/dispatches.xlsx", taken(take)),
        web.post("/office/dispatches/print", done(print_several)),
        web.get(ONE, shown(one)),
        web.post(ONE + "/print", done(print_one)),
        web.post(ONE + "/scan", brought(scanned)),
        web.get(ONE + "/files/{file:[0-9a-f]{32}}", taken(download)),
    ]


async def dispatches(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of the papers that the query asks for, after those that can be printed at once."""
    desk, asked, at = seat.desk, _asked(request), number(request)
    found, language = await search(desk, asked, limit=PAGE, after=at * PAGE), desk.person.language
    return page(
        request,
        desk,
        "office_dispatches.html",
        asked=asked,
        found=found,
        waiting=await waiting(desk),
        leads=serves_as(desk, *OFFICE),
        most=MOST,
        editions=await named_editions(desk),
        kinds=sorted(((kind, say(language, f"templates.kind.{kind}")) for kind in ARTICLES), key=lambda pair: pair[1]),
        standings=[(one.value, say(language, f"dispatches.only.{one.value}")) for one in found.standings],
        about=lambda paper: _about(language, found, paper),
        at=at,
        more=(at + 1) * PAGE < found.count,
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same papers, unpaged, as an Excel list."""
    desk, found = seat.desk, await export(seat.desk, _asked(request))
    language = desk.person.language
    units = {unit.key: unit.name(language) for unit in desk.pack.units}
    editions = dict(await named_editions(desk))
    rows = [_row(language, found, paper, units, editions) for paper in found.papers]
    return excel(desk, "sealing.title", [f"sealing.column.{name}" for name in COLUMNS], rows)


async def one(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one paper, to somebody without an interest in its case."""
    desk, one_id = seat.desk, _id(request)
    try:
        return await _shown(request, desk, await dispatch(desk, one_id))
    except Undeclared as refusal:
        known = await desk.work.dispatches.get(one_id)
        case_id = known.application_id if known is not None else None
        return declaration(request, desk, refusal, f"rv:none:{case_id}", f"rv:sure:{case_id}")


async def print_one(request: web.Request, seat: Seated, form: Form) -> Answer:
    """Print the paper, to be sealed or for Word."""
    _, paper = await take_dispatch(seat.desk, _id(request), word=form.get("form") == "word")
    return Printed(paper)


async def print_several(_request: web.Request, seat: Seated, form: Form) -> Answer:
    """Print all that wait, of one kind or of every kind, bound as one PDF or packed as Word documents."""
    _, batch = await take_waiting(seat.desk, form.get("paper") or None, word=form.get("form") == "word")
    return Printed(batch)


async def scanned(request: web.Request, seat: Seated, sent: Sent) -> Answer:
    """Take the sealed pages; remarks about them are shown on the paper's page."""
    paper, remarks = await hand_in_pages(seat.desk, _id(request), sent.files)
    if not remarks:
        return to(f"/office/dispatches/{paper.id}?done=dp:scan")
    return await _shown(request, seat.desk, paper, [spoken(request, remark) for remark in remarks])


async def download(request: web.Request, seat: Seated) -> Taken:
    """Return one sealed page as it was handed in; the reading is recorded in the journal."""
    record, content = await page_of(seat.desk, _id(request), request.match_info["file"])
    return Taken(record.name, lambda: content)


async def _shown(request: web.Request, desk: Desk, paper: Dispatch, remarks: Sequence[str] = ()) -> web.StreamResponse:
    found = await one_found(desk, paper)
    return page(
        request,
        desk,
        "office_dispatch.html",
        one=paper,
        found=found,
        about=_about(desk.person.language, found, paper),
        way=way_to(desk, paper.subject),
        remarks=remarks,
        edition=await desk.work.editions.get(paper.edition_id) if paper.edition_id is not None else None,
        article=ARTICLES[paper.paper],
        scans=[record for each in paper.scans if (record := await desk.work.files.get(each)) is not None],
        most=desk.pack.uploads.web_bytes // 2**20,
    )


def _row(
    language: str, found: Found, one: Dispatch, units: Mapping[str, str], editions: Mapping[int, str]
) -> list[Value]:
    return [
        one.number,
        say(language, f"templates.kind.{one.paper}"),
        one.reference,
        _about(language, found, one),
        editions.get(one.edition_id or 0, ""),
        units.get(one.unit or "", ""),
        one.issued_at,
        one.printed_at,
        found.names.get(one.printed_by or 0, ""),
        one.sealed_at,
        say(language, f"dispatches.standing.{one.standing}"),
    ]


def _about(language: str, found: Found, one: Dispatch) -> str:
    """Return the case or the notice that the paper is about, otherwise the kind of its subject."""
    case, (noun, _, about) = found.cases.get(one.application_id or 0), one.subject.partition(":")
    if case is not None:
        return f"{case.number} {case.name or ''}".strip()
    title = found.titles.get(int(about)) if noun == "notice" else None
    return title or say(language, f"sealing.about.{noun}")


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


def _asked(request: web.Request) -> Asked:
    query = request.query
    state, paper = query.get("state", ""), query.get("paper", "")
    return Asked(
        standing=Standing(state) if state in set(Standing) else None,
        edition_id=number(request, "edition") or None,
        paper=paper if paper in ARTICLES else None,
        words=typed_words(request),
    )
