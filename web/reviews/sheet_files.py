"""A score sheet as an Excel list: downloaded, and brought back to be previewed and taken in whole (Art. 16)."""

from functools import partial

from aiohttp import web
from aiohttp.web_request import FileField

from papers.reviews.score_sheets import Head, Offline, offline_sheet, read_offline
from rules.engine.forms import Names
from rules.engine.refusals import Unfit
from rules.engine.uploads import check_size
from rules.reviews.sheets import OVERALL, SCORE, check_label, read_sheet
from texts import say
from web.engine.staff import Form, Looked, Taken, done, page, taken
from web.reviews.sheets import ONE, problems, sheet_page, undeclared, which
from workflow.engine.desk import Desk
from workflow.interests.recusals import Undeclared
from workflow.people.sign_ins import Seated
from workflow.reviews.sheets import Written, open_written, written_of


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.get(ONE + ".xlsx", taken(take)), web.post(ONE + "/file", done(brought))]


async def take(request: web.Request, seat: Seated) -> web.StreamResponse | Taken:
    """Return the list to fill in elsewhere, with the draft's answers so far."""
    desk, (part, one) = seat.desk, which(request)
    try:
        written = await open_written(desk, one, part)
    except Undeclared as refusal:
        return undeclared(request, desk, refusal)
    number, language = written.application.number or "", desk.person.language
    head = Head(number, written.application.name or "", part, desk.person.name or "", written.label)
    named = say(language, "sheets.file.name", number=number, part=say(language, f"assignments.part.{part.value}"))
    make = partial(offline_sheet, language, head, written.rubric, dict(written.answers))
    return Taken(f"{named}.xlsx", make)


async def brought(request: web.Request, seat: Seated, _form: Form) -> Looked:
    """Inspect a list that comes back, once the sheet is known to be the person's own and still open."""
    part, one = which(request)
    await open_written(seat.desk, one, part)
    sent = (await request.post()).get("file")
    content = sent.file.read() if isinstance(sent, FileField) else b""

    async def then(again: Seated, found: object) -> web.StreamResponse:
        return _shown(request, again.desk, await written_of(again.desk, one, part), found)

    return Looked(partial(_read, content), then)


def _read(content: bytes) -> Offline | Unfit:
    try:
        check_size(len(content), len(content))
        return read_offline(content)
    except Unfit as unfit:
        return unfit


def _shown(request: web.Request, desk: Desk, written: Written, found: object) -> web.StreamResponse:
    """Show what the list would change, for confirmation; if anything is wrong with it, show that instead."""
    try:
        if not isinstance(found, Offline):
            raise found if isinstance(found, Unfit) else Unfit("sheets.no_label")
        check_label(found.label, written.label)
    except Unfit as unfit:
        return _refused(request, desk, written, [say(desk.person.language, unfit.key, **unfit.values)])
    answers, wrong = read_sheet(written.form, found.typed)
    order = sorted(found.cells, key=lambda key: (int(found.cells[key][1:]), found.cells[key]))
    every = {key: problem for key in order if (problem := found.unread.get(key) or wrong.get(key))}
    if every:
        return _refused(request, desk, written, problems(desk, every, found.cells, found.typed))
    changed = {key: text for key, text in answers.items() if text is not None and text != written.answers.get(key)}
    if not changed:
        return sheet_page(request, desk, written, notice="sheets.nothing_new", good="good")
    names = {one.key: Names(one.zh, one.en).in_language(desk.person.language) for one in written.rubric}
    after = {**written.answers, **changed}
    points = sum(int(value) for key, value in after.items() if key.startswith(SCORE))
    return page(
        request,
        desk,
        "office_sheet_file.html",
        written=written,
        changed={key: changed[key] for key in order if key in changed},
        cells=found.cells,
        named=lambda key: (
            say(desk.person.language, "sheets.column.overall") if key == OVERALL else names[key.partition(".")[2]]
        ),
        points=points,
        given=sum(f"{SCORE}{one.key}" in after for one in written.rubric),
    )


def _refused(request: web.Request, desk: Desk, written: Written, said: list[str]) -> web.Response:
    response = page(request, desk, "office_sheet_refused.html", written=written, said=said)
    response.set_status(400)
    return response
