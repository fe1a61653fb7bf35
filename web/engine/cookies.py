"""The cookie with a browser's secret for the office's pages: read, set and deleted (Art. 9)."""

from aiohttp import web

from web.engine.site import Site, site_of

COOKIE = "office"


def secret(request: web.Request) -> str:
    """Return the secret in the browser's cookie; "" if there is none."""
    return request.cookies.get(cookie_name(site_of(request)), "")


def cookie_name(site: Site, of: str = COOKIE) -> str:
    """Return the cookie's name, tied to this host if the site is served over https."""
    return f"__Host-{of}" if site.encrypted else of


def set_cookie(response: web.StreamResponse, site: Site, value: str, of: str = COOKIE) -> None:
    """Give the browser a secret that no script can read and no other site's page can send."""
    name = cookie_name(site, of)
    response.set_cookie(name, value, path="/", secure=site.encrypted, httponly=True, samesite="Strict")


def drop_cookie(response: web.StreamResponse, site: Site, of: str = COOKIE) -> None:
    """Delete the secret from the browser."""
    name = cookie_name(site, of)
    response.del_cookie(name, path="/", secure=site.encrypted, httponly=True, samesite="Strict")
