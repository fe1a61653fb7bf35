"""The public pages, without an account: notice board, register, what the award is (Art. 15, 17, 21, 27).

They hold only what is published, name none of their readers, and may be cached for a while.
"""

import hashlib
from dataclasses import dataclass
from itertools import groupby

from aiohttp import web

from papers.engine.calendars import why
from papers.engine.layout import svg
from papers.engine.parts import reach, reach_of_notice, reached
from rules.awards.validity import Award, Standing, certificate_key, standing
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.notices.postings import Notice
from rules.office.guidance import QUESTIONS, figures
from texts import say
from web.engine.pages import render
from web.engine.site import Site, language_of, site_of
from workflow.applications.editions import when
from workflow.engine.desk import Books
from workflow.engine.provisions import pack_in_force
from workflow.notices.board import OBJECT, count_of, current
from workflow.office.inquiries import shown

PAGE = 20
KEPT = 60
"""Seconds for which a page may be shown from the cache."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An award in the register, and its standing today."""

    award: Award
    standing: Standing


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/notices", board),
        web.get("/notices/{number}", notice),
        web.get("/notices/{number}/code.svg", code),
        web.get("/register", register),
        web.get("/award", award),
        web.get("/answers", answers),
    ]


async def board(request: web.Request) -> web.StreamResponse:
    """Show a page of the notice board: the latest edition first, and its open notices first."""
    site, page = site_of(request), _page(request)
    day = office_day(site.now())
    async with site.store.work() as work:
        found = await work.notices.page(day, limit=PAGE + 1, after=page * PAGE)
        numbers = {edition.id: edition.number for edition in await work.editions.all()}
        pack = await pack_in_force(work, site.pack)
    by_edition = groupby(found[:PAGE], key=lambda one: one.edition_id)
    editions = [(numbers[edition_id], list(its)) for edition_id, its in by_edition]
    more, office = len(found) > PAGE, _office(pack, language_of(request))
    return _shown(request, "board.html", editions=editions, day=day, page=page, more=more, reached=office)


async def notice(request: web.Request) -> web.StreamResponse:
    """Show one notice: its list, until when objections are accepted and why, and how to object (Art. 22)."""
    site, language = site_of(request), language_of(request)
    day = office_day(site.now())
    async with site.store.work() as work:
        one = await work.notices.numbered(request.match_info["number"])
        if one is None:
            return _shown(request, "missing.html", status=404)
        entries, count = await work.notices.entries(one.id), await count_of(work, one)
        correction = await current(work, one) if one.replaced_on else None
        corrected = await work.notices.get(one.replaces_id) if one.replaces_id else None
        pack = await pack_in_force(work, site.pack)
    return _shown(
        request,
        "board_notice.html",
        one=one,
        state=one.state_on(day),
        groups=[
            (site.pack.name_of_award(award, language) if award else "", list(its))
            for award, its in groupby(entries, key=lambda entry: entry.award)
        ],
        why=why(language, count).splitlines() if count else [],
        object_to=_door(one) if _takes_objections(site, one) and one.is_open_on(day) else "",
        correction=correction,
        corrected=corrected,
        reached=reach_of_notice(pack, one, language),
    )


async def code(request: web.Request) -> web.Response:
    """Return the QR code that leads to an objection to the notice; 404 if it takes none (Art. 22)."""
    site = site_of(request)
    async with site.store.work() as work:
        one = await work.notices.numbered(request.match_info["number"])
    if one is None or not _takes_objections(site, one):
        raise web.HTTPNotFound
    return web.Response(text=svg(site.public_url + _door(one)), content_type="image/svg+xml")


async def register(request: web.Request) -> web.StreamResponse:
    """Show a page of who holds an award; with `?certificate=`, only the award of this number, if any (Art. 27, 34)."""
    site, page = site_of(request), _page(request)
    day, typed = office_day(site.now()), request.query.get("certificate", "").strip()[:100]
    key = certificate_key(typed)
    async with site.store.work() as work:
        if typed:
            one = await work.awards.by_certificate(key) if key else None
            found = [one] if one else []
        else:
            found = await work.awards.page(limit=PAGE + 1, after=page * PAGE)
        pack = await pack_in_force(work, site.pack)
    listed = [Registered(one, standing(one, day, site.pack)) for one in found[:PAGE]]
    language = language_of(request)
    names = {one.award.award: site.pack.name_of_award(one.award.award, language) for one in listed}
    said = {"names": names, "typed": typed, "more": len(found) > PAGE, "reached": _office(pack, language)}
    return _shown(request, "register.html", status=200, listed=listed, page=page, **said)


async def award(request: web.Request) -> web.StreamResponse:
    """Show what the award is, whether applications are open, and the most frequent questions (Art. 2-6)."""
    site, language = site_of(request), language_of(request)
    day = office_day(site.now())
    async with site.store.work() as work:
        pack, told = await pack_in_force(work, site.pack), await when(work, day)
        edition = await work.editions.taking_on(day)
    contacts = reached(pack, language)
    said = {
        **figures(pack),
        "office": pack.bodies.office.name(language),
        "when": say(language, told.key, **told.values),
    }
    said["contacts"] = contacts or say(language, "help.contact.unset")
    return _shown(request, "award.html", edition=edition, questions=QUESTIONS, figures=said, reached=contacts)


async def answers(request: web.Request) -> web.StreamResponse:
    """Show a page of the answers that the office has made public, and the way to ask it (Art. 44)."""
    site, page = site_of(request), _page(request)
    async with site.store.work() as work:
        found, count = await shown(Books(work, site.pack), limit=PAGE, after=page * PAGE)
    language = language_of(request)
    listed = [(*one.in_language(language), one.article) for one in found]
    return _shown(request, "public_answers.html", listed=listed, page=page, more=(page + 1) * PAGE < count)


def _shown(request: web.Request, template: str, *, status: int = 200, **values: object) -> web.StreamResponse:
    """Return the page, or 304 if the reader has it. A page that sets a language cookie is not cached."""
    response = render(request, template, remembers=True, **values)
    response.set_status(status)
    if status != 200 or response.cookies:
        return response
    tag = hashlib.sha256((response.text or "").encode()).hexdigest()[:32]
    if any(known.value == tag for known in request.if_none_match or ()):
        response = web.Response(status=304)
    response.etag = tag
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _office(pack: Pack, language: str) -> str:
    return reach(pack, pack.bodies.office.name(language), language)


def _takes_objections(site: Site, one: Notice) -> bool:
    return one.kind in site.pack.objectionable_notices and one.replaced_on is None


def _door(one: Notice) -> str:
    return f"/chat?start={OBJECT}{one.number}"


def _page(request: web.Request) -> int:
    typed = request.query.get("page", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0
