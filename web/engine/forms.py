"""What all forms share: their fields, the token that ties them to our pages, the sentence of a refusal."""

import hashlib
import hmac
from collections.abc import Mapping

from aiohttp import web

from rules.engine.refusals import Refusal
from texts import say
from web.engine.failures import NONSENSE
from web.engine.headers import require_own_form
from web.engine.site import language_of, site_of

MOST_WORDS = 100
TOKEN = "page"  # noqa: S105 - the name of a field


def typed_words(request: web.Request) -> str:
    """Return the search words of the query as one line."""
    return " ".join(request.query.get("words", "")[:MOST_WORDS].split())


async def fields(request: web.Request) -> dict[str, str]:
    """Return the text fields of a form. 403 for a form of another site's page, 400 for a malformed one."""
    require_own_form(request, site_of(request))
    try:
        posted = await request.post()
    except (ValueError, LookupError, AssertionError):
        raise web.HTTPBadRequest(text=NONSENSE) from None
    return {name: value.replace("\0", "") for name, value in posted.items() if isinstance(value, str)}


def page_token(secret: str) -> str:
    """Return the token for the forms of a browser that has this secret in a cookie."""
    return hashlib.sha256(f"page:{secret}".encode()).hexdigest()


def check_token(form: Mapping[str, str], secret: str) -> None:
    """Raise 403 unless the form carries the token given to this browser."""
    if not secret or not hmac.compare_digest(form.get(TOKEN, "").encode(), page_token(secret).encode()):
        raise web.HTTPForbidden(text="not a form of this page\n")


def spoken(request: web.Request, refusal: Refusal) -> str:
    """Return the sentence of a refusal in the language of the page."""
    return say(language_of(request), refusal.key, **{"article": refusal.article, **refusal.values})
