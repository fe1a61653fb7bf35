"""What protects every answer: a strict content policy, no frame around it, no referrer; and which origin is our own."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from web.site import Site

Prepare = Callable[[web.Request, web.StreamResponse], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def protection(site: Site) -> Prepare:
    """The signal that puts the headers on every answer before it goes out, errors and files too."""
    headers = protected(site)

    async def protect(request: web.Request, response: web.StreamResponse) -> None:
        if request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-cache"  # kept, and asked about each time
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        response.headers.popall("Server", None)

    return protect


def own_origin(request: web.Request, site: Site) -> bool:
    """Whether a request was made by a page of ours (or by a client that says so): its Origin is the public address.

    On the machine itself any name of it will do, as long as it is the one that was asked.
    """
    origin = request.headers.get("Origin", "")
    public = urlsplit(site.public_url)
    if origin == f"{public.scheme}://{public.netloc}":
        return True
    local = public.scheme == "http" and public.hostname in LOOPBACK and _asked_name(request) in LOOPBACK
    return local and origin == f"http://{request.host}"


def require_own_origin(request: web.Request, site: Site) -> None:
    """Raise 403 unless the request comes from a page of ours."""
    if not own_origin(request, site):
        raise web.HTTPForbidden(text="Origin: not this site\n")


def require_own_form(request: web.Request, site: Site) -> None:
    """Raise 403 for a form of another site's page.

    Our own pages send no referrer, and with it a browser leaves out where a form comes from: it says "null". Their
    token tells them from others then.
    """
    if request.headers.get("Origin", "null") != "null":
        require_own_origin(request, site)


def protected(site: Site) -> dict[str, str]:
    """The headers of every answer."""
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
    """The name that the request was sent to; None for what is no name."""
    try:
        return urlsplit(f"//{request.host}").hostname
    except ValueError:
        return None
