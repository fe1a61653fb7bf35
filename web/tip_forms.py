"""Forms as a browser without script sends them to the tips' pages: read within limits, files looked into (Art. 24)."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from papers.reading import readable_text
from papers.uploads import plain_image, sound_pdf
from rules.refusals import Unfit
from rules.tips import Kind
from rules.uploads import FileKind, check_size, display_name, sniff
from web.headers import own_origin
from web.site import site_of
from workflow.desk import Attachment

FIELD_BYTES = 64 * 1024
NO_FORM = "not a form of this page\n"
SAID = {
    Kind.FEE: "tip.said.fee",
    Kind.ASKED: "tip.said.asked",
    Kind.CONSENTED: "tip.said.consented",
    Kind.DECLINED: "tip.said.declined",
}
"""What stands for a message of a tip that has no words of its own."""
_PICTURES = (FileKind.JPG, FileKind.PNG)


@dataclass(slots=True)
class Sent:
    """What came with a form: its fields as text, and its files; one that cannot be kept says why."""

    fields: dict[str, str] = field(default_factory=dict, repr=False)
    files: list[Attachment] = field(default_factory=list, repr=False)

    def get(self, name: str) -> str:
        """A field, empty where there is none."""
        return self.fields.get(name, "")


async def read_form(request: web.Request) -> Sent:
    """The form of a request. 403 for one of another site's page, 400 for what is no form.

    A page without referrer, as these are, sends the origin "null": its one-time token is what tells it from others.
    """
    if request.headers.get("Origin", "null") != "null" and not own_origin(request, site_of(request)):
        raise web.HTTPForbidden(text="Origin: not this site\n")
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
                sent.files.append(await asyncio.to_thread(_looked_into, part.filename, content, left))
    except (ValueError, LookupError, AssertionError, HttpProcessingError):
        raise web.HTTPBadRequest(text=NO_FORM) from None
    return sent


async def _within(part: BodyPartReader, limit: int) -> bytes:
    """The part; what is over the limit is passed over, but for one byte that tells."""
    kept = bytearray()
    while chunk := await part.read_chunk(FIELD_BYTES):
        kept += chunk[: limit + 1 - len(kept)]
    return bytes(kept)


def _looked_into(filename: str, content: bytes, left: int) -> Attachment:
    try:
        check_size(len(content), len(content) + left)
        kind = sniff(content)
        if kind is FileKind.PDF and not sound_pdf(content):
            raise Unfit("uploads.unsound")
        bare = plain_image(content, kind) if kind in _PICTURES else content
    except Unfit as unfit:
        return Attachment(display_name(filename), len(content), unfit=unfit)
    text = readable_text(bare, kind)
    return Attachment(display_name(filename, kind), len(bare), kind=kind, content=bare, text=text)
