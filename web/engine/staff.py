"""The frame of the office's pages: sign-in, the page around every template, form tokens, refusals (Art. 9)."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from rules.engine.refusals import Refusal
from rules.people.roles import Role
from texts import say
from web.engine.acts import HERE, OF_A_FORM, perform
from web.engine.files import attached
from web.engine.forms import Look, Sent, as_it_came, check_token, fields, page_token, read_sent, spoken
from web.engine.pages import render
from web.engine.site import language_of, site_of
from web.engine.visitors import drop_cookie, secret
from workflow.engine.desk import Desk, Places, note_refusal, serves_as, traits
from workflow.engine.records import Damaged, Paper, Work
from workflow.people import sign_ins
from workflow.people.sign_ins import Seated, reading, seated

T = TypeVar("T")
SIGN_IN = "/office/sign-in"
PAGE = 25
PASSING = ("lang", "done")
"""Query parameters that hold for one request only; addresses built from it leave them out."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file to make after the Work is closed: `make` is slow and touches no database."""

    name: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper to print after everything that it needs has been committed."""

    paper: Paper


@dataclass(frozen=True, slots=True)
class Looked:
    """A slow check to run once the person is known: `look` touches no database, `then` answers with its result."""

    look: Callable[[], object]
    then: "Callable[[Seated, Any], Awaitable[Answer]]"


Form = Mapping[str, str]
Answer = web.StreamResponse | Taken | Looked | Printed
Shown = Callable[[web.Request, Seated], Awaitable[Answer]]
Done = Callable[[web.Request, Seated, Form], Awaitable[Answer]]
Brought = Callable[[web.Request, Seated, Sent], Awaitable[Answer]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
OFFICE = (Role.LEAD, Role.OFFICE)
ROOMS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("/office", "pages.today", ()),
    ("/office/tasks", "pages.tasks", ()),
    ("/office/cases", "pages.cases", ()),
    ("/office/sheets", "pages.sheets", (Role.REVIEWER,)),
    ("/office/editions", "rooms.editions", OFFICE),
    ("/office/notices", "rooms.notices", ()),
    ("/office/objections", "rooms.objections", OFFICE),
    ("/office/sanctions", "rooms.sanctions", OFFICE),
    ("/office/dispatches", "sealing.title", (*OFFICE, Role.CLERK)),
    ("/office/awards", "pages.awards", OFFICE),
    ("/office/affairs", "holding.title", (*OFFICE, Role.CLERK)),
    ("/office/july", "pages.july", OFFICE),
    ("/office/reevaluations", "rooms.reevaluations", OFFICE),
    ("/office/calendar", "rooms.calendar", OFFICE),
    ("/office/messages", "rooms.messages", OFFICE),
    ("/office/people", "pages.people", OFFICE),
    ("/office/contacts", "pages.contacts", OFFICE),
    ("/office/journal", "pages.journal", (Role.LEAD,)),
)
"""The address, title key and roles of each room of the office; a room without roles is open to everybody signed in."""


def shown(handler: Shown) -> Handler:
    """Wrap the handler of a page: it gets the signed-in person, and anybody else is sent to the sign-in page."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return await _seated(request, lambda seat: handler(request, seat))

    return answer


def taken(handler: Shown) -> Handler:
    """Wrap the handler of a download. Downloads take turns at the printers, so that many at once delay nobody else."""
    in_turn = shown(handler)

    async def answer(request: web.Request) -> web.StreamResponse:
        async with site_of(request).printers:
            return await in_turn(request)

    return answer


def done(handler: Done) -> Handler:
    """Wrap the handler of a form. 403 for a form whose token was not given to this browser."""

    async def answer(request: web.Request) -> web.StreamResponse:
        form = await fields(request)
        check_token(form, secret(request))
        return await _seated(request, lambda seat: handler(request, seat, form))

    return answer


def brought(handler: Brought, look: Look = as_it_came) -> Handler:
    """Wrap the handler of a form with files; who is signed in is checked before any of the body is read."""

    async def answer(request: web.Request) -> web.StreamResponse:
        async with site_of(request).store.work() as work:
            if await _seat(request, work) is None:
                return _door(request)
        sent = await read_sent(request, look)
        check_token(sent.fields, secret(request))
        return await _seated(request, lambda seat: handler(request, seat, sent))

    return answer


def page(request: web.Request, desk: Desk, template: str, **values: object) -> web.Response:
    """Render a page of the office with the rooms that the person may enter; its forms carry this browser's token."""
    rooms = [(path, key) for path, key, roles in ROOMS if not roles or serves_as(desk, *roles)]
    language = language_of(request)
    return render(
        request,
        template,
        rooms=rooms,
        me=desk.person.name,
        units={unit.key: unit.name(language) for unit in desk.pack.units},
        awards={award.key: award.name(language) for award in desk.pack.awards},
        token=page_token(secret(request)),
        turned=_turned(request),
        deeds=HERE,
        was_done=_was_done(request),
        remembers=True,
        **values,
    )


def number(request: web.Request, name: str = "page") -> int:
    """Return a number from the query, 0 or greater; 0 if it is missing or malformed."""
    typed = request.query.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def declaration(request: web.Request, desk: Desk, refusal: Refusal, none: str, interest: str) -> web.Response:
    """Ask for the declaration of interest before a case opens, on the page or in the chat (Art. 40); 403."""
    notice = spoken(request, refusal)
    response = page(request, desk, "office_refused.html", notice=notice, free=none, interested=interest)
    response.set_status(403)
    return response


def piece(found: Sequence[T], at: int) -> tuple[list[T], bool]:
    """Return one page of what was found, and whether more follows."""
    return list(found[at * PAGE : (at + 1) * PAGE]), len(found) > (at + 1) * PAGE


def to(address: str) -> web.Response:
    """Go on there."""
    return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})


async def _seated(request: web.Request, serve: Callable[[Seated], Awaitable[Answer]]) -> web.StreamResponse:
    try:
        async with site_of(request).store.work() as work:
            seat = await _seat(request, work)
            response = await serve(seat) if seat is not None else None
            await work.commit()
    except Refusal as refusal:
        return await _refused(request, refusal)
    except Damaged:
        return await _refused(request, Refusal("talk.cannot_read"))
    match response:
        case Taken() | Printed():
            return await _made(request, response)
        case Looked(look, then):
            found = await asyncio.to_thread(look)
            return await _seated(request, lambda seat: then(seat, found))
        case None:
            return _door(request)
        case _:
            return response


async def _made(request: web.Request, file: Taken | Printed) -> web.StreamResponse:
    site = site_of(request)
    try:
        if isinstance(file, Printed):
            async with site.printers:
                return attached(*await site.prints(file.paper, language_of(request)))
        return attached(file.name, await asyncio.to_thread(file.make))
    except Refusal as refusal:  # a copy that must be marked and cannot be, or a paper that may no longer be given
        return await _refused(request, refusal)
    except KeyError:
        return await _refused(request, Refusal("sealing.unprintable"))


def _door(request: web.Request) -> web.Response:
    response = to(SIGN_IN)
    drop_cookie(response, site_of(request))
    return response


async def _seat(request: web.Request, work: Work) -> Seated | None:
    site = site_of(request)
    here = Places(site.public_url, site.telegram)
    seat = await seated(work, secret(request), site.now(), pack=site.pack, places=here)
    return replace(seat, desk=reading(seat.desk, language_of(request))) if seat is not None else None


async def _refused(request: web.Request, refusal: Refusal) -> web.StreamResponse:
    """Answer 403 with the sentence that the chat would say; a Forbidden is written in the journal, as in the chat."""
    async with site_of(request).store.work() as work:
        seat = await _seat(request, work)
        if seat is None:
            return to(SIGN_IN)
        await note_refusal(seat.desk, refusal)
        await work.commit()
    response = page(request, seat.desk, "office_refused.html", notice=spoken(request, refusal), free="", interested="")
    response.set_status(403)
    return response


def _was_done(request: web.Request) -> str:
    """Say what was done on this page a moment ago; "" if nothing was."""
    verb = request.query.get("done", "")
    return say(language_of(request), f"rooms.done.{verb.replace(':', '_')}") if verb in {*HERE, *OF_A_FORM} else ""


def _turned(request: web.Request) -> Callable[..., str]:
    """Return a function that builds this page's query with some parameters changed; empty parameters are left out."""

    def turned(**changes: object) -> str:
        asked = {**request.query, **{name: str(value) for name, value in changes.items()}}
        kept = {name: value for name, value in asked.items() if value and name not in PASSING}
        return f"?{urlencode(kept)}" if kept else ""

    return turned


# Where on the office's pages a subject such as "objection:7" is read (Art. 9).


ONE, LIST = "{room}/{id}", "{room}"
WAYS: Mapping[str, tuple[str, str]] = {
    "application": ("/office/cases", ONE),
    "objection": ("/office/objections", ONE),
    "sanction": ("/office/sanctions", ONE),
    "heard": ("/office/sanctions", ONE),
    "reevaluation": ("/office/reevaluations", ONE),
    "reevaluated": ("/office/reevaluations", ONE),
    "notice": ("/office/notices", ONE),
    "draft": ("/office/notices", LIST),
    "edition": ("/office/editions", ONE),
    "assessment": ("/office/july", "/office/reports/{id}"),
    "calendar": ("/office/calendar", "{room}?year={id}"),
    "calendar_proposal": ("/office/calendar", LIST),
    "affair": ("/office/affairs", ONE),
    "supervision": ("/office/affairs", LIST),
    "award": ("/office/awards", ONE),
    "dispatch": ("/office/dispatches", ONE),
    "outbox": ("/office/messages", ONE),
    "unit": ("/office/people", LIST),
    "unreachable": ("/office/messages", "/office/unreachable"),
}
"""For each noun of a subject, the room that it belongs to, and its page there or the list that shows it."""
_ROLES = {room: roles for room, _, roles in ROOMS}


def way_to(desk: Desk, subject: str) -> str:
    """Return the address of the subject's page; "" if there is none or the person may not open it."""
    noun, _, rest = subject.partition(":")
    if noun not in WAYS:
        return ""
    (room, page), one = WAYS[noun], rest.partition(":")[0]
    known = "{id}" not in page or (one.isascii() and one.isdecimal())
    allowed = not _ROLES[room] or serves_as(desk, *_ROLES[room])
    return page.format(room=room, id=one) if known and allowed else ""


# What the buttons of the office's pages do: the act itself, or a jump into the person's own chat (Art. 9).


OURS = re.compile(r"/office[\w/.%=&?+-]*", re.ASCII)
"""The addresses to which an act may return."""


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.post("/office/chat", done(chat)), web.post("/office/act", done(act))]


async def act(_request: web.Request, seat: Seated, form: Form) -> web.StreamResponse:
    """Do the act, and return to the page where it was pressed, which confirms it."""
    verb = await perform(seat.desk, form.get("press", "")[:64])
    back = form.get("back", "") if OURS.fullmatch(form.get("back", "")) else "/office"
    return to(f"{back}{'&' if urlsplit(back).query else '?'}done={verb}")


async def chat(request: web.Request, seat: Seated, form: Form) -> web.StreamResponse:
    """Open the person's own chat as if the button had been pressed there, on the web or by a link to Telegram.

    The content policy lets a form lead only to this site, so the link to Telegram is on a page of its own.
    """
    token = await sign_ins.press_link(seat.desk, form.get("press", "")[:64])
    places = seat.desk.places
    if not traits(seat.desk).by_link or places.telegram is None:
        return to(f"/chat?start={token}")
    return page(request, seat.desk, "office_telegram.html", address=f"https://t.me/{places.telegram}?start={token}")
