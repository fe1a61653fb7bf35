"""Envelopes for a browser's push service: sealed to one browser (RFC 8291), signed by this service (RFC 8292)."""

import base64
import json
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()
_POINT_BYTES, _SECRET_BYTES, _SALT_BYTES = 65, 16, 16
_RECORD = 4096
_LAST = b"\x02"
_NUMBER_BYTES = 32


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How a browser is reached: its address at the push service, its public point, and the shared secret."""

    address: str = field(repr=False)
    point: bytes = field(repr=False)
    secret: bytes = field(repr=False)


def letterbox(address: str, point: str, secret: str) -> Letterbox:
    """Make a letterbox from a browser's base64url subscription. Raises ValueError for an unfit point or secret."""
    found = Letterbox(address, unwebbed(point), unwebbed(secret))
    ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, found.point)
    if len(found.secret) != _SECRET_BYTES or len(found.point) != _POINT_BYTES:
        raise ValueError("no letterbox")
    return found


def enclosed(plain: bytes, box: Letterbox, *, number: bytes = b"", salt: bytes = b"") -> bytes:
    """Encrypt a message so that only its browser can read it (aes128gcm, one record).

    `number` (an ephemeral private key) and `salt` must never be used twice; left empty, they are made at random.
    """
    once = ec.derive_private_key(int.from_bytes(number or Signature.fresh()), _CURVE)
    salt, own = salt or secrets.token_bytes(_SALT_BYTES), _point(once)
    shared = once.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, box.point))
    key = _derived(shared, box.secret, b"WebPush: info\x00" + box.point + own, 32)
    cipher = AESGCM(_derived(key, salt, b"Content-Encoding: aes128gcm\x00", 16))
    nonce = _derived(key, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + _RECORD.to_bytes(4) + bytes([len(own)]) + own
    return head + cipher.encrypt(nonce, plain + _LAST, None)


class Signature:
    """The key pair by which push services recognise this service."""

    def __init__(self, number: bytes) -> None:
        self._key = ec.derive_private_key(int.from_bytes(number), _CURVE)

    @staticmethod
    def fresh() -> bytes:
        """Return a new private number, to be stored."""
        key = ec.generate_private_key(_CURVE)
        return key.private_numbers().private_value.to_bytes(_NUMBER_BYTES)

    @property
    def public(self) -> str:
        """The public point in base64url; a browser subscribes to messages signed with its private number."""
        return webbed(_point(self._key))

    def authorization(self, origin: str, subject: str, until: int) -> str:
        """Return the Authorization header for the push service at `origin`, valid until `until` (Unix seconds).

        `subject` is the contact that the push service may turn to.
        """
        head = webbed(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
        claims = webbed(json.dumps({"aud": origin, "exp": until, "sub": subject}).encode())
        r, s = decode_dss_signature(self._key.sign(f"{head}.{claims}".encode(), ec.ECDSA(SHA256())))
        signed = webbed(r.to_bytes(_NUMBER_BYTES) + s.to_bytes(_NUMBER_BYTES))
        return f"vapid t={head}.{claims}.{signed}, k={self.public}"


def webbed(data: bytes) -> str:
    """Encode bytes in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unwebbed(text: str) -> bytes:
    """Decode base64url without padding. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
