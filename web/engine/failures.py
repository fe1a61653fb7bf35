"""Contains the machine's failures: tells the person, and logs kind and case number once, never content."""

import logging
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.http import HttpProcessingError
from structlog.contextvars import bound_contextvars, get_contextvars

from texts import say
from web.engine.site import language_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LONGEST_NAME = 255
REQUEST = "request"
FAULT = "fault"
"""Under this name a log record carries the error; the log tells its kind, place and causes, never its words."""
NONSENSE = "not a request that is understood here\n"


class TooSlow(Exception):
    """A request body arrives too slowly."""


UNREADABLE: tuple[type[Exception], ...] = (HttpProcessingError, web.RequestPayloadError, TooSlow)
"""What reading a malformed request, or a body that contradicts its head, raises."""

log = logging.getLogger(__name__)


def note(failure: BaseException, what: str) -> str:
    """Log a failure without its content, which may be personal, and return the case number that names it.

    In a request it is the number that every log line of the request carries.
    """
    case: str = get_contextvars().get(REQUEST) or secrets.token_hex(4)
    log.error("case %s: %s: %s", case, what, type(failure).__name__, extra={FAULT: failure})
    return case


@web.middleware
async def contained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer an unserved request with 500 and a case number, and an unreadable one with 400."""
    with bound_contextvars(**{REQUEST: secrets.token_hex(4)}):
        return await _contained(request, handler)


async def _contained(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        if _senseless(request):
            raise web.HTTPBadRequest(text=NONSENSE)
        return await handler(request)
    except web.HTTPException:
        raise
    except UNREADABLE:
        return web.Response(status=400, text=NONSENSE)
    except Exception as failure:  # noqa: BLE001 - failures of the machine stop here
        if request.transport is None and isinstance(failure, ConnectionError):
            return web.Response(status=400)  # the sender has gone in the middle of the request
        case = note(failure, "a request was not served")
        return web.Response(status=500, text=say(language_of(request), "web.failure", case=case) + "\n")


def _senseless(request: web.Request) -> bool:
    """Say whether the path holds what no address here does: a NUL, or a name longer than any file's."""
    if any("\0" in one for one in (request.path, *request.query, *request.query.values())):
        return True
    return any(len(name.encode(errors="surrogateescape")) > LONGEST_NAME for name in request.path.split("/"))


class Discreet(logging.Filter):
    """Removes addresses and content from aiohttp's own log records; only the kind of failure remains.

    Records about malformed requests are dropped, since otherwise any port scanner would fill the log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Reduce the record to the kind of failure; drop it if the request was malformed."""
        failure = record.exc_info[1] if record.exc_info else None
        if isinstance(failure, UNREADABLE):
            return False
        record.msg, record.args = "the server could not serve a request: %s", (type(failure).__name__,)
        record.exc_info = record.exc_text = None
        setattr(record, FAULT, failure)
        return True


def server_log() -> logging.Logger:
    """Return the logger for aiohttp's own records."""
    logger = logging.getLogger("web.server")
    if not any(isinstance(one, Discreet) for one in logger.filters):
        logger.addFilter(Discreet())
    return logger
