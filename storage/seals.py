"""Sealed fields: AES-256-GCM bound to table, row and column, and keyed hashes for look-up; the keys live in a file."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rules.damage import DAMAGED
from storage.failures import Damaged, KeysMissing, WrongKeys
from storage.values import pack, unpack

_KEY_BYTES = 32
MARK_BYTES = 2
_NONCE_BYTES = 12
_HEAD_BYTES = MARK_BYTES + _NONCE_BYTES
OVERHEAD = _HEAD_BYTES + 16
"""How many bytes a sealed field is longer than what is in it."""


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

    @property
    def older(self) -> tuple[int, ...]:
        """The numbers of the keys that only open still: a rotation is under way, or waits to be ended."""
        return tuple(sorted(number for number in self.sealing if number != self.current))

    def rotated(self) -> "Keys":
        """The same keys with a new one that seals from now on; the older ones still open."""
        newest = max(self.sealing) + 1
        return Keys(newest, {**self.sealing, newest: secrets.token_bytes(_KEY_BYTES)}, self.lookup)

    def retired(self) -> "Keys":
        """The same keys without the older ones: what is still sealed with one of those never opens again."""
        return Keys(self.current, {self.current: self.sealing[self.current]}, self.lookup)

    def keep(self, path: Path) -> None:
        """Put these keys in the place of the file's, all or nothing, whoever runs this: its owner can read it still."""
        fresh, owner = path.with_name(path.name + ".new"), path.stat()
        fresh.unlink(missing_ok=True)
        _write(fresh, self, os.O_EXCL)
        os.chown(fresh, owner.st_uid, owner.st_gid)
        fresh.replace(path)
        settle(path.parent)  # before anything is sealed with a key that a crash could take away again


class Field(NamedTuple):
    """Where a sealed field lies."""

    table: str
    row: str
    column: str


class Seal:
    """Seals and opens fields, and hashes values for look-up, with one installation's keys.

    The keys can be changed while the service runs. `again` reads their file anew: it is asked when something is met
    that another process sealed with a key that is not known here. `noticed` are the fields that did not open.
    """

    def __init__(self, keys: Keys, again: Callable[[], Keys] | None = None) -> None:
        self.noticed: set[Field] = set()
        self._again = again
        self._lookup = keys.lookup
        self.take(keys)

    def take(self, keys: Keys) -> None:
        """Go on with these keys; raises WrongKeys for those of another installation."""
        if keys.lookup != self._lookup:
            raise WrongKeys
        self._ciphers = {mark_of(number): AESGCM(key) for number, key in keys.sealing.items()}
        self.mark = mark_of(keys.current)  # last: files are sealed in threads, which must know its cipher

    def seal(self, table: str, row: object, column: str, plain: bytes | str) -> bytes:
        """`plain` as it may lie in the database: key id, nonce and ciphertext that opens in this place alone."""
        data = plain.encode() if isinstance(plain, str) else plain
        nonce = os.urandom(_NONCE_BYTES)
        mark = self.mark
        return mark + nonce + self._ciphers[mark].encrypt(nonce, data, _place(table, row, column))

    def open(self, table: str, row: object, column: str, sealed: bytes) -> bytes:
        """What was sealed here; raises Damaged when it was changed or comes from another row or column."""
        cipher = self._cipher(sealed[:MARK_BYTES])
        try:
            if cipher is not None:
                return cipher.decrypt(sealed[MARK_BYTES:_HEAD_BYTES], sealed[_HEAD_BYTES:], _place(table, row, column))
        except (InvalidTag, ValueError):
            pass
        self.noticed.add(Field(table, str(row), column))
        raise Damaged(table, str(row), column) from None

    def open_text(self, table: str, row: object, column: str, sealed: bytes) -> str:
        """The text that was sealed here; DAMAGED in its place when it does not open, so that a list goes on."""
        try:
            return self.open(table, row, column, sealed).decode()
        except Damaged:
            return DAMAGED

    def open_value(self, table: str, row: object, column: str, sealed: bytes) -> Any:
        """The value that was packed and sealed here; DAMAGED in its place when it does not open."""
        try:
            return unpack(self.open(table, row, column, sealed))
        except Damaged:
            return DAMAGED

    def seal_fields(self, table: str, row: object, column: str, fields: Mapping[str, Any]) -> bytes:
        """Several named values sealed as one; raises Damaged for a mark among them: nothing is written over damage."""
        if DAMAGED in fields.values():
            raise Damaged(table, str(row), column)
        return self.seal(table, row, column, pack(dict(fields)))

    def open_fields(self, table: str, row: object, column: str, sealed: bytes, *names: str) -> dict[str, Any]:
        """The values that were sealed here; DAMAGED under each of these names when they do not open."""
        opened = self.open_value(table, row, column, sealed)
        return dict.fromkeys(names, DAMAGED) if opened == DAMAGED else opened

    def lookup(self, purpose: str, value: str) -> str:
        """A keyed hash to find `value` by: the same for the same purpose, useless without the keys."""
        return hmac.new(self._lookup, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def _cipher(self, mark: bytes) -> AESGCM | None:
        if mark not in self._ciphers and self._again is not None:
            with suppress(KeysMissing, WrongKeys, OSError):
                fresh = self._again()
                if mark in map(mark_of, fresh.sealing):
                    self.take(fresh)
        return self._ciphers.get(mark)


def mark_of(number: int) -> bytes:
    """What everything sealed with the key of this number begins with."""
    return number.to_bytes(MARK_BYTES, "big")


def settle(folder: Path) -> None:
    """Make the names in a folder durable: a new one is lost with the power as long as its folder is not written."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def found(folder: Path, pattern: str = "*") -> Iterator[tuple[Path, os.stat_result]]:
    """The files of a folder with what the disk says of each; one that is renamed or deleted meanwhile is left out."""
    for path in folder.glob(pattern):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        yield path, stat


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
