"""Chromium's own push service on loopback: a browser signs on to it, is given an address, and is brought what comes.

It speaks what Chromium speaks: a check-in and a registration over HTTP, and one line over TLS for what is brought
(protocol buffers, each behind its tag and length). The browser itself opens the envelope.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

VERSION, LOGGED_IN, BROUGHT = b"\x29", 3, 8
FINE = b"\x08\x01"
FIXED, BYTES = 1, 2


@dataclass
class Waker:
    """The service: `app` and `sender` are what the browser registered with, `url` and `line` where it asks."""

    url: str = ""
    line: str = ""
    app: dict[str, str] = field(default_factory=dict)
    writer: asyncio.StreamWriter | None = None

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    @property
    def flags(self) -> list[str]:
        """What makes Chromium ask here and nowhere else."""
        return [
            f"--gcm-checkin-url={self.url}/checkin",
            f"--gcm-registration-url={self.url}/register",
            f"--gcm-mcs-endpoint={self.line}",
            "--ignore-certificate-errors",
        ]

    async def check_in(self, _request: web.Request) -> web.Response:
        """A device is given its number and its token."""
        return web.Response(body=FINE + fixed(7, 4711) + fixed(8, 4712))

    async def register(self, request: web.Request) -> web.Response:
        """A page is given its address, whose end is the token."""
        self.app = {name: str(value) for name, value in (await request.post()).items()}
        return web.Response(text="token=a-phone")

    async def sign_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A browser is there, and stays."""
        self.writer = writer
        await reader.read(1)
        writer.write(VERSION + message(LOGGED_IN, text(1, "signed on")))
        while await reader.read(1024):
            pass

    async def bring(self, request: web.Request) -> web.Response:
        """What was posted for the browser goes down its line as it came, if whoever it subscribed to has signed it."""
        _, _, key = request.headers["Authorization"].partition(", k=")
        if key != self.app["sender"] or self.writer is None:
            return web.Response(status=403)
        about = {"subtype": self.app["X-subtype"], "content-encoding": request.headers["Content-Encoding"]}
        said = b"".join(data(7, text(1, name) + text(2, value)) for name, value in about.items())
        head = text(3, key) + text(5, self.app["app"])
        self.writer.write(message(BROUGHT, head + said + data(21, await request.read())))
        return web.Response(status=201)


@asynccontextmanager
async def waker(folder: Path) -> AsyncIterator[Waker]:
    """The service, listening; its certificate is made in `folder`."""
    service = Waker()
    app = web.Application()
    for name, answer in (("checkin", service.check_in), ("register", service.register), ("push", service.bring)):
        app.router.add_post(f"/{name}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    line = await asyncio.start_server(service.sign_on, "127.0.0.1", 0, ssl=_certified(folder))
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    service.line = f"https://127.0.0.1:{line.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        line.close()
        await runner.cleanup()


def message(tag: int, body: bytes) -> bytes:
    return bytes([tag]) + varint(len(body)) + body


def fixed(place: int, value: int) -> bytes:
    return varint(place << 3 | FIXED) + value.to_bytes(8, "little")


def data(place: int, value: bytes) -> bytes:
    return varint(place << 3 | BYTES) + varint(len(value)) + value


def text(place: int, value: str) -> bytes:
    return data(place, value.encode())


def varint(value: int) -> bytes:
    return bytes(_sevens(value))


def _sevens(value: int) -> Iterator[int]:
    while value > 127:
        yield value & 127 | 128
        value >>= 7
    yield value


def _certified(folder: Path) -> ssl.SSLContext:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, since, until).sign(key, SHA256())
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "waker.pem").write_bytes(plain + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "waker.pem")
    return context
