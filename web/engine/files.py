"""Files both ways: uploads are streamed in under a limit, sent files go to their owner alone, as downloads."""

from collections.abc import AsyncIterator
from pathlib import PurePath
from urllib.parse import quote

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http import HttpProcessingError

from rules.engine.uploads import display_name
from texts import say
from web.engine.headers import require_own_origin
from web.engine.site import Site, language_of, site_of
from web.engine.visitors import Visitor, require_known
from workflow.engine.chats import OUTAGES, Upload, UploadTooLarge

KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ics": "text/calendar; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MULTIPART_SLACK = 4096


async def upload(request: web.Request) -> web.Response:
    """Take one file in: 201 with its id, 413 if too large, 507 if there is no room. Its declared type is ignored.

    Also 400 without a file, 401 for an unknown visitor, 403 for another site's page, 429 while too much is pending.
    """
    try:
        return await _uploaded(request)
    except OUTAGES:
        return _refusal(request, 507, "web.no_room")


async def _uploaded(request: web.Request) -> web.Response:
    site = site_of(request)
    require_own_origin(request, site)
    visitor = await require_known(request)
    if (request.content_length or 0) > site.pack.uploads.web_bytes + MULTIPART_SLACK:
        return _refusal(request, 413, "web.file_too_large", most=site.pack.uploads.web_bytes // 2**20)
    if await site.session.uploads.pending(visitor.chat) > site.measures.pending:
        return _refusal(request, 429, "web.files_waiting")
    part = await _file_part(request)
    if part is None:
        return _refusal(request, 400, "web.no_file")
    return await _taken(request, site, visitor, part)


async def _taken(request: web.Request, site: Site, visitor: Visitor, part: BodyPartReader) -> web.Response:
    try:
        taken = await _receive(site, visitor, part)
    except UploadTooLarge:
        return _refusal(request, 413, "web.file_too_large", most=site.pack.uploads.web_bytes // 2**20)
    return web.json_response({"file": taken.id, "name": taken.name, "size": taken.size}, status=201)


async def _receive(site: Site, visitor: Visitor, part: BodyPartReader) -> Upload:
    return await site.session.uploads.receive(
        _chunks(part),
        chat=visitor.chat,
        name=display_name(part.filename or ""),
        at=site.now(),
        limit=site.pack.uploads.web_bytes,
    )


async def download(request: web.Request) -> web.Response:
    """Return a file that was sent to this visitor; 404 for anybody else's, 403 while it is locked."""
    visitor = await require_known(request)
    async with site_of(request).store.work() as work:
        file = await work.inbox.file(visitor.chat, request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound(text="no such file\n")
        if not await work.secret_files.opens(request.match_info["id"], file.content):
            raise web.HTTPForbidden(text=say(language_of(request), "secrets.locked"))
    return attached(display_name(file.name), file.content)


def attached(name: str, content: bytes) -> web.Response:
    """Return a download that browsers neither show as a page nor cache."""
    return web.Response(
        body=content,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Type": KINDS.get(PurePath(name).suffix.lower(), "application/octet-stream"),
            "Cache-Control": "no-store",
        },
    )


async def _file_part(request: web.Request) -> BodyPartReader | None:
    if request.content_type != "multipart/form-data":
        return None
    try:
        part = await (await request.multipart()).next()
    except (ValueError, LookupError, AssertionError, HttpProcessingError):
        return None
    fits = isinstance(part, BodyPartReader) and part.name == "file" and part.filename is not None
    return part if fits and not isinstance(part, MultipartReader) else None


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(64 * 1024):
        yield chunk


def _refusal(request: web.Request, status: int, key: str, **values: object) -> web.Response:
    response = web.json_response({"error": say(language_of(request), key, **values)}, status=status)
    response.force_close()
    return response
