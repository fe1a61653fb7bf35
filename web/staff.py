"""The frame of the office's pages: who is signed in, what their pages and forms carry, how a refusal looks (Art. 9)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from aiohttp import web

from papers.spreadsheets import Value, sheet
from rules.people import Role
from rules.refusals import Forbidden, Refusal, Unfit
from texts import say
from web.acts import HERE
from web.forms import attached, check_token, fields, page_token, spoken
from web.pages import render
from web.site import Site, language_of, site_of
from workflow.desk import Desk, Places, serves_as, today
from workflow.records import Damaged, Work
from workflow.sign_ins import Seated, reading, seated

T = TypeVar("T")
COOKIE = "office"
SIGN_IN = "/office/sign-in"
PAGE = 25
MOST_WORDS = 100
PASSING = ("lang", "done")
"""What stands in an address for this once: it is in no other that is made from it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file to be made once everything has been read: `make` is slow, and touches no database."""

    name: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Looked:
    """Something slow to be looked into once it is known who asks: `look` touches no database, `then` answers."""

    look: Callable[[], object]
    then: "Callable[[Seated, Any], Awaitable[web.StreamResponse]]"


Form = Mapping[str, str]
Answer = web.StreamResponse | Taken | Looked
Shown = Callable[[web.Request, Seated], Awaitable[Answer]]
Done = Callable[[web.Request, Seated, Form], Awaitable[Answer]]
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
    ("/office/awards", "pages.awards", OFFICE),
    ("/office/july", "pages.july", OFFICE),
    ("/office/reevaluations", "rooms.reevaluations", OFFICE),
    ("/office/calendar", "rooms.calendar", OFFICE),
    ("/office/messages", "rooms.messages", OFFICE),
    ("/office/people", "pages.people", OFFICE),
    ("/office/journal", "pages.journal", (Role.LEAD,)),
)
"""The rooms of the office, what each is called, and for whom it is (for everybody where nobody is named)."""


def shown(handler: Shown) -> Handler:
    """A page for whoever is signed in; anybody else is led to the door."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return await _seated(request, lambda seat: handler(request, seat))

    return answer


def done(handler: Done) -> Handler:
    """What a form of such a page does. 403 for a form that is not of a page given to this browser."""

    async def answer(request: web.Request) -> web.StreamResponse:
        form = await fields(request)
        check_token(form, secret(request))
        return await _seated(request, lambda seat: handler(request, seat, form))

    return answer


def page(request: web.Request, desk: Desk, template: str, **values: object) -> web.Response:
    """A page of the office, with its rooms; its forms carry the token that no other site's page knows."""
    rooms = [(path, key) for path, key, roles in ROOMS if not roles or serves_as(desk, *roles)]
    language = language_of(request)
    units = {unit.key: unit.name(language) for unit in desk.pack.units}
    awards = {award.key: award.name(language) for award in desk.pack.awards}
    return render(
        request,
        template,
        rooms=rooms,
        me=desk.person.name,
        units=units,
        awards=awards,
        token=page_token(secret(request)),
        turned=_turned(request),
        deeds=HERE,
        was_done=_was_done(request),
        remembers=True,
        **values,
    )


def number(request: web.Request, name: str = "page") -> int:
    """A number of the address, from 0; 0 for anything else."""
    typed = request.query.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def declaration(request: web.Request, desk: Desk, refusal: Refusal, none: str, interest: str) -> web.Response:
    """Before a case opens, the person says whether they have an interest in it: here, or in the chat (Art. 40)."""
    notice = spoken(request, refusal)
    response = page(request, desk, "office_refused.html", notice=notice, free=none, interested=interest)
    response.set_status(403)
    return response


def piece(found: Sequence[T], at: int) -> tuple[list[T], bool]:
    """A page of what was found, and whether there is more behind it."""
    return list(found[at * PAGE : (at + 1) * PAGE]), len(found) > (at + 1) * PAGE


def excel(desk: Desk, title: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> Taken:
    """An Excel list to take away: `title` and `columns` are keys of sentences."""
    language = desk.person.language
    said, header = say(language, title), [say(language, key) for key in columns]
    return Taken(f"{said} {today(desk).isoformat()}.xlsx", lambda: sheet(said, header, rows))


def typed_words(request: web.Request) -> str:
    """What is looked for, on one line."""
    return " ".join(request.query.get("words", "")[:MOST_WORDS].split())


def secret(request: web.Request) -> str:
    """What the browser's cookie holds."""
    return request.cookies.get(cookie_name(site_of(request)), "")


def cookie_name(site: Site, of: str = COOKIE) -> str:
    """The cookie's name: tied to this host wherever the site is served encrypted."""
    return f"__Host-{of}" if site.encrypted else of


def set_cookie(response: web.StreamResponse, site: Site, value: str, of: str = COOKIE) -> None:
    """Give the browser a secret that no script reads and no other site's page sends."""
    name = cookie_name(site, of)
    response.set_cookie(name, value, path="/", secure=site.encrypted, httponly=True, samesite="Strict")


def drop_cookie(response: web.StreamResponse, site: Site, of: str = COOKIE) -> None:
    """Take the secret back."""
    name = cookie_name(site, of)
    response.del_cookie(name, path="/", secure=site.encrypted, httponly=True, samesite="Strict")


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
    if isinstance(response, Taken):
        return await _made(request, response)
    if isinstance(response, Looked):
        found, then = await asyncio.to_thread(response.look), response.then
        return await _seated(request, lambda seat: then(seat, found))
    if response is None:
        response = to(SIGN_IN)
        drop_cookie(response, site_of(request))
    return response


async def _made(request: web.Request, taken: Taken) -> web.StreamResponse:
    try:
        return attached(taken.name, await asyncio.to_thread(taken.make))
    except Unfit as unfit:  # a copy that has to be marked and cannot be
        return await _refused(request, unfit)


async def _seat(request: web.Request, work: Work) -> Seated | None:
    site = site_of(request)
    places = Places(site.public_url, site.telegram)
    seat = await seated(work, secret(request), site.now(), pack=site.pack, places=places)
    return replace(seat, desk=reading(seat.desk, language_of(request))) if seat is not None else None


async def _refused(request: web.Request, refusal: Refusal) -> web.StreamResponse:
    """The sentence that the chat would say; what nobody may do is written down, as there."""
    async with site_of(request).store.work() as work:
        seat = await _seat(request, work)
        if seat is None:
            return to(SIGN_IN)
        if isinstance(refusal, Forbidden):
            now, person_id = seat.desk.now, seat.desk.person.id
            await work.journal.write("refused", refusal.key, now=now, person_id=person_id, article=refusal.article)
        await work.commit()
    response = page(request, seat.desk, "office_refused.html", notice=spoken(request, refusal), free="", interested="")
    response.set_status(403)
    return response


def _was_done(request: web.Request) -> str:
    """What was done on this page a moment ago, in words."""
    verb = request.query.get("done", "")
    return say(language_of(request), f"rooms.done.{verb.replace(':', '_')}") if verb in HERE else ""


def _turned(request: web.Request) -> Callable[..., str]:
    """The address of the same page with some of its question changed; empty parts are left out."""

    def turned(**changes: object) -> str:
        asked = {**request.query, **{name: str(value) for name, value in changes.items()}}
        kept = {name: value for name, value in asked.items() if value and name not in PASSING}
        return f"?{urlencode(kept)}" if kept else ""

    return turned
