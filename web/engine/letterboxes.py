"""Wakes a phone: a browser that installed the chat registers its push address, or withdraws it (RFC 8030)."""

import json

from aiohttp import web

from web.engine.headers import require_own_origin
from web.engine.site import Site, site_of
from web.engine.visitors import require_known
from workflow.engine.chats import Letterbox, drop_letterbox, give_letterbox, letterbox, signature_of
from workflow.engine.sending import may_be_asked

MOST = 4096
MOST_ADDRESS = 1024


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/chat/push", key),
        web.post("/chat/push", subscribe),
        web.post("/chat/push/stop", stop),
    ]


async def key(request: web.Request) -> web.Response:
    """Return the public key for subscribing; 404 if this service wakes nobody."""
    site = site_of(request)
    if site.push is None:
        raise web.HTTPNotFound(text="nobody is woken here\n")
    await require_known(request)
    async with site.store.work() as work:
        signature = await signature_of(work)
        await work.commit()
    return web.json_response({"key": signature.public}, headers={"Cache-Control": "no-store"})


async def subscribe(request: web.Request) -> web.Response:
    """Keep a browser's push address: 204, or 400 if it is malformed or on a host that is not allowed."""
    site = site_of(request)
    require_own_origin(request, site)
    if site.push is None:
        raise web.HTTPNotFound(text="nobody is woken here\n")
    visitor = await require_known(request)
    box = await _letterbox(request, site)
    async with site.store.work() as work:
        await give_letterbox(work, visitor.chat, visitor.token, box, site.now())
        await work.commit()
    return web.Response(status=204)


async def stop(request: web.Request) -> web.Response:
    """Forget this browser's push address."""
    site = site_of(request)
    require_own_origin(request, site)
    visitor = await require_known(request)
    async with site.store.work() as work:
        await drop_letterbox(work, visitor.token)
        await work.commit()
    return web.Response(status=204)


async def _letterbox(request: web.Request, site: Site) -> Letterbox:
    try:
        body = await request.content.read(MOST + 1)
        sent = json.loads(body)
        address, keys = str(sent["endpoint"]), sent["keys"]
        box = letterbox(address, str(keys["p256dh"]), str(keys["auth"]))
        fits = len(body) <= MOST and len(address) <= MOST_ADDRESS and may_be_asked(address, site.push or ())
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits:
        raise web.HTTPBadRequest(text="no letterbox\n")
    return box
