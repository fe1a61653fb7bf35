"""Forms with files that never end, or are many at once: cut off, and no more memory than there is for forms (S50)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from tests.web.sites import served
from web.engine.site import Measures

EDGE = "the-edge"
HEAD = (
    "POST /tip HTTP/1.1\r\nHost: {0}\r\nTransfer-Encoding: chunked\r\n"
    f"Content-Type: multipart/form-data; boundary={EDGE}\r\n\r\n"
)
PIECE = 64 * 1024


class Line:
    """A line to the site on which a form is being sent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._first = asyncio.create_task(reader.readline())

    async def sends(self, content: bytes) -> None:
        self._writer.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        await self._writer.drain()

    async def answer(self, content: Iterator[bytes]) -> int:
        """The status that comes back, with all of this sent meanwhile, or as much of it as was waited for."""
        with contextlib.suppress(ConnectionError):
            for one in content:
                if self._first.done():
                    break
                await self.sends(one)
        return int((await self._first).split()[1])

    def close(self) -> None:
        self._writer.transport.abort()


@asynccontextmanager
async def line(url: str) -> AsyncIterator[Line]:
    """A line on which the head of the form has been sent."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(HEAD.format(where.netloc).encode())
    one = Line(reader, writer)
    try:
        yield one
    finally:
        one.close()


def opening(disposition: str) -> bytes:
    return f"--{EDGE}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode()


def parts(disposition: str) -> Iterator[bytes]:
    return (opening(disposition % place) + b"a" * 2_000 + b"\r\n" for place in count())


def one_part() -> Iterator[bytes]:
    yield opening('name="words"')
    while True:
        yield b"a" * PIECE


async def test_a_form_of_fields_or_of_files_without_end_is_cut_off(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        for body in (parts('name="f%s"'), parts('name="files"; filename="%s.pdf"'), one_part()):
            async with line(site.url) as sender, asyncio.timeout(60):
                assert await sender.answer(body) == 413


async def test_many_forms_at_once_are_taken_up_to_the_memory_for_forms_and_then_refused(tmp_path: Path) -> None:
    def form(pieces: int) -> Iterator[bytes]:
        yield opening('name="files"; filename="a.pdf"')
        yield from [b"a" * PIECE] * pieces

    end = f"\r\n--{EDGE}--\r\n".encode()
    async with served(tmp_path, measures=Measures(forms=5 * PIECE)) as site, line(site.url) as first:
        for one in form(4):
            await first.sends(one)
        async with line(site.url) as second:
            assert await second.answer(form(4)) == 503
        assert await first.answer(iter([end, b""])) == 400
        async with line(site.url) as third:
            assert await third.answer(iter([*form(4), end, b""])) == 400
