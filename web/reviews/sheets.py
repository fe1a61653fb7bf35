"""Score sheets on the office's pages: filled in by keyboard, saved while typing, locked at the end (Art. 16-19)."""

from collections.abc import Mapping

from aiohttp import web

from rules.engine.answers import clean
from rules.engine.refusals import Refusal, Unfit
from rules.engine.rubrics import Part
from rules.people.roles import Role
from texts import say
from web.engine.staff import PAGE, Form, declaration, done, number, page, shown, to
from workflow.engine.desk import Desk, require
from workflow.interests.recusals import Undeclared
from workflow.people.sign_ins import Seated
from workflow.reviews.sheets import Written, lacking, lock_written, own_sheets, save_sheet, written_of

ONE = "/office/sheets/{part:[a-z_]+}/{id:[0-9]{1,15}}"
"""The address of one's own sheet of a case in a part."""


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/sheets", shown(mine)),
        web.get(ONE, shown(sheet)),
        web.post(ONE, done(wrote)),
    ]


async def mine(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show the reviewer's sheets, open and locked."""
    require(seat.desk, Role.REVIEWER, article=16)
    found, at = await own_sheets(seat.desk), number(request)
    return page(
        request,
        seat.desk,
        "office_sheets.html",
        found=found[at * PAGE : (at + 1) * PAGE],
        count=len(found),
        left=sum(one.awaited for one, _ in found),
        at=at,
        more=(at + 1) * PAGE < len(found),
    )


async def sheet(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show the sheet; without a declaration of interest, ask for it first (Art. 40)."""
    part, one = which(request)
    try:
        written = await written_of(seat.desk, one, part)
    except Undeclared as refusal:
        return undeclared(request, seat.desk, refusal)
    return sheet_page(request, seat.desk, written)


async def wrote(request: web.Request, seat: Seated, form: Form) -> web.StreamResponse:
    """Save what was typed; then show the sheet, ask for confirmation before locking it, or lock it."""
    part, one = which(request)
    desk, act = seat.desk, form.get("do", "")
    if act == "lock":
        if await lock_written(desk, one, part, seen=form.get("seen", "")):
            return to(request.path)
        return sheet_page(request, desk, await written_of(desk, one, part), notice="sheets.changed")
    saved = await save_sheet(desk, one, part, typed_in(form), seen=None if act == "quiet" else form.get("seen", ""))
    wrong = {key: say(desk.person.language, unfit.key, **unfit.values) for key, unfit in saved.wrong.items()}
    if act == "quiet":
        return _kept(desk, saved.written, wrong)
    if saved.stale:
        elsewhere, typed = _elsewhere(desk, saved.written, form), _filled(form)
        return sheet_page(request, desk, saved.written, typed=typed, wrong=wrong | elsewhere, notice="sheets.stale")
    if act == "check" and not wrong:
        wrong = {key: say(desk.person.language, "sheets.missing") for key in await lacking(desk, one, part)}
        if not wrong:
            return page(request, desk, "office_sheet_sure.html", written=await written_of(desk, one, part))
    notice = ("sheets.wrong" if wrong else "sheets.saved", "" if wrong else "good")
    return sheet_page(request, desk, saved.written, typed=typed_in(form), wrong=wrong, notice=notice[0], good=notice[1])


def sheet_page(
    request: web.Request,
    desk: Desk,
    written: Written,
    *,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    notice: str = "",
    good: str = "",
) -> web.Response:
    """Show the sheet as a table; typed values that do not fit stay in place with what is wrong. 400 if anything is."""
    stays = {key: text for key, text in (typed or {}).items() if key in (wrong or {}) or notice == "sheets.stale"}
    response = page(
        request,
        desk,
        "office_sheet.html",
        written=written,
        shown={**written.answers, **stays},
        wrong=wrong or {},
        notice=say(desk.person.language, notice) if notice else "",
        good=good,
        lengths={one.key: (one.least, one.most) for one in written.form.questions},
    )
    if notice and not good:
        response.set_status(400)
    return response


def undeclared(request: web.Request, desk: Desk, refusal: Refusal) -> web.Response:
    """Ask for the declaration of interest, after which the sheet opens."""
    _, one = which(request)
    return declaration(request, desk, refusal, f"review:none:{one}", f"review:sure:{one}")


def which(request: web.Request) -> tuple[Part, int]:
    """Return the part and the case from the address."""
    part = request.match_info["part"]
    if part not in set(Part):
        raise web.HTTPNotFound(text="no such part of the review\n")
    return Part(part), int(request.match_info["id"])


def typed_in(form: Form) -> dict[str, str]:
    """Return the form's fields apart from the page's own; unknown ones are ignored by the act that reads them."""
    return {key: text for key, text in form.items() if key not in ("page", "do", "seen")}


def problems(desk: Desk, wrong: Mapping[str, Unfit], cells: Mapping[str, str], typed: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the cells of a list and how to put it right, in order."""
    language = desk.person.language
    return [
        say(language, "sheets.cell", cell=cells[key], typed=typed[key][:40], problem=unfit)
        if key in typed
        else say(language, "sheets.cell_unread", cell=cells[key], problem=unfit)
        for key, unfit in wrong.items()
    ]


def _filled(form: Form) -> dict[str, str]:
    return {key: text for key, text in typed_in(form).items() if clean(text)}


def _elsewhere(desk: Desk, written: Written, form: Form) -> dict[str, str]:
    """Return what the sheet holds by now, for each field in which something else was typed here."""
    other = {key: written.answers.get(key) for key, text in _filled(form).items() if written.answers.get(key) != text}
    return {key: say(desk.person.language, "sheets.elsewhere", value=value) for key, value in other.items() if value}


def _kept(desk: Desk, written: Written, wrong: Mapping[str, str]) -> web.Response:
    """Answer the page's script with the state of the saved sheet."""
    return web.json_response(
        {
            "seen": written.seen,
            "wrong": dict(wrong),
            "said": say(desk.person.language, "sheets.kept", at=desk.now),
        },
        headers={"Cache-Control": "no-store"},
    )
