"""Lists on the office's pages: what an earlier office hands over, and staff to be invited (Art. 5, 9, 32).

A handover is tried first: the file is read apart, and what it would do is shown with the button that does it.
"""

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from papers.engine.blank_lists import handover_template, staff_template
from papers.engine.invitations import COLUMNS, invitation_list, line
from papers.engine.problems import line_of, problem_list
from papers.office.holders import Errors, read_handover
from papers.office.staff import read_staff
from rules.handover import Handover, Problem
from rules.people import Role
from rules.refusals import Refusal, Unfit
from texts import Words, say
from web.engine.sent_forms import Sent, as_a_list
from web.engine.staff import OFFICE, Answer, Form, Looked, Taken, brought, done, page, shown, taken
from workflow.engine.desk import Attachment, Desk, addresses, require, today
from workflow.office.imports import LISTS, Unfitting, bring_in, look_through
from workflow.office.imports import Looked as Preview
from workflow.office.invitations import invite_people
from workflow.people.sign_ins import Seated

SUBJECT = "holders"
"""The subject of a file that was sent and not yet confirmed, as in the chat."""
MOST_SHOWN = 200


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/imports", shown(start)),
        web.get("/office/imports/lists.xlsx", taken(blank_lists)),
        web.get("/office/imports/staff.xlsx", taken(blank_staff)),
        web.post("/office/imports", brought(tried, as_a_list)),
        web.post("/office/imports/enter", done(entered)),
        web.post("/office/imports/staff", brought(invited, as_a_list)),
    ]


async def start(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show the two forms. Raises Forbidden (lead and office)."""
    require(seat.desk, *OFFICE, article=9)
    return _start(request, seat.desk)


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
    """Read the lists and show what they would do, or everything wrong with them, also as an Excel file."""
    require(seat.desk, *OFFICE, article=9)
    file, language = _one(sent), seat.desk.person.language
    wants_report = sent.get("do") == "report"

    async def then(again: Seated, found: Handover | Errors) -> web.StreamResponse | Taken:
        if isinstance(found, Errors):
            return _wrong(request, again.desk, found.problems, wants_report=wants_report)
        try:
            looked = await look_through(again.desk, found)
        except Unfitting as wrong:
            return _wrong(request, again.desk, wrong.problems, wants_report=wants_report)
        work, me = again.desk.work, again.desk.person.id
        for earlier in await work.files.of(SUBJECT):
            if earlier.owner == me:
                await work.files.purge(earlier.id)
        record = await work.files.add(
            file.content, owner=me, name=file.name, kind=file.kind, subject=SUBJECT, now=again.desk.now
        )
        unread = [say(language, "holders.unread", columns=list(found.unread))] if found.unread else []
        return _start(
            request, again.desk, lines=[*_lines(language, looked), *unread], file=record.id if looked.count else ""
        )

    return Looked(partial(read_handover, file.content, seat.desk.pack, today(seat.desk)), then)


async def entered(request: web.Request, seat: Seated, form: Form) -> Answer:
    """Bring in the lists that were tried, all or nothing; they are deleted. Raises Refusal if that was done before."""
    require(seat.desk, *OFFICE, article=9)
    file_id = form.get("file", "")
    record = await seat.desk.work.files.get(file_id)
    if record is None or record.subject != SUBJECT or record.owner != seat.desk.person.id:
        raise Refusal("holders.imported_before")
    content = await seat.desk.work.files.open(file_id)

    async def then(again: Seated, found: Handover | Errors) -> web.StreamResponse | Taken:
        if isinstance(found, Errors):
            return _wrong(request, again.desk, found.problems)
        if await again.desk.work.files.get(file_id) is None:
            raise Refusal("holders.imported_before")
        try:
            looked = await bring_in(again.desk, found)
        except Unfitting as wrong:
            return _wrong(request, again.desk, wrong.problems)
        await again.desk.work.files.purge(file_id)
        language = again.desk.person.language
        return _start(request, again.desk, lines=[*_lines(language, looked), say(language, "imports.done")])

    return Looked(partial(read_handover, content, seat.desk.pack, today(seat.desk)), then)


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


def _start(request: web.Request, desk: Desk, *, lines: Sequence[str] = (), file: str = "") -> web.Response:
    leads = any(role.role is Role.LEAD for role in desk.roles)
    return page(request, desk, "office_imports.html", lines=lines, file=file, problems=(), count=0, leads=leads)


def _wrong(
    request: web.Request, desk: Desk, problems: Sequence[Problem], *, wants_report: bool = False
) -> web.StreamResponse | Taken:
    """Show everything that is wrong, or return it as an Excel file."""
    language = desk.person.language
    if wants_report:
        name = f"{say(language, 'papers.lists.report.title')}.xlsx"
        return Taken(name, partial(problem_list, language, problems))
    told = [line_of(language, problem) for problem in problems[:MOST_SHOWN]]
    leads = any(role.role is Role.LEAD for role in desk.roles)
    return page(
        request, desk, "office_imports.html", lines=(), file="", problems=told, count=len(problems), leads=leads
    )


def _lines(language: str, looked: Preview) -> list[str]:
    return [
        say(language, "imports.line", list=Words(f"papers.lists.named.{name}"), fresh=fresh, known=looked.known[name])
        for name in LISTS
        if (fresh := looked.fresh[name]) + looked.known[name]
    ]
