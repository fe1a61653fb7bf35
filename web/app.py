"""The site as an aiohttp application: its routes, its middlewares, and the tasks that run beside it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from web import beginnings, objections, reevaluations, sanctions
from web.applications import cases, editions
from web.awards import affairs, holders
from web.engine import agenda, chat, files, filling, letterboxes, pages, sign_ins, staff, visitors
from web.engine.connections import Runner, brisk
from web.engine.failures import contained, note, server_log
from web.engine.forms import HELD, held
from web.engine.headers import protection
from web.engine.site import SITE, Site
from web.letters import dispatches
from web.letters import templates as letter_templates
from web.notices import office as notices
from web.notices import public
from web.office import calendars, contacts, imports, messages, registers
from web.reviews import scores, sheet_files, sheets
from web.tips import desk as tip_desk
from web.tips.senders import TipDoor
from workflow.engine.chats import sweep_chats

STATIC = Path(__file__).parent / "static"
UPLOADS_KEPT = timedelta(days=1)
SWEEP_EVERY = 3600.0
SHUTDOWN = 8.0


def make_app(site: Site) -> web.Application:
    """Build the whole site; `make_runner` serves it."""
    app = web.Application(middlewares=[contained, brisk, held])
    app[SITE] = site
    app[HELD] = {}
    app[imports.RUNS] = {}
    app.on_response_prepare.append(protection(site))
    app.add_routes(routes())
    app.cleanup_ctx.append(_looking)
    app.on_shutdown.append(_close_sockets)
    return app


def make_runner(app: web.Application) -> Runner:
    """Build the runner of the site. It logs no address, cookie or content, and stops within about eight seconds."""
    return Runner(app, app[SITE], logger=server_log(), shutdown_timeout=SHUTDOWN)


def routes() -> list[web.AbstractRouteDef]:
    """Return every route of the site."""
    return [
        web.get("/", pages.home),
        web.get("/chat", pages.chat),
        web.get("/chat/ws", chat.chat),
        web.post("/chat/files", files.upload),
        web.get("/chat/files/{id:[0-9a-f]{32}}", files.download),
        web.post("/chat/leave", visitors.leave),
        web.get("/health", pages.health),
        *public.routes(),
        *pages.routes(),
        *letterboxes.routes(),
        *TipDoor().routes(),
        *tip_desk.routes(),
        *beginnings.routes(),
        *filling.routes(),
        *sign_ins.routes(),
        *staff.routes(),
        *agenda.routes(),
        *sheets.routes(),
        *sheet_files.routes(),
        *cases.routes(),
        *editions.routes(),
        *notices.routes(),
        *objections.routes(),
        *sanctions.routes(),
        *reevaluations.routes(),
        *dispatches.routes(),
        *letter_templates.routes(),
        *affairs.routes(),
        *holders.routes(),
        *scores.routes(),
        *calendars.routes(),
        *messages.routes(),
        *registers.routes(),
        *contacts.routes(),
        *imports.routes(),
        web.static("/static", STATIC),
    ]


async def _close_sockets(app: web.Application) -> None:
    await app[SITE].session.sockets.close()


async def _looking(app: web.Application) -> AsyncIterator[None]:
    """Run the background tasks. On shutdown they may finish: cancelling a Work would leave its connection open."""
    over = asyncio.Event()
    tasks = {asyncio.create_task(beside(app[SITE], over)) for beside in (_look, _sweep)}
    yield
    over.set()
    left: set[asyncio.Future[Any]] = {*tasks, *imports.still_going(app)}
    _, hanging = await asyncio.wait(left, timeout=SHUTDOWN)
    for task in hanging:
        task.cancel()


async def _look(site: Site, over: asyncio.Event) -> None:
    """Show the open pages what other processes have put into their inboxes. Runs every `look_every` seconds."""
    while not await _rested(site.measures.look_every, over):
        try:
            await site.session.sockets.look()
        except Exception as failure:  # noqa: BLE001 - the next look will do
            note(failure, "the inboxes were not looked through")


async def _sweep(site: Site, over: asyncio.Event) -> None:
    """Delete uploads that no frame named, old frame keys, visitors who never wrote, and orphaned letterboxes.

    Runs once an hour.
    """
    while True:
        try:
            await site.session.uploads.sweep(before=site.now() - UPLOADS_KEPT)
            async with site.store.work() as work:
                await sweep_chats(work, site.now())
                await work.commit()
        except Exception as failure:  # noqa: BLE001 - the next sweep will do
            note(failure, "the web chat was not swept")
        if await _rested(SWEEP_EVERY, over):
            return


async def _rested(seconds: float, over: asyncio.Event) -> bool:
    """Wait `seconds`, or until `over` is set; return whether it is set."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
    return over.is_set()
