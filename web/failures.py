"""What the machine could not do: told plainly, logged once by kind and case number, never with content."""

import logging
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.http import HttpProcessingError

from texts import say
from web.site import language_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LONGEST_NAME = 255
NONSENSE = "not a request that is understood here\n"


class TooSlow(Exception):
    """A request comes more slowly than any line is."""


UNREADABLE: tuple[type[Exception], ...] = (HttpProcessingError, web.RequestPayloadError, TooSlow)
"""What a request that makes no sense, or whose body is not what its head says, raises when it is read."""

log = logging.getLogger(__name__)


def note(failure: BaseException, what: str) -> str:
    """Log a failure without its content, which may be a person's; the case number that names it."""
    case = secrets.token_hex(4)
    log.error("case %s: %s: %s", case, what, type(failure).__name__)
    return case


@web.middleware
async def contained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A request that could not be served is answered with a case number; one that cannot be read, with 400."""
    try:
        if _senseless(request):
            raise web.HTTPBadRequest(text=NONSENSE)
        return await handler(request)
    except web.HTTPException:
        raise
    except UNREADABLE:
        return web.Response(status=400, text=NONSENSE)
    except Exception as failure:  # noqa: BLE001 - the machine's failures stop here
        if request.transport is None and isinstance(failure, ConnectionError):
            return web.Response(status=400)  # its sender has gone, and with them the rest of it
        case = note(failure, "a request was not served")
        return web.Response(status=500, text=say(language_of(request), "web.failure", case=case) + "\n")


def _senseless(request: web.Request) -> bool:
    """Whether the address has what nothing here is called: a NUL, which no database keeps as text, or a name too long

    for any file.
    """
    if any("\0" in one for one in (request.path, *request.query, *request.query.values())):
        return True
    return any(len(name.encode(errors="surrogateescape")) > LONGEST_NAME for name in request.path.split("/"))


class Discreet(logging.Filter):
    """The server's own words about a request name address and content: only their kind is let through.

    Of bytes that are no request nothing is: whoever scans the net would else write the log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Empty the record of all but the kind of failure."""
        failure = record.exc_info[1] if record.exc_info else None
        if isinstance(failure, UNREADABLE):
            return False
        record.msg, record.args = "the server could not serve a request: %s", (type(failure).__name__,)
        record.exc_info = record.exc_text = None
        return True


def server_log() -> logging.Logger:
    """The log for the server's own words."""
    logger = logging.getLogger("web.server")
    if not any(isinstance(one, Discreet) for one in logger.filters):
        logger.addFilter(Discreet())
    return logger
