"""Who opens the chat: a cookie that only this site can read names a visitor, and nothing else is kept about them."""

from dataclasses import dataclass

from aiohttp import web

from web.engine.headers import require_own_origin
from web.engine.site import COOKIE, Site, site_of
from workflow.engine.chats import add_visitor, leave_chat

# The cookie with a browser's secret for the office's pages: read, set and deleted (Art. 9).


STAFF_COOKIE = "office"


def secret(request: web.Request) -> str:
    """Return the secret in the browser's cookie; "" if there is none."""
    return request.cookies.get(cookie_name(site_of(request)), "")


def cookie_name(site: Site, of: str = STAFF_COOKIE) -> str:
    """Return the cookie's name, tied to this host if the site is served over https."""
    return f"__Host-{of}" if site.encrypted else of


def set_cookie(response: web.StreamResponse, site: Site, value: str, of: str = STAFF_COOKIE) -> None:
    """Give the browser a secret that no script can read and no other site's page can send."""
    name = cookie_name(site, of)
    response.set_cookie(name, value, path="/", secure=site.encrypted, httponly=True, samesite="Strict")


def drop_cookie(response: web.StreamResponse, site: Site, of: str = STAFF_COOKIE) -> None:
    """Delete the secret from the browser."""
    name = cookie_name(site, of)
    response.del_cookie(name, path="/", secure=site.encrypted, httponly=True, samesite="Strict")


# Browsers keep a cookie for 400 days at most; each visit renews it.
AGE = 400 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor and the secret in their cookie."""

    chat: int
    token: str


async def known(request: web.Request) -> Visitor | None:
    """Return the visitor of the request's cookie; None without a cookie of this site."""
    site = site_of(request)
    token = request.cookies.get(cookie_name(site, COOKIE), "")
    if not token:
        return None
    async with site.store.work() as work:
        chat = await work.visitors.find(token)
    return None if chat is None else Visitor(chat, token)


async def welcome(request: web.Request) -> Visitor:
    """Return the known visitor, or a new one."""
    visitor = await known(request)
    if visitor is not None:
        return visitor
    site = site_of(request)
    async with site.store.work() as work:
        token, chat = await add_visitor(work, site.now())
        await work.commit()
    return Visitor(chat, token)


async def require_known(request: web.Request) -> Visitor:
    """Return the visitor of the request's cookie. Raises 401 if there is none."""
    visitor = await known(request)
    if visitor is None:
        raise web.HTTPUnauthorized(text="open the chat first\n")
    return visitor


async def leave(request: web.Request) -> web.Response:
    """Leave the chat on this device: the cookie stops working and the open pages are closed. Answers 204."""
    site = site_of(request)
    require_own_origin(request, site)
    visitor = await known(request)
    response = web.Response(status=204)
    response.del_cookie(cookie_name(site, COOKIE), path="/", secure=site.encrypted, httponly=True, samesite="Lax")
    if visitor is not None:
        async with site.store.work() as work:
            await leave_chat(work, visitor.token)
            await work.commit()
        await site.session.sockets.leave(visitor.chat, visitor.token)
    return response


def remember(response: web.StreamResponse, site: Site, visitor: Visitor) -> None:
    """Put the visitor's secret into the cookie."""
    response.set_cookie(
        cookie_name(site, COOKIE),
        visitor.token,
        max_age=AGE,
        path="/",
        secure=site.encrypted,
        httponly=True,
        samesite="Lax",
    )
