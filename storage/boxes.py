"""Boxes that this service closes and cannot open: keys of tips and of their handlers, by libsodium (Art. 24).

A sealed box opens with the private key of whom it is for; a locked one with what somebody types. Neither lies in the
database or in the keys file, so that whoever has both still reads nothing.
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
    """What argon2 makes of something typed: what it is found by, and the key that it is."""

    hash: str
    key: bytes = field(repr=False)


def pair() -> Pair:
    """A new pair."""
    made = PrivateKey.generate()
    return Pair(bytes(made), bytes(made.public_key))


def seal_to(public: bytes, data: bytes) -> bytes:
    """A box for the owner of this public key; nobody sees who closed it."""
    return bytes(SealedBox(PublicKey(public)).encrypt(data))


def open_sealed(private: bytes, box: bytes) -> bytes | None:
    """What is in the box; None when it was closed for another, or changed."""
    try:
        return bytes(SealedBox(PrivateKey(private)).decrypt(box))
    except (CryptoError, ValueError):
        return None


def lock(key: bytes, data: bytes) -> bytes:
    """A box that opens with this very key."""
    return bytes(SecretBox(key).encrypt(data))


def unlock(key: bytes, box: bytes) -> bytes | None:
    """What is in the box; None when the key is another, or it was changed."""
    try:
        return bytes(SecretBox(key).decrypt(box))
    except (CryptoError, ValueError):
        return None


def stretched(typed: str, salt: bytes) -> Stretched:
    """A tenth of a second of work: do it in a thread, and where it can be, while no Work is open."""
    made = argon2id.kdf(2 * _KEY_BYTES, typed.encode(), salt[:SALT_BYTES], opslimit=_PASSES, memlimit=_MEMORY)
    return Stretched(made[:_KEY_BYTES].hex(), made[_KEY_BYTES:])


def token() -> str:
    """What a browser keeps for a short while; kept here as `of_token`."""
    return secrets.token_urlsafe(_KEY_BYTES)


def of_token(given: str) -> Stretched:
    """The same of a token of ours, which nobody can guess: a plain hash will do."""
    made = hashlib.sha512(given.encode()).digest()
    return Stretched(made[:_KEY_BYTES].hex(), made[_KEY_BYTES:])
