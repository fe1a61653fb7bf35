"""The cookie in which a browser of the office keeps its secret: given, read and taken back (Art. 9)."""

from aiohttp import web

from web.site import Site, site_of

COOKIE = "office"


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
