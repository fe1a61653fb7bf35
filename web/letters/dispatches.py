"""Papers under the seal on the office's pages: to print, gone out, come back (Art. 9, 15-27).

A paper that is taken counts as printed. Its sealed pages go back into its slot, where the latest count.
"""

from collections.abc import Sequence

from aiohttp import web

from papers.engine.lists import worded
from rules.letters.dispatches import ARTICLES, Dispatch
from web.engine.forms import Sent, spoken
from web.engine.lists import listed
from web.engine.staff import (
    OFFICE,
    Answer,
    Form,
    Printed,
    Taken,
    brought,
    declaration,
    done,
    page,
    shown,
    taken,
    to,
    way_to,
)
from workflow.engine.desk import Desk, serves_as
from workflow.engine.lists import Found
from workflow.interests.recusals import Undeclared
from workflow.letters.dispatch_lists import DISPATCHES, DispatchLine, DispatchQuery, about_of, lines_of
from workflow.letters.dispatches import MOST, dispatch, hand_in_pages, page_of, take_dispatch, take_waiting, waiting
from workflow.people.sign_ins import Seated

ONE = "/office/dispatches/{id:[0-9]{1,15}}"


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        *listed("/office/dispatches", DISPATCHES, "office_dispatches.html", _more),
        web.post("/office/dispatches/print", done(print_several)),
        web.get(ONE, shown(one)),
        web.post(ONE + "/print", done(print_one)),
        web.post(ONE + "/scan", brought(scanned)),
        web.get(ONE + "/files/{file:[0-9a-f]{32}}", taken(download)),
    ]


async def one(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one paper, to somebody without an interest in its case."""
    desk, one_id = seat.desk, _id(request)
    try:
        return await _shown(request, desk, await dispatch(desk, one_id))
    except Undeclared as refusal:
        known = await desk.work.dispatches.get(one_id)
        case_id = known.application_id if known is not None else None
        return declaration(request, desk, refusal, f"review:none:{case_id}", f"review:sure:{case_id}")


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
        return to(f"/office/dispatches/{paper.id}?done=dispatch:scan")
    return await _shown(request, seat.desk, paper, [spoken(request, remark) for remark in remarks])


async def download(request: web.Request, seat: Seated) -> Taken:
    """Return one sealed page as it was handed in; the reading is recorded in the journal."""
    record, content = await page_of(seat.desk, _id(request), request.match_info["file"])
    return Taken(record.name, lambda: content)


async def _shown(request: web.Request, desk: Desk, paper: Dispatch, remarks: Sequence[str] = ()) -> web.StreamResponse:
    (line,) = await lines_of(desk, [paper])
    return page(
        request,
        desk,
        "office_dispatch.html",
        one=paper,
        line=line,
        about=worded(desk.person.language, about_of(line)),
        way=way_to(desk, paper.subject),
        remarks=remarks,
        edition=line.edition,
        article=ARTICLES[paper.paper],
        scans=[record for each in paper.scans if (record := await desk.work.files.get(each)) is not None],
        most=desk.pack.uploads.web_bytes // 2**20,
    )


async def _more(desk: Desk, _asked: DispatchQuery, _found: Found[DispatchLine]) -> dict[str, object]:
    return {"waiting": await waiting(desk), "leads": serves_as(desk, *OFFICE), "most": MOST}


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])
