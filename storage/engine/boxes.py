"""Boxes that this service closes but cannot open: keys of tips and of their handlers, by libsodium (Art. 24).

A sealed box opens with its recipient's private key, a locked box with something typed. Neither is in the database or in
the keys file, so both together open nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

SALT_BYTES = argon2id.SALTBYTES
_KEY_BYTES = SecretBox.KEY_SIZE
_PASSES = 3
_MEMORY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pair:
    """A new pair of keys."""

    private: bytes = field(repr=False)
    public: bytes


@dataclass(frozen=True, slots=True)
class Stretched:
    """What argon2 derives from something typed: a value to find it by, and a key."""

    hash: str
    key: bytes = field(repr=False)


def pair() -> Pair:
    """Make a new pair of keys."""
    made = PrivateKey.generate()
    return Pair(bytes(made), bytes(made.public_key))


def public_of(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    return bytes(PrivateKey(private).public_key)


def seal_to(public: bytes, data: bytes) -> bytes:
    """Return a box that only the owner of this public key can open; it does not show who closed it."""
    return bytes(SealedBox(PublicKey(public)).encrypt(data))


def open_sealed(private: bytes, box: bytes) -> bytes | None:
    """Return the content of a sealed box; None when it was closed for another key, or changed."""
    try:
        return bytes(SealedBox(PrivateKey(private)).decrypt(box))
    except (CryptoError, ValueError):
        return None


def lock(key: bytes, data: bytes) -> bytes:
    """Return a box that opens with this very key."""
    return bytes(SecretBox(key).encrypt(data))


def unlock(key: bytes, box: bytes) -> bytes | None:
    """Return the content of a locked box; None when the key is wrong or the box was changed."""
    try:
        return bytes(SecretBox(key).decrypt(box))
    except (CryptoError, ValueError):
        return None


def stretched(typed: str, salt: bytes) -> Stretched:
    """Derive a look-up value and a key from something typed.

    It takes a tenth of a second: call it in a thread and, where possible, while no Work is open.
    """
    made = argon2id.kdf(2 * _KEY_BYTES, typed.encode(), salt[:SALT_BYTES], opslimit=_PASSES, memlimit=_MEMORY)
    return Stretched(made[:_KEY_BYTES].hex(), made[_KEY_BYTES:])


def token() -> str:
    """Return a random token for a browser to keep for a short while; here only `of_token` of it is kept."""
    return secrets.token_urlsafe(_KEY_BYTES)


def of_token(given: str) -> Stretched:
    """Derive a look-up value and a key from one of our tokens; it is unguessable, so a plain hash will do."""
    made = hashlib.sha512(given.encode()).digest()
    return Stretched(made[:_KEY_BYTES].hex(), made[_KEY_BYTES:])
