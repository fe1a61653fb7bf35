"""Lists on the office's pages: what an earlier office hands over, and staff to be invited (Art. 5, 9, 32).

A handover is tried first: the file is read apart, and what it would do is shown with the button that does it. What
takes long goes on by itself, and a page says how far it is. If the process ends before that, nothing was entered, and
the same button is there again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from papers.engine.blank_lists import COLUMNS, handover_template, invitation_list, line, staff_template
from papers.engine.cells import line_of, problem_list
from papers.office.lists import Errors, read_handover, read_staff, step_line
from rules.engine.refusals import Unfit
from rules.office.handover import Handover, Problem
from rules.people.roles import Role
from texts import Words, say
from web.engine.forms import Sent, as_a_list
from web.engine.site import site_of
from web.engine.staff import OFFICE, Answer, Form, Handler, Looked, Taken, brought, done, page, shown, taken, to
from web.engine.visitors import secret
from workflow.engine.desk import Attachment, Desk, addresses, require, serves_as, today
from workflow.engine.records import FileRecord
from workflow.office.imports import (
    LISTS,
    Unfitting,
    enter_list,
    keep_list,
    kept_list,
    kept_until,
    look_through,
    open_list,
)
from workflow.office.imports import Looked as Preview
from workflow.office.invitations import invite_people
from workflow.people.sign_ins import Seated

MOST_SHOWN = 200


@dataclass(slots=True)
class Run:
    """A list that is checked or entered for one browser: how far it is, and in the end its answer and its problems.

    `file` is the id of the list that is entered, "" while one is checked; `seen` is whether the answer was shown.
    """

    file: str = ""
    step: tuple[str, int, int] = ("", 0, 0)
    problems: tuple[Problem, ...] = ()
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    answer: asyncio.Future[web.StreamResponse] | None = None
    seen: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether the answer is not there yet."""
        return self.answer is not None and not self.answer.done()

    def heard(self, *step: Any) -> None:
        """Note how far it is."""
        self.step = step


RUN = web.RequestKey("run", Run)
RUNS = web.AppKey("runs", dict[str, Run])
"""The last run of each browser."""


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/imports", shown(start)),
        web.get("/office/imports/lists.xlsx", taken(blank_lists)),
        web.get("/office/imports/staff.xlsx", taken(blank_staff)),
        web.get("/office/imports/run", followed),
        web.get("/office/imports/wrong.xlsx", taken(wrong_rows)),
        web.post("/office/imports", going_on(brought(tried, as_a_list))),
        web.post("/office/imports/enter", going_on(done(entered))),
        web.post("/office/imports/staff", brought(invited, as_a_list)),
    ]


def going_on(handler: Handler) -> Handler:
    """Wrap the handler of a form: once its run has begun it goes on by itself, and the browser sees how far it is."""

    async def answer(request: web.Request) -> web.StreamResponse:
        run = request[RUN] = Run()
        run.answer = asyncio.ensure_future(handler(request))
        begun = asyncio.create_task(run.begun.wait())
        await asyncio.wait({run.answer, begun}, return_when=asyncio.FIRST_COMPLETED)
        begun.cancel()
        await asyncio.wait({run.answer}, timeout=site_of(request).measures.quick)
        run.seen = not run.goes_on
        return await run.answer if run.seen else to(_address(run))

    return answer


def still_going(app: web.Application) -> set[asyncio.Future[web.StreamResponse]]:
    """Return the answers that are not there yet."""
    return {run.answer for run in app[RUNS].values() if run.answer is not None and run.goes_on}


async def start(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show the two forms, or how far this browser's list is and what came of it. Raises Forbidden (lead and office)."""
    require(seat.desk, *OFFICE, article=9)
    run = request.app[RUNS].get(secret(request))
    return await _start(request, seat.desk) if run is None or run.seen else to(_address(run))


async def followed(request: web.Request) -> web.StreamResponse:
    """Show how far this browser's list is, and its answer once it is there."""
    run = request.app[RUNS].get(secret(request))
    if run is not None and run.answer is not None:
        # before the Work is opened, which would keep others waiting
        await asyncio.wait({run.answer}, timeout=site_of(request).measures.quick)
    return await shown(_followed)(request)


async def wrong_rows(request: web.Request, seat: Seated) -> Taken:
    """Return everything that was wrong with this browser's last list. 404 where there is none."""
    require(seat.desk, *OFFICE, article=9)
    run = request.app[RUNS].get(secret(request))
    if run is None or not run.problems:
        raise web.HTTPNotFound
    language = seat.desk.person.language
    name = f"{say(language, 'papers.lists.report.title')}.xlsx"
    return Taken(name, partial(problem_list, language, run.problems))


async def blank_lists(_request: web.Request, seat: Seated) -> Taken:
    """Return the empty lists of a handover."""
    require(seat.desk, *OFFICE, article=9)
    language = seat.desk.person.language
    return Taken(say(language, "holders.template_name"), partial(handover_template, language, seat.desk.pack))


async def blank_staff(_request: web.Request, seat: Seated) -> Taken:
    """Return the empty list of people to invite."""
    require(seat.desk, Role.LEAD, article=9)
    language = seat.desk.person.language
    return Taken(say(language, "imports.staff_name"), partial(staff_template, language, seat.desk.pack))


async def tried(request: web.Request, seat: Seated, sent: Sent) -> Answer:
    """Read the lists and show what they would do, or everything wrong with them."""
    require(seat.desk, *OFFICE, article=9)
    file, language, run = _one(sent), seat.desk.person.language, _begin(request)

    async def then(again: Seated, found: Handover | Errors) -> web.StreamResponse:
        if isinstance(found, Errors):
            return _wrong(request, again.desk, found.problems, run)
        try:
            looked = await look_through(again.desk, found)
        except Unfitting as wrong:
            return _wrong(request, again.desk, wrong.problems, run)
        record = await keep_list(again.desk, file)
        unread = [say(language, "holders.unread", columns=list(found.unread))] if found.unread else []
        return await _start(
            request, again.desk, lines=[*_lines(language, looked), *unread], file=record.id if looked.count else ""
        )

    return Looked(partial(read_handover, file.content, seat.desk.pack, today(seat.desk), run.heard), then)


async def entered(request: web.Request, seat: Seated, form: Form) -> Answer:
    """Bring in the lists that were tried, all or nothing; they are deleted. Raises Refusal if that was done before."""
    require(seat.desk, *OFFICE, article=9)
    file_id = form.get("file", "")
    content, run = await open_list(seat.desk, file_id), _begin(request, file_id)

    async def then(again: Seated, found: Handover | Errors) -> web.StreamResponse:
        if isinstance(found, Errors):
            return _wrong(request, again.desk, found.problems, run)
        try:
            looked = await enter_list(again.desk, file_id, found, run.heard)
        except Unfitting as wrong:
            return _wrong(request, again.desk, wrong.problems, run)
        language = again.desk.person.language
        return await _start(request, again.desk, lines=[*_lines(language, looked), say(language, "imports.done")])

    return Looked(partial(read_handover, content, seat.desk.pack, today(seat.desk), run.heard), then)


async def invited(request: web.Request, seat: Seated, sent: Sent) -> Answer:
    """Make an invitation for each on the list, and show the links this once, to print or to keep as Excel."""
    require(seat.desk, Role.LEAD, article=9)
    file, as_excel = _one(sent), sent.get("do") == "excel"

    async def then(again: Seated, found: Errors | tuple[object, ...]) -> web.StreamResponse | Taken:
        desk = again.desk
        if isinstance(found, Errors):
            return _wrong(request, desk, found.problems)
        language, rows = desk.person.language, []
        for one in await invite_people(desk, found):  # type: ignore[arg-type]  # what `read_staff` returns
            links = addresses(desk.places, one.token) if one.token else ()
            rows.append(line(language, desk.pack, one.guest, one.standing, one.until, links))
        if as_excel:
            return Taken(f"{say(language, 'invitations.list_title')}.xlsx", partial(invitation_list, language, rows))
        header = [say(language, f"invitations.column.{name}") for name in COLUMNS]
        return page(request, desk, "office_invitations.html", header=header, rows=rows)

    return Looked(partial(read_staff, file.content, seat.desk.pack, today(seat.desk)), then)


def _one(sent: Sent) -> Attachment:
    """Return the one file of the form. Raises Unfit where there is none, or it cannot be kept."""
    if not sent.files:
        raise Unfit("forms.file_awaited")
    if sent.files[0].unfit is not None:
        raise sent.files[0].unfit
    return sent.files[0]


def _begin(request: web.Request, file: str = "") -> Run:
    """Let the request's run go on by itself. Raises HTTPSeeOther while another of the same browser does."""
    runs, browser = request.app[RUNS], secret(request)
    earlier, run = runs.get(browser), request[RUN]
    if earlier is not None and earlier.goes_on:
        raise web.HTTPSeeOther(_address(earlier))
    run.file = file
    runs[browser] = run
    run.begun.set()
    return run


def _address(run: Run) -> str:
    return f"/office/imports/run?file={run.file}"


async def _followed(request: web.Request, seat: Seated) -> web.StreamResponse:
    require(seat.desk, *OFFICE, article=9)
    run, file_id = request.app[RUNS].get(secret(request)), request.query.get("file", "")
    if run is not None and run.answer is not None and run.file == file_id:
        if run.goes_on:
            line = step_line(seat.desk.person.language, *run.step)
            return page(request, seat.desk, "office_import.html", line=line, done=run.step[1], count=run.step[2])
        run.seen, answer = True, await run.answer
        if isinstance(answer, web.Response):  # shown as often as it is asked for: a response is sent only once
            return web.Response(body=answer.body, status=answer.status, headers=answer.headers)
        return to("/office/imports")
    if file_id:
        await open_list(seat.desk, file_id)
    return await _start(request, seat.desk, broken_off=True)


async def _start(
    request: web.Request, desk: Desk, *, lines: Sequence[str] = (), file: str = "", broken_off: bool = False
) -> web.Response:
    kept = await kept_list(desk) if not lines else None
    named = {"file": kept.id, "kept": _kept(desk, kept)} if kept else {"file": file, "broken_off": broken_off}
    return _forms(request, desk, lines=lines, **named)


def _wrong(
    request: web.Request, desk: Desk, problems: tuple[Problem, ...], run: Run | None = None
) -> web.StreamResponse:
    """Show what is wrong; of a run, everything can be taken as an Excel file."""
    if run is not None:
        run.problems = problems
    told = [line_of(desk.person.language, problem) for problem in problems[:MOST_SHOWN]]
    return _forms(request, desk, problems=told, count=len(problems), listed=run is not None)


def _forms(request: web.Request, desk: Desk, **told: object) -> web.Response:
    blank = {"lines": (), "file": "", "kept": "", "broken_off": False, "problems": (), "count": 0, "listed": False}
    return page(request, desk, "office_imports.html", **{**blank, **told}, leads=serves_as(desk, Role.LEAD))


def _kept(desk: Desk, kept: FileRecord) -> str:
    return say(desk.person.language, "imports.kept", name=kept.name, until=kept_until(kept))


def _lines(language: str, looked: Preview) -> list[str]:
    return [
        say(language, "imports.line", list=Words(f"papers.lists.named.{name}"), fresh=fresh, known=looked.known[name])
        for name in LISTS
        if (fresh := looked.fresh[name]) + looked.known[name]
    ]
