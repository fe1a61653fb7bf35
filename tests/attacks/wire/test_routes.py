"""Requests that no browser makes, to every route of the service: each gets a safe answer, and nobody waits for it."""

import asyncio
import gc
import logging
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from storage.engine.uploads import Upload, Uploads
from tests.attacks.wire.oddities import FOUND, Odd, is_found, oddities, part
from tests.attacks.wire.routing import Answered, Route, Site, everything

ONE_IN = 1 if "LONG" in os.environ else 30
CONNECTIONS = 16
METHODS = ("DELETE", "PATCH", "PUT", "OPTIONS", "TRACE", "POST", "GET")
FIRST, BODY_EVERY, BODY_LEAST = 0.6, 0.6, 3000
PATIENCE, PATIENCE_FOR_A_LIST = 60.0, 120.0
"""Sixteen lists of all that thousands of requests left in the journal are made one after another."""
TRICKLE = 0.1
"""A byte at each: beside `FIRST` it is as slow as a byte in three seconds beside the service's own patience."""


def errors(log: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as a failure; an update that is none is set aside, and that is said."""
    said = [one.getMessage() for one in log.records if one.levelno >= logging.ERROR]
    return [one for one in said if "update set aside" not in one]


# A file in a form that is cut off is let go by aiohttp without a word; it goes with the request, here at the latest.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_nothing_that_is_asked_breaks_anything(
    bare_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with everything(tmp_path, bare_url) as site:
        asked = [(route, odd) for route in site.routes for odd in oddities(site)]
        assert len([one for one in asked if is_found(*one)]) == len(FOUND)
        chosen = [one for one in asked if is_found(*one) or crc32(f"{one[0]} {one[1].what}".encode()) % ONE_IN == 0]
        turns = asyncio.Semaphore(CONNECTIONS)
        wrong = [one for one in await asyncio.gather(*(_tried(site, turns, *one) for one in chosen)) if one]
    gc.collect()
    assert wrong == []
    assert (len(chosen) > 250, errors(caplog)) == (True, [])


async def _tried(site: Site, turns: asyncio.Semaphore, route: Route, odd: Odd) -> str:
    """What is wrong with the answer; empty for a safe one."""
    within = PATIENCE_FOR_A_LIST if route.address.endswith(".xlsx") else PATIENCE
    async with turns:
        try:
            asked = site.request(route.method, route.at(odd.value) + odd.query, odd.headers, odd.body)
            answer = await site.sends(asked, within)
        except TimeoutError:
            return f"{route}, {odd.what}: no answer"
    opened = answer.status == 101
    safe = (opened or 200 <= answer.status < 500) and (opened or not answer.unprotected)
    tells = b"Traceback" in answer.body or b"root:" in answer.body or answer.headers.get("server")
    return f"{route}, {odd.what}: {answer.status} {answer.unprotected}" if not safe or tells else ""


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """All routes, and as little patience as a test has."""
    async with everything(tmp_path, first=FIRST, body_every=BODY_EVERY, body_least=BODY_LEAST) as site:
        yield site


async def test_who_does_not_keep_to_the_protocol_is_answered_or_cut_off_and_nobody_waits(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.gather(
        _methods(site), _lies(site), _heads_that_trickle(site), _bodies_that_trickle(site), _others_are_served(site)
    )
    assert errors(caplog) == []


async def _methods(site: Site) -> None:
    """Every address names the methods that it has to whoever comes with another."""
    known: dict[str, set[str]] = {}
    for route in site.routes:
        known.setdefault(route.address, set()).add(route.method)
    for address, methods in known.items():
        at = Route("", address).at("a" * 32 if "[0-9a-f]{32}" in address else "1")
        for method in {*METHODS} - methods:
            answer = await site.sends(site.request(method, at, {}))
            expected: tuple[int, str, list[str]] = (405, ",".join(sorted(methods)), [])
            found = answer.status, answer.headers.get("allow", ""), answer.unprotected
            assert found == expected or (answer.status == 404 and "{" in address), (method, address, found)


async def _lies(site: Site) -> None:
    """A body is as long as its head says, and a second request is not hidden behind the first."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "keep-alive"}
    hidden = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    shorter = site.request("POST", "/office/sign-in", {**form, "Content-Length": "3"}, b"key=x" + b"&" * 40)
    assert (await site.sends(shorter)).status in {400, 403}
    both = site.request("POST", "/office/sign-in", {**form, "Transfer-Encoding": "chunked"}, b"0\r\n\r\n" + hidden)
    assert (await site.sends(both)).status == 400
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(site.request("POST", "/chat/files", {**form, "Content-Length": "5000000"}, b"x"))
    await writer.drain()
    writer.transport.abort()  # gone before the end: nobody is answered, and nothing is logged
    del reader


async def _heads_that_trickle(site: Site) -> None:
    ended = await asyncio.gather(*(_trickled(site, b"GET / HTTP/1.1\r\nX-Slow: " + b"x" * 200) for _ in range(50)))
    assert [one.status for one in ended] == [0] * 50


async def _bodies_that_trickle(site: Site) -> None:
    parts = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": "40000000"}
    file = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-' + b"x" * 200
    for address in ("/tip", "/chat/files", "/office/sign-in", "/practice/clock"):
        head = site.request("POST", address, parts)
        answer = await _trickled(site, file, head)
        assert (answer.status, answer.unprotected) == (408, []), address


async def _trickled(site: Site, slowly: bytes, at_once: bytes = b"") -> Answered:
    """What comes back to somebody who sends a byte at a time; the connection is ended by the service."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(at_once)
    answer = asyncio.create_task(_all(reader))
    for byte in slowly:
        if answer.done():
            break
        writer.write(bytes([byte]))
        await asyncio.sleep(TRICKLE)
    writer.close()
    assert answer.done(), "whoever sends a byte at a time is still waited for"
    return Answered.read(await answer)


async def _all(reader: asyncio.StreamReader) -> bytes:
    """What came until the end; an end that is a reset takes back what was not read yet."""
    came = b""
    with suppress(ConnectionError):
        while part := await reader.read(65_536):
            came += part
    return came


async def _others_are_served(site: Site) -> None:
    for _ in range(20):
        assert (await site.sends(site.request("GET", "/health", {}))).status == 200
        await asyncio.sleep(0.1)


class Held(Uploads):
    """Keeps files once it is told to."""

    begin = asyncio.Event()

    async def receive(self, chunks: AsyncIterator[bytes], **about: Any) -> Upload:
        await self.begin.wait()
        return await super().receive(chunks, **about)


async def test_nobody_is_cut_off_while_the_service_itself_is_busy(site: Site, tmp_path: Path) -> None:
    """What has come is not read yet: the sender is held, and is not slow."""
    held = site.service.web_session.uploads = Held(tmp_path / "held", site.service.office.store.seal)
    parts = {"Content-Type": "multipart/form-data; boundary=b"}
    file = part('Content-Disposition: form-data; name="file"; filename="a.pdf"', b"%PDF-" + b"x" * 3_000_000)
    sending = asyncio.create_task(site.sends(site.request("POST", "/chat/files", parts, file), within=20))
    await asyncio.sleep(4 * BODY_EVERY)
    held.begin.set()
    assert (await sending).status == 201
