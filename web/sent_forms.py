"""Forms with files as a browser sends them: read within limits, each file looked into by what it holds (Art. 12)."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from papers.uploads import looked_into
from rules.refusals import Unfit
from rules.uploads import check_size, display_name
from web.headers import require_own_form
from web.site import site_of
from workflow.desk import Attachment

FIELD_BYTES = 64 * 1024
NO_FORM = "not a form of this page\n"
Look = Callable[[str, bytes, int], Attachment]
"""Takes the file's name, its content, and how many bytes more might have come; says in what it makes what is unfit."""


@dataclass(slots=True)
class Sent:
    """What came with a form: its fields as text, and its files; one that cannot be kept says why."""

    fields: dict[str, str] = field(default_factory=dict, repr=False)
    files: list[Attachment] = field(default_factory=list, repr=False)

    def get(self, name: str) -> str:
        """A field, empty where there is none."""
        return self.fields.get(name, "")


async def read_sent(request: web.Request, look: Look) -> Sent:
    """The form of a request. 403 for one of another site's page, 400 for what is no form."""
    require_own_form(request, site_of(request))
    if request.content_type != "multipart/form-data":
        raise web.HTTPBadRequest(text=NO_FORM)
    sent, left = Sent(), site_of(request).pack.uploads.web_bytes
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            if part.filename is None:
                typed = (await _within(part, FIELD_BYTES)).decode("utf-8", "replace")
                sent.fields[part.name] = typed.replace("\0", "")
            elif part.filename:
                content = await _within(part, left)
                left -= len(content)
                sent.files.append(await asyncio.to_thread(look, part.filename, content, left))
    except (ValueError, LookupError, AssertionError, HttpProcessingError):
        raise web.HTTPBadRequest(text=NO_FORM) from None
    return sent


def as_it_came(filename: str, content: bytes, left: int) -> Attachment:
    """The file with nothing of it changed, as the chat takes it in."""
    try:
        check_size(len(content), len(content) + left)
        kind, text = looked_into(content)
    except Unfit as unfit:
        return Attachment(display_name(filename), len(content), unfit=unfit)
    mark = hashlib.sha256(content).hexdigest()
    return Attachment(display_name(filename, kind), len(content), kind=kind, content=content, sha256=mark, text=text)


async def _within(part: BodyPartReader, limit: int) -> bytes:
    """The part; what is over the limit is passed over, but for one byte that tells."""
    kept = bytearray()
    while chunk := await part.read_chunk(FIELD_BYTES):
        kept += chunk[: limit + 1 - len(kept)]
    return bytes(kept)
