"""The chat's WebSocket: it sends the history first, then serves one person's frames in order."""

import asyncio
from collections.abc import Sequence

from aiohttp import WSCloseCode, WSMsgType, web

from texts import say
from web.engine.failures import note
from web.engine.frames import Frame, HistoryRequest, Pace, Saw, Spoken, Unreadable, message_of, read_frame
from web.engine.headers import require_own_origin
from web.engine.site import Site, language_of, site_of
from web.engine.sockets import Socket
from web.engine.spoken import missed, serve
from web.engine.visitors import remember, welcome
from workflow.engine.chats import Entry, note_seen
from workflow.engine.sending import CAPTION, TEXT

HEARTBEAT = 25
CLOSING = 3.0
MANY = 500
Line = asyncio.Queue[Spoken | Saw | HistoryRequest | None]


async def chat(request: web.Request) -> web.WebSocketResponse:
    """Open the chat for the visitor named by the cookie, or for a new one.

    403 for a page of another site, 429 when the visitor has too many pages open.
    """
    site = site_of(request)
    require_own_origin(request, site)
    visitor = await welcome(request)
    if len(site.session.sockets.of(visitor.chat)) >= site.measures.pages:
        raise web.HTTPTooManyRequests(text="too many open pages\n")
    ws = web.WebSocketResponse(heartbeat=HEARTBEAT, timeout=CLOSING, max_msg_size=site.measures.frame)
    remember(ws, site, visitor)
    await ws.prepare(request)
    socket = Socket(ws, request.transport, chat=visitor.chat, token=visitor.token, language=language_of(request))
    await _converse(site, socket, after=_after(request))
    return ws


def _after(request: web.Request) -> int | None:
    after = request.query.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None


async def _converse(site: Site, socket: Socket, *, after: int | None) -> None:
    line: Line = asyncio.Queue(site.measures.waiting)
    site.session.sockets.add(socket)
    writer = asyncio.create_task(socket.write())
    server = asyncio.create_task(_serve_line(site, socket, line))
    try:
        await _greet(site, socket, after=after)
        async for message in socket.ws:
            _line_up(socket, line, message.data if message.type is WSMsgType.TEXT else "")
    except Exception as failure:  # noqa: BLE001 - a reply would go into the open socket; the page reconnects by itself
        note(failure, "a page of the web chat was not greeted")
        await socket.ws.close(code=WSCloseCode.INTERNAL_ERROR)
    finally:
        site.session.sockets.remove(socket)
        await _end(line, server)
        socket.finish()
        await writer


async def _end(line: Line, server: asyncio.Task[None]) -> None:
    # Waiting frames are unconfirmed, so their client sends them again. The one being served is finished.
    while not line.empty():
        line.get_nowait()
    line.put_nowait(None)
    await server


async def _greet(site: Site, socket: Socket, *, after: int | None) -> None:
    sockets, measures = site.session.sockets, site.measures
    async with site.store.work() as work:
        seen = await work.inbox.seen(socket.chat)
        position = (await work.inbox.positions([socket.chat])).get(socket.chat, 0)
        known = after is not None and 0 < after <= position <= after + MANY
        entries = [] if known else await work.inbox.latest(socket.chat, measures.history)
        menu = await site.session.commands(work, socket.chat, socket.language)
    socket.push(
        {
            "hello": {
                "new": position == 0,
                "again": known,
                "seen": seen,
                "language": socket.language,
                "file_limit": site.pack.uploads.web_bytes,
                "text_limit": TEXT,
                "caption_limit": CAPTION,
            }
        }
    )
    socket.push(menu)
    if not known:
        socket.push(_history(entries, measures.history) | {"change": position})
    socket.told = after if known else position
    if known or socket.missed:
        await sockets.catch_up(socket)
    socket.push({"ready": True})


def _history(entries: Sequence[Entry], most: int) -> Frame:
    return {"history": [message_of(entry) for entry in entries], "more": len(entries) == most}


def _line_up(socket: Socket, line: Line, raw: str) -> None:
    try:
        frame = read_frame(raw)
    except Unreadable as unreadable:
        socket.push({"toast": say(socket.language, unreadable.sentence, **unreadable.values)})
        if unreadable.key:
            socket.push(missed(unreadable.key, "unreadable"))
        return
    try:
        line.put_nowait(frame)
    except asyncio.QueueFull:
        if not isinstance(frame, Saw | HistoryRequest):
            socket.push(missed(frame.key, "wait"))


async def _serve_line(site: Site, socket: Socket, line: Line) -> None:
    pace = Pace(burst=site.measures.burst, rate=site.measures.rate)
    while (frame := await line.get()) is not None:
        await pace.turn()
        if isinstance(frame, Saw | HistoryRequest):
            await _look_up(site, socket, frame)
        else:
            await serve(site, socket, frame)


async def _look_up(site: Site, socket: Socket, frame: Saw | HistoryRequest) -> None:
    try:
        async with site.store.work() as work:
            if isinstance(frame, Saw):
                await note_seen(work, socket.chat, frame.message)
                await work.commit()
                return
            entries = await work.inbox.latest(socket.chat, site.measures.history, before=frame.before)
        socket.push(_history(entries, site.measures.history) | {"before": frame.before})
    except Exception as failure:  # noqa: BLE001 - failures of the machine stop here
        case = note(failure, "a page of the web chat was not shown what it asked for")
        if isinstance(frame, HistoryRequest):
            socket.push({"toast": say(socket.language, "web.failure", case=case)})
