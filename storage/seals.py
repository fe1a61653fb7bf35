"""Sealed fields: AES-256-GCM bound to table, row and column, and keyed hashes for look-up; the keys live in a file."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.failures import Damaged, KeysMissing

_KEY_BYTES = 32
_ID_BYTES = 2
_NONCE_BYTES = 12
_HEAD_BYTES = _ID_BYTES + _NONCE_BYTES


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one installation: `current` seals, every one of `sealing` opens, `lookup` hashes for look-up."""

    current: int
    sealing: Mapping[int, bytes] = field(repr=False)
    lookup: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> "Keys":
        """New random keys, kept nowhere yet."""
        return cls(1, {1: secrets.token_bytes(_KEY_BYTES)}, secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def load(cls, path: Path) -> "Keys":
        """The keys of a file; raises KeysMissing when it is not there or not whole."""
        try:
            return _read(path.read_text("utf-8"))
        except FileNotFoundError:
            raise KeysMissing(f"There is no keys file at {path}. Put back the one made with the database.") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KeysMissing(f"The keys file {path} is not whole. Put back a copy of it.") from None

    @classmethod
    def make(cls, path: Path) -> "Keys":
        """New keys in a new file that its owner alone may read; raises FileExistsError rather than write over one."""
        keys = cls.fresh()
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, keys, os.O_EXCL)
        return keys

    @classmethod
    def load_or_make(cls, path: Path) -> tuple["Keys", bool]:
        """The keys of the file, and whether it was made just now: then the operator is told to back it up."""
        if path.exists():
            return cls.load(path), False
        return cls.make(path), True

    def rotated(self) -> "Keys":
        """The same keys with a new one that seals from now on; the older ones still open."""
        newest = max(self.sealing) + 1
        return Keys(newest, {**self.sealing, newest: secrets.token_bytes(_KEY_BYTES)}, self.lookup)

    def keep(self, path: Path) -> None:
        """Put these keys in the place of the file's, all or nothing."""
        fresh = path.with_name(path.name + ".new")
        _write(fresh, self, os.O_TRUNC)
        fresh.replace(path)


class Seal:
    """Seals and opens fields, and hashes values for look-up, with one installation's keys."""

    def __init__(self, keys: Keys) -> None:
        self.mark = keys.current.to_bytes(_ID_BYTES, "big")  # what everything sealed with the newest key begins with
        self._ciphers = {number.to_bytes(_ID_BYTES, "big"): AESGCM(key) for number, key in keys.sealing.items()}
        self._lookup = keys.lookup

    def seal(self, table: str, row: object, column: str, plain: bytes | str) -> bytes:
        """`plain` as it may lie in the database: key id, nonce and ciphertext that opens in this place alone."""
        data = plain.encode() if isinstance(plain, str) else plain
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self.mark].encrypt(nonce, data, _place(table, row, column))
        return self.mark + nonce + sealed

    def open(self, table: str, row: object, column: str, sealed: bytes) -> bytes:
        """What was sealed here; raises Damaged when it was changed or comes from another row or column."""
        cipher = self._ciphers.get(sealed[:_ID_BYTES])
        if cipher is None:
            raise Damaged(table, str(row), column)
        try:
            return cipher.decrypt(sealed[_ID_BYTES:_HEAD_BYTES], sealed[_HEAD_BYTES:], _place(table, row, column))
        except (InvalidTag, ValueError):
            raise Damaged(table, str(row), column) from None

    def open_text(self, table: str, row: object, column: str, sealed: bytes) -> str:
        """The text that was sealed here."""
        return self.open(table, row, column, sealed).decode()

    def lookup(self, purpose: str, value: str) -> str:
        """A keyed hash to find `value` by: the same for the same purpose, useless without the keys."""
        return hmac.new(self._lookup, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _place(table: str, row: object, column: str) -> bytes:
    return f"{table}:{row}:{column}".encode()


def _read(text: str) -> Keys:
    kept = json.loads(text)
    sealing = {int(number): base64.b64decode(key, validate=True) for number, key in kept["keys"].items()}
    keys = Keys(int(kept["current"]), sealing, base64.b64decode(kept["lookup"], validate=True))
    if keys.current not in sealing or any(len(key) != _KEY_BYTES for key in (*sealing.values(), keys.lookup)):
        raise ValueError("a key is missing or has the wrong length")
    return keys


def _write(path: Path, keys: Keys, flag: int) -> None:
    text = json.dumps(
        {
            "current": keys.current,
            "keys": {str(number): base64.b64encode(key).decode() for number, key in keys.sealing.items()},
            "lookup": base64.b64encode(keys.lookup).decode(),
        },
        indent=2,
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flag, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
