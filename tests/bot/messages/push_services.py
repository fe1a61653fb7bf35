"""A browser's push service on loopback, and the browser behind it that opens what comes."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from storage.engine.envelopes import Letterbox, unwebbed

CURVE = ec.SECP256R1()


@dataclass
class Phone:
    """What a browser has: a key, a secret, and an address at its push service."""

    address: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = b"sixteen bytes it"

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def box(self) -> Letterbox:
        return Letterbox(self.address, self.point, self.secret)

    def opened(self, body: bytes) -> str:
        """What is in the envelope, as RFC 8188 and 8291 say to open it."""
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        key = HKDF(SHA256(), 32, self.secret, b"WebPush: info\x00" + self.point + theirs).derive(shared)
        cipher = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(key)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(key)
        plain = AESGCM(cipher).decrypt(nonce, sealed, None)
        return plain.removesuffix(b"\x02").decode()


@dataclass
class PushService:
    """What arrived: path, headers, body; `answers` are the statuses to come, 201 when there is none."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    async def answer(self, request: web.Request) -> web.Response:
        self.taken.append((request.path, dict(request.headers), await request.read()))
        status = self.answers.pop(0) if self.answers else 201
        return web.Response(status=status, headers={"Location": f"{self.url}/elsewhere", "Retry-After": "7"})


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    """The service, listening."""
    service = PushService()
    app = web.Application()
    app.router.add_post("/{path:.*}", service.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()


def signed(head: str) -> dict[str, object]:
    """The claims of a head whose signature its own key verifies."""
    token, key = head.removeprefix("vapid t=").split(", k=")
    claims, _, signature = token.rpartition(".")
    raw = unwebbed(signature)
    public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unwebbed(key))
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(der, claims.encode(), ec.ECDSA(SHA256()))
    said: dict[str, object] = json.loads(unwebbed(claims.partition(".")[2]))
    return said
