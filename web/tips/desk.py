"""Where handlers read tips: a page opened by a passphrase for a quarter of an hour, which keeps nothing (Art. 24).

Tips are not read in the chat, since the chat keeps what it shows, for anybody with the service's keys to read.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from rules.engine.refusals import Forbidden, Refusal, Unfit
from rules.tips.cases import LEAST_PASSPHRASE, called, shown
from web.engine.files import attached
from web.engine.forms import check_token, fields, page_token, spoken
from web.engine.pages import render
from web.engine.site import Site, language_of, site_of
from web.engine.staff import to
from web.tips.senders import SAID
from workflow.engine.provisions import pack_in_force
from workflow.engine.records import Sitting, Work
from workflow.tips import handlers as cases
from workflow.tips.senders import Thread, new_code

COOKIE = "tips"
NO_SUCH = "no such tip\n"
Act = Callable[[Work, Site, Sitting, Thread, str], Awaitable[None]]


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    one = "/tips/{id:[0-9a-f]{32}}"
    return [
        web.get("/tips", page),
        web.post("/tips/open", open_page),
        web.post("/tips/key", make_key),
        web.post("/tips/lock", lock),
        web.get(one, case),
        web.get(one + "/files/{file:[0-9a-f]{32}}", download),
        web.post(one + "/{act:answer|close|ask|share}", act),
    ]


async def page(request: web.Request) -> web.Response:
    """Show the list in a sitting.

    With a link, ask for the passphrase or a first one; otherwise say where to get a link.
    """
    site, link = site_of(request), request.query.get("key", "")
    if link:
        return await _gate(request, link)
    async with site.store.work() as work:
        sitting = await cases.seated(work, _token(request), site.now())
        threads = await cases.mine(work, site.pack, sitting, site.now()) if sitting else []
        await work.commit()
    if sitting is None:
        return render(request, "tips_closed.html", notice="")
    return await _in_hand(request, "tips_list.html", threads=threads)


async def open_page(request: web.Request) -> web.Response:
    """Begin a sitting with the passphrase."""
    site, form = site_of(request), await fields(request)
    link = form.get("key", "")
    try:
        token = await cases.sit_down(site.store, link, form.get("passphrase", ""), site.now())
        if token is None:
            raise Unfit("tips.wrong_passphrase")
    except Refusal as refusal:
        return await _gate(request, link, notice=spoken(request, refusal))
    return _seat(site, token)


async def make_key(request: web.Request) -> web.Response:
    """Set the passphrase, for the first time or anew."""
    site, form = site_of(request), await fields(request)
    link, passphrase = form.get("key", ""), form.get("passphrase", "")
    try:
        if passphrase != form.get("again", ""):
            raise Unfit("tips.not_the_same")
        return _seat(site, await cases.make_key(site.store, link, passphrase, site.now()))
    except Refusal as refusal:
        return await _gate(request, link, notice=spoken(request, refusal), anew=bool(form.get("anew")))


async def lock(request: web.Request) -> web.Response:
    """End the sitting before its time."""
    site = site_of(request)
    await fields(request)
    async with site.store.work() as work:
        await cases.rise(work, _token(request), site.now())
        await work.commit()
    response = to("/tips")
    response.del_cookie(_cookie(site), path="/tips", secure=site.encrypted, httponly=True, samesite="Strict")
    return response


async def case(request: web.Request) -> web.Response:
    """Show one tip; the tip records that it was read."""
    return await _case(request)


async def act(request: web.Request) -> web.Response:
    """Answer, close, ask or share a tip, then show it again."""
    site, form, named = site_of(request), await fields(request), request.match_info["act"]
    try:
        async with site.store.work() as work:
            sitting = await _seated(work, request)
            check_token(form, _token(request))
            thread = await cases.one_of_mine(work, site.pack, sitting, request.match_info["id"], site.now())
            await ACTS[named](work, site, sitting, thread, form.get("words", ""))
            await work.commit()
    except Refusal as refusal:
        return await _case(request, notice=spoken(request, refusal), words=form.get("words", ""))
    raise web.HTTPSeeOther(f"/tips/{request.match_info['id']}")


async def download(request: web.Request) -> web.Response:
    """Return a file of a tip as a download."""
    site, ids = site_of(request), request.match_info
    async with site.store.work() as work:
        sitting = await _seated(work, request)
        try:
            name, content = await cases.read_file(work, site.pack, sitting, ids["id"], ids["file"], site.now())
        except Forbidden:
            raise web.HTTPNotFound(text=NO_SUCH) from None
        await work.commit()
    return attached(name, content)


async def _answer(work: Work, site: Site, sitting: Sitting, thread: Thread, words: str) -> None:
    await cases.answer(work, site.now(), sitting, thread, words)


async def _close(work: Work, site: Site, sitting: Sitting, thread: Thread, words: str) -> None:
    await cases.close_tip(work, site.now(), sitting, thread, words)


async def _ask(work: Work, site: Site, sitting: Sitting, thread: Thread, _words: str) -> None:
    await cases.ask_to_object(work, site.now(), sitting, thread)


async def _share(work: Work, site: Site, sitting: Sitting, thread: Thread, words: str) -> None:
    person_id = int(words) if words.isdecimal() and len(words) < 18 else 0
    await cases.share_with(work, site.pack, sitting, thread, person_id, site.now())


ACTS: dict[str, Act] = {"answer": _answer, "close": _close, "ask": _ask, "share": _share}


async def _gate(request: web.Request, link: str, *, notice: str = "", anew: bool = False) -> web.Response:
    """Ask somebody who comes by a link for the passphrase, a first one, or a new one."""
    site = site_of(request)
    try:
        async with site.store.work() as work:
            comer = await cases.comer(work, link, site.now())
    except Refusal as refusal:
        return render(request, "tips_closed.html", notice=spoken(request, refusal))
    return render(
        request,
        "tips_open.html",
        link=link,
        notice=notice,
        known=comer.handler is not None,
        anew=anew,
        suggested=shown(new_code()),
        least=LEAST_PASSPHRASE,
        minutes=cases.SITTING.seconds // 60,
    )


async def _case(request: web.Request, *, notice: str = "", words: str = "") -> web.Response:
    site = site_of(request)
    async with site.store.work() as work:
        sitting = await _seated(work, request)
        try:
            found = await cases.read_tip(work, site.pack, sitting, request.match_info["id"], site.now())
        except Forbidden:
            raise web.HTTPNotFound(text=NO_SUCH) from None
        await work.commit()
    said = {"case": found, "said": SAID, "notice": notice, "words": words}
    return await _in_hand(request, "tips_case.html", thread=found.thread, **said)


async def _in_hand(request: web.Request, template: str, **values: object) -> web.Response:
    """Render a page of a sitting; its forms carry this sitting's token."""
    site = site_of(request)
    async with site.store.work() as work:
        pack = await pack_in_force(work, site.pack)
    units = {unit.key: unit.name(language_of(request)) for unit in pack.units}
    return render(
        request, template, page=page_token(_token(request)), units=units, called=called, remembers=True, **values
    )


async def _seated(work: Work, request: web.Request) -> Sitting:
    sitting = await cases.seated(work, _token(request), site_of(request).now())
    if sitting is None:
        raise web.HTTPSeeOther("/tips")
    return sitting


def _seat(site: Site, token: str) -> web.Response:
    response = to("/tips")
    response.set_cookie(_cookie(site), token, path="/tips", secure=site.encrypted, httponly=True, samesite="Strict")
    return response


def _cookie(site: Site) -> str:
    return f"__Secure-{COOKIE}" if site.encrypted else COOKIE


def _token(request: web.Request) -> str:
    return request.cookies.get(_cookie(site_of(request)), "")
