"""What the machine could not do: told plainly, logged once by kind and case number, never with content."""

import logging
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

from texts import say
from web.site import language_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


def note(failure: BaseException, what: str) -> str:
    """Log a failure without its content, which may be a person's; the case number that names it."""
    case = secrets.token_hex(4)
    log.error("case %s: %s: %s", case, what, type(failure).__name__)
    return case


@web.middleware
async def contained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A request that could not be served is answered with a case number."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as failure:  # noqa: BLE001 - the machine's failures stop here
        case = note(failure, "a request was not served")
        return web.Response(status=500, text=say(language_of(request), "web.failure", case=case) + "\n")


class Discreet(logging.Filter):
    """The server's own words about a request name address and content: only their kind is let through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Empty the record of all but the kind of failure."""
        failure = record.exc_info[1] if record.exc_info else None
        record.msg, record.args = "the server could not serve a request: %s", (type(failure).__name__,)
        record.exc_info = record.exc_text = None
        return True


def server_log() -> logging.Logger:
    """The log for the server's own words."""
    logger = logging.getLogger("web.server")
    if not any(isinstance(one, Discreet) for one in logger.filters):
        logger.addFilter(Discreet())
    return logger
