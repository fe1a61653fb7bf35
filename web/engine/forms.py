"""What all forms share: their fields, the token that ties them to our pages, the sentence of a refusal."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from papers.engine.apart import in_turn
from papers.engine.uploads import looked_into
from rules.engine.refusals import Refusal, Unfit
from rules.engine.uploads import FileKind, check_size, display_name
from texts import say
from web.engine.failures import NONSENSE, Handler
from web.engine.headers import require_own_form
from web.engine.site import language_of, site_of
from workflow.engine.desk import Attachment

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


# Forms with files: read within limits, each file inspected by its content (Art. 12).


FIELD_BYTES = 64 * 1024
MOST_PARTS = 200
MOST_PASSED = 1024 * 1024
NO_FORM = "not a form of this page\n"
HELD = web.AppKey("held", dict[int, int])
"""The bytes of form data in memory, by request."""
Look = Callable[[str, bytes, int], Attachment]
"""Takes a file's name, content and the bytes still allowed; what makes it unfit is noted in the attachment."""
MOST_FILES = 20
"""The most files of one form."""


@dataclass(slots=True)
class Sent:
    """A form's text fields and files, with the field of each; a file that cannot be kept says why."""

    fields: dict[str, str] = field(default_factory=dict, repr=False)
    files: list[Attachment] = field(default_factory=list, repr=False)
    places: list[str] = field(default_factory=list, repr=False)
    with_files: bool = False

    def get(self, name: str) -> str:
        """Return a field; "" if it is missing."""
        return self.fields.get(name, "")


@web.middleware
async def held(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count a request's form data until the request is answered."""
    try:
        return await handler(request)
    finally:
        request.app[HELD].pop(id(request), None)


async def read_sent(request: web.Request, look: Look) -> Sent:
    """Return the form of a request.

    403 for a form of another site's page, 400 for a malformed one, 413 for one without end, and 503 while forms fill
    the memory set aside for them. That limit is shared by everybody, since the senders are unknown.
    """
    require_own_form(request, site_of(request))
    if request.content_type != "multipart/form-data":
        raise web.HTTPBadRequest(text=NO_FORM)
    sent, left, parts = Sent(), site_of(request).pack.uploads.web_bytes, 0
    try:
        async for part in await request.multipart():
            parts += 1
            if parts > MOST_PARTS:
                raise web.HTTPRequestEntityTooLarge(MOST_PARTS, parts, text=NO_FORM)
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            if part.filename is None:
                typed = (await _within(request, part, FIELD_BYTES)).decode("utf-8", "replace")
                sent.fields[part.name] = typed.replace("\0", "")
            elif part.filename:
                content = await _within(request, part, left)
                left -= len(content)
                sent.with_files = True
                if len(sent.files) >= MOST_FILES:  # each is parsed in a process of its own
                    raise web.HTTPRequestEntityTooLarge(max_size=MOST_FILES, actual_size=MOST_FILES + 1)
                sent.files.append(await in_turn(look, part.filename, content, left))
                sent.places.append(part.name)
    except (ValueError, LookupError, AssertionError, HttpProcessingError):
        raise web.HTTPBadRequest(text=NO_FORM) from None
    return sent


def release(request: web.Request, sent: Sent) -> None:
    """Forget the files and whatever is longer than a field of our pages, while the request waits for its answer."""
    sent.files.clear()
    sent.fields = {name: value for name, value in list(sent.fields.items())[:10] if len(value) <= FIELD_BYTES // 8}
    request.app[HELD].pop(id(request), None)


def as_it_came(filename: str, content: bytes, left: int) -> Attachment:
    """Return the file unchanged, as the chat takes it in."""
    return _looked(filename, content, left, bare=False)


def as_a_list(filename: str, content: bytes, left: int) -> Attachment:
    """Return the file unopened, for whoever reads it as a list: lists may be text, whose kind nothing shows."""
    try:
        check_size(len(content), len(content) + left)
    except Unfit as unfit:
        return Attachment(display_name(filename), len(content), unfit=unfit)
    return Attachment(display_name(filename), len(content), kind="list", content=content)


def without_author(filename: str, content: bytes, left: int) -> Attachment:
    """Return the file without what says who made it, when, where and with what (Art. 24)."""
    return _looked(filename, content, left, bare=True)


def _looked(filename: str, content: bytes, left: int, *, bare: bool) -> Attachment:
    try:
        check_size(len(content), len(content) + left)
        seen = looked_into(content, bare=bare)
    except Unfit as unfit:
        return Attachment(display_name(filename), len(content), unfit=unfit)
    kept = content if seen.bare is None else seen.bare
    return Attachment(
        display_name(filename, FileKind(seen.kind)),
        len(kept),
        kind=seen.kind,
        content=kept,
        sha256=hashlib.sha256(kept).hexdigest(),
        text=seen.text,
        flags=seen.flags,
    )


async def _within(request: web.Request, part: BodyPartReader, limit: int) -> bytes:
    """Return the part, cut one byte past the limit so that the excess shows. Raises 413 for one that never ends."""
    kept, passed = bytearray(), 0
    while chunk := await part.read_chunk(FIELD_BYTES):
        fresh = chunk[: limit + 1 - len(kept)]
        _hold(request, len(fresh))
        kept += fresh
        passed += len(chunk) - len(fresh)
        if passed > max(limit, MOST_PASSED):
            raise web.HTTPRequestEntityTooLarge(limit, passed, text=NO_FORM)
    return bytes(kept)


def _hold(request: web.Request, size: int) -> None:
    """Count bytes kept in memory. Raises 503 if all forms together exceed the limit."""
    counted, one = request.app[HELD], id(request)
    if sum(counted.values()) + size > site_of(request).measures.forms:
        raise web.HTTPServiceUnavailable(text=say(language_of(request), "web.no_room") + "\n")
    counted[one] = counted.get(one, 0) + size
