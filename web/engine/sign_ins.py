"""Signing in to the office's pages: by a link from the chat and a button, then by the browser's cookie; and out.

Opening the link does not use it up, because messengers preview links; the button does.
"""

import secrets

from aiohttp import web

from rules.engine.refusals import Refusal
from web.engine.forms import check_token, fields, page_token, spoken
from web.engine.pages import render
from web.engine.site import site_of
from web.engine.staff import SIGN_IN, Form, done, page, shown, to
from web.engine.visitors import cookie_name, drop_cookie, set_cookie
from workflow.people import sign_ins
from workflow.people.sign_ins import Seated

DOOR = "office-door"
"""The cookie of a browser at the sign-in page, so that only its own button signs it in."""
BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("MicroMessenger", "WeChat"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac", "Mac"),
    ("Linux", "Linux"),
)


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get(SIGN_IN, door),
        web.post(SIGN_IN, enter),
        web.get("/office/account", shown(account)),
        web.post("/office/account", done(end)),
        web.post("/office/sign-out", done(leave)),
    ]


def new_secret() -> str:
    """Return a new secret for the cookie of a browser at a sign-in page."""
    return secrets.token_urlsafe(32)


async def door(request: web.Request) -> web.Response:
    """Show a button for a good link; otherwise say where to get one."""
    site, link = site_of(request), request.query.get("key", "")
    notice = ""
    if link:
        try:
            async with site.store.work() as work:
                await sign_ins.check_link(work, link, site.now())
        except Refusal as refusal:
            link, notice = "", spoken(request, refusal)
    standing = request.cookies.get(cookie_name(site, DOOR), "") or new_secret()
    response = render(request, "office_door.html", link=link, notice=notice, token=page_token(standing))
    if link:
        set_cookie(response, site, standing, DOOR)
    return response


async def enter(request: web.Request) -> web.Response:
    """Sign in, with a new secret whatever the browser had before."""
    site, form = site_of(request), await fields(request)
    check_token(form, request.cookies.get(cookie_name(site, DOOR), ""))
    try:
        async with site.store.work() as work:
            browser = browser_of(request.headers.get("User-Agent", ""))
            token = await sign_ins.sign_in(work, form.get("key", ""), browser, site.now())
            await work.commit()
    except Refusal as refusal:
        return render(request, "office_door.html", link="", notice=spoken(request, refusal), token="")
    response = to("/office")
    set_cookie(response, site, token)
    drop_cookie(response, site, DOOR)
    return response


async def account(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show where the person is signed in."""
    return page(request, seat.desk, "office_account.html", mine=await sign_ins.mine(seat.desk), here=seat.sign_in.id)


async def end(_request: web.Request, seat: Seated, form: Form) -> web.StreamResponse:
    """End one of the sign-ins, or all."""
    if form.get("all"):
        await sign_ins.sign_out_everywhere(seat.desk)
    else:
        await sign_ins.sign_out(seat.desk, form.get("one", ""))
    return to("/office/account")


async def leave(request: web.Request, seat: Seated, _form: Form) -> web.StreamResponse:
    """Sign out this browser."""
    await sign_ins.sign_out(seat.desk, seat.sign_in.id)
    response = to(SIGN_IN)
    drop_cookie(response, site_of(request))
    return response


def browser_of(agent: str) -> str:
    """Return a browser's name and system from its user agent; "" if neither is known."""
    found = (next((name for mark, name in table if mark in agent), "") for table in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in found if name)
