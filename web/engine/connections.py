"""The site's connections: each request must arrive in time, and bytes that are no request are answered safely.

Otherwise somebody who sends a byte a second could keep a connection open for good.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.streams import StreamReader

from web.engine.failures import NONSENSE, Handler, TooSlow
from web.engine.headers import protected
from web.engine.site import Measures, Site, site_of

IDLE = 75.0
"""Seconds that a connection waits for its next request; a proxy in front must wait less."""
LINGER = 3.0
"""Seconds for which data sent after the answer is still read, so that its sender sees the answer."""


class Connection(web.RequestHandler):
    """One connection, closed if its first request has not arrived within `first` seconds."""

    def __init__(self, server: "Connections", *, first: float, headers: Mapping[str, str], **options: Any) -> None:
        super().__init__(server, **options)
        self._loop_of = options["loop"]
        self._first = first
        self._headers = headers
        self._awaited: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the timer of the first request."""
        super().connection_made(transport)
        self._awaited = self._loop_of.call_later(self._first, self.force_close)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Stop the timer."""
        self.heard()
        super().connection_lost(exc)

    def heard(self) -> None:
        """Stop the timer: a request has arrived, apart from its body."""
        if self._awaited is not None:
            self._awaited.cancel()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer bytes that are no request, without echoing any of them, and with the usual protective headers."""
        plain = message if status >= 500 else NONSENSE
        response = super().handle_error(request, status, exc, plain)
        response.headers.update({**self._headers, "Server": ""})
        return response


class Connections(web.Server):
    """Makes each connection with the site's time limits."""

    def __init__(self, made: web.Server, site: Site, loop: asyncio.AbstractEventLoop, log: logging.Logger) -> None:
        self._make = made.request_factory
        super().__init__(made.request_handler, request_factory=self._heard, loop=loop)
        self._first = site.measures.first
        self._headers = protected(site)
        self._options = {"loop": loop, "access_log": None, "logger": log, "keepalive_timeout": IDLE}
        self._options["lingering_time"] = LINGER

    def __call__(self) -> Connection:
        """Return the protocol of a connection that was just opened."""
        return Connection(self, first=self._first, headers=self._headers, **self._options)

    def _heard(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: web.RequestHandler,
        writer: AbstractStreamWriter,
        task: "asyncio.Task[None]",
    ) -> web.BaseRequest:
        if isinstance(protocol, Connection):
            protocol.heard()
        return self._make(message, payload, protocol, writer, task)


class Runner(web.AppRunner):
    """Serves the site with these connections."""

    def __init__(self, app: web.Application, site: Site, *, logger: logging.Logger, shutdown_timeout: float) -> None:
        super().__init__(app, shutdown_timeout=shutdown_timeout)
        self._site = site
        self._log = logger

    async def _make_server(self) -> web.Server:
        # aiohttp has no public hook for the class of its connections.
        return Connections(await super()._make_server(), self._site, asyncio.get_running_loop(), self._log)


@web.middleware
async def brisk(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 408 and close the connection when a body arrives too slowly."""
    if request.content.is_eof():  # as for nearly every request: it has no body, or that came with its head
        return await handler(request)
    watch = asyncio.create_task(_watch(request, site_of(request).measures))
    try:
        return await handler(request)
    except TooSlow:
        response = web.Response(status=408, text="the request came too slowly\n")
        response.force_close()
        return response
    finally:
        watch.cancel()


async def _watch(request: web.Request, measures: Measures) -> None:
    content, seen = request.content, -measures.body_least
    while not content.is_eof():
        held = request.transport is None or not request.transport.is_reading()  # paused by us, not slow
        if not held and content.total_bytes - seen < measures.body_least:
            content.set_exception(TooSlow())
            return
        seen = content.total_bytes - (measures.body_least if held else 0)
        await asyncio.sleep(measures.body_every)
