"""The protective headers of every answer, and the check of a request's origin."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from web.engine.site import Site

Prepare = Callable[[web.Request, web.StreamResponse], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def protection(site: Site) -> Prepare:
    """Return the signal that adds the headers to every answer, including errors and files."""
    headers = protected(site)

    async def protect(request: web.Request, response: web.StreamResponse) -> None:
        if request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-cache"  # cached, but revalidated each time
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        response.headers.popall("Server", None)

    return protect


def own_origin(request: web.Request, site: Site) -> bool:
    """Say whether the request's Origin is this site. A client that is no browser can claim so too.

    On the machine itself any loopback name will do, if it is the one that the request was sent to.
    """
    origin = request.headers.get("Origin", "")
    public = urlsplit(site.public_url)
    if origin == f"{public.scheme}://{public.netloc}":
        return True
    local = public.scheme == "http" and public.hostname in LOOPBACK and _asked_name(request) in LOOPBACK
    return local and origin == f"http://{request.host}"


def require_own_origin(request: web.Request, site: Site) -> None:
    """Raise 403 unless the request comes from a page of this site."""
    if not own_origin(request, site):
        raise web.HTTPForbidden(text="Origin: not this site\n")


def require_own_form(request: web.Request, site: Site) -> None:
    """Raise 403 for a form of another site's page.

    Our pages send no referrer, so browsers give the Origin of their forms as "null"; the form's token then tells them
    from others.
    """
    if request.headers.get("Origin", "null") != "null":
        require_own_origin(request, site)


def protected(site: Site) -> dict[str, str]:
    """Return the headers of every answer."""
    headers = {
        "Content-Security-Policy": _content_policy(site),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if site.encrypted:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def _content_policy(site: Site) -> str:
    # Some browsers do not count a WebSocket of the same host as 'self'.
    socket = f"{'wss' if site.encrypted else 'ws'}://{urlsplit(site.public_url).netloc}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; "
        f"connect-src 'self' {socket}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _asked_name(request: web.Request) -> str | None:
    """Return the host name that the request was sent to; None if it is malformed."""
    try:
        return urlsplit(f"//{request.host}").hostname
    except ValueError:
        return None
