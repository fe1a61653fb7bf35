"""Sealed fields: AES-256-GCM bound to table, row and column, and keyed hashes for look-up; keys live in a file."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row

from rules.engine.damage import DAMAGED
from rules.engine.names import shown
from storage.database.failures import Damaged, KeysMissing, WrongKeys
from storage.database.values import pack, unpack
from storage.schema import UNREADABLE, lenient

_KEY_BYTES = 32
MARK_BYTES = 2
_NONCE_BYTES = 12
_HEAD_BYTES = MARK_BYTES + _NONCE_BYTES
OVERHEAD = _HEAD_BYTES + 16
"""How many bytes sealing adds to a field."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one installation.

    `current` is the number of the key that seals, each key in `sealing` unseals, `lookup` hashes for look-up and keys
    the journal's chain. `unkeyed` is how many entries that chain began with before it was keyed, in a version without
    this; None until the first start after it. It is here and not in the database, whose writers could move it.
    """

    current: int
    sealing: Mapping[int, bytes] = field(repr=False)
    lookup: bytes = field(repr=False)
    unkeyed: int | None = field(default=None, repr=False)

    @classmethod
    def fresh(cls) -> "Keys":
        """Make new random keys, stored nowhere yet."""
        return cls(1, {1: secrets.token_bytes(_KEY_BYTES)}, secrets.token_bytes(_KEY_BYTES), unkeyed=0)

    @classmethod
    def load(cls, path: Path) -> "Keys":
        """Load the keys from a file. Raises KeysMissing when it is missing or incomplete."""
        try:
            return _read(path.read_text("utf-8"))
        except FileNotFoundError:
            raise KeysMissing("trouble.no_keys", file=path) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KeysMissing("trouble.keys_torn", file=path) from None

    @classmethod
    def make(cls, path: Path) -> "Keys":
        """Make new keys in a new file that only its owner may read. Raises FileExistsError if there is one."""
        keys = cls.fresh()
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, keys, os.O_EXCL)
        return keys

    @classmethod
    def load_or_make(cls, path: Path) -> tuple["Keys", bool]:
        """Return the file's keys and whether the file was made just now, so that the operator is told to back it up."""
        if path.exists():
            return cls.load(path), False
        return cls.make(path), True

    @property
    def older(self) -> tuple[int, ...]:
        """Return the numbers of older keys, which only unseal: there are some until a rotation is ended."""
        return tuple(sorted(number for number in self.sealing if number != self.current))

    def rotated(self) -> "Keys":
        """Return these keys with a new one that seals from now on; the older ones still unseal."""
        newest = max(self.sealing) + 1
        return replace(self, current=newest, sealing={**self.sealing, newest: secrets.token_bytes(_KEY_BYTES)})

    def retired(self) -> "Keys":
        """Return these keys without the older ones; what is still sealed with those can never be unsealed again."""
        return replace(self, sealing={self.current: self.sealing[self.current]})

    def begin_keyed(self, path: Path, unkeyed: int) -> None:
        """Note in the file how many entries without a key the journal begins with, if it says anything else."""
        if self.unkeyed != unkeyed:
            replace(self, unkeyed=unkeyed).keep(path)

    def keep(self, path: Path) -> None:
        """Replace the file's keys with these, all or nothing, keeping the file's owner whoever runs this."""
        fresh, owner = path.with_name(path.name + ".new"), path.stat()
        fresh.unlink(missing_ok=True)
        _write(fresh, self, os.O_EXCL)
        os.chown(fresh, owner.st_uid, owner.st_gid)
        fresh.replace(path)
        settle(path.parent)  # before anything is sealed with a key that a crash could lose


class Field(NamedTuple):
    """The place of a sealed field."""

    table: str
    row: str
    column: str


class Seal:
    """Seals and unseals fields, and hashes values for look-up, with one installation's keys.

    The keys can change while the service runs: `again` reloads the keys file when something was sealed by another
    process with a key unknown here. `noticed` are the fields that could not be unsealed.
    """

    def __init__(self, keys: Keys, again: Callable[[], Keys] | None = None) -> None:
        self.noticed: set[Field] = set()
        self._again = again
        self._lookup = keys.lookup
        self.take(keys)

    def take(self, keys: Keys) -> None:
        """Use these keys from now on. Raises WrongKeys for those of another installation."""
        if keys.lookup != self._lookup:
            raise WrongKeys
        self.unkeyed = keys.unkeyed
        self._ciphers = {mark_of(number): AESGCM(key) for number, key in keys.sealing.items()}
        self.mark = mark_of(keys.current)  # last: other threads seal files, and must find the cipher of this mark

    def seal(self, table: str, row: object, column: str, plain: bytes | str) -> bytes:
        """Seal `plain` for the database: key id, nonce, and ciphertext that can be unsealed in this place alone."""
        data = plain.encode() if isinstance(plain, str) else plain
        nonce = os.urandom(_NONCE_BYTES)
        mark = self.mark
        return mark + nonce + self._ciphers[mark].encrypt(nonce, data, _place(table, row, column))

    def open(self, table: str, row: object, column: str, sealed: bytes) -> bytes:
        """Unseal a field. Raises Damaged when it was changed or comes from another row or column."""
        cipher = self._cipher(sealed[:MARK_BYTES]) if isinstance(sealed, bytes) else None  # type: ignore[redundant-expr]  # SQLite keeps anything
        try:
            if cipher is not None:
                return cipher.decrypt(sealed[MARK_BYTES:_HEAD_BYTES], sealed[_HEAD_BYTES:], _place(table, row, column))
        except (InvalidTag, ValueError):
            pass
        self.noticed.add(Field(table, str(row), column))
        raise Damaged(table, str(row), column) from None

    def open_text(self, table: str, row: object, column: str, sealed: bytes) -> str:
        """Unseal a text; returns DAMAGED when that is impossible, so that the rest of a list is still shown."""
        try:
            return self.open(table, row, column, sealed).decode()
        except Damaged:
            return DAMAGED

    def open_name(self, table: str, row: object, column: str, sealed: bytes) -> str:
        """Unseal a name as it is shown to everybody: a number in it is masked (`rules.engine.names.shown`)."""
        return shown(self.open_text(table, row, column, sealed))

    def open_value(self, table: str, row: object, column: str, sealed: bytes) -> Any:
        """Unseal and unpack a value; returns DAMAGED when that is impossible."""
        try:
            return unpack(self.open(table, row, column, sealed))
        except Damaged:
            return DAMAGED

    def seal_fields(self, table: str, row: object, column: str, fields: Mapping[str, Any]) -> bytes:
        """Seal several named values as one. Raises Damaged if one of them is DAMAGED: damage is not overwritten."""
        if DAMAGED in fields.values():
            raise Damaged(table, str(row), column)
        return self.seal(table, row, column, pack(dict(fields)))

    def open_fields(self, table: str, row: object, column: str, sealed: bytes, *names: str) -> dict[str, Any]:
        """Unseal the values of `seal_fields`; returns DAMAGED under each of `names` when that is impossible."""
        opened = self.open_value(table, row, column, sealed)
        return dict.fromkeys(names, DAMAGED) if opened == DAMAGED else opened

    @property
    def installation(self) -> str:
        """Return the mark of the installation: a hash keyed with its look-up key, which rotation leaves as it is."""
        return self.lookup("installation", "mark")

    def lookup(self, purpose: str, value: str) -> str:
        """Return a keyed hash to find `value` by: the same for the same purpose, useless without the keys."""
        return hmac.new(self._lookup, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def _cipher(self, mark: bytes) -> AESGCM | None:
        if mark not in self._ciphers and self._again is not None:
            with suppress(KeysMissing, WrongKeys, OSError):
                fresh = self._again()
                if mark in map(mark_of, fresh.sealing):
                    self.take(fresh)
        return self._ciphers.get(mark)


def mark_of(number: int) -> bytes:
    """Return the prefix of everything sealed with the key of this number."""
    return number.to_bytes(MARK_BYTES, "big")


def settle(folder: Path) -> None:
    """Make the names in a folder durable; until then a power cut may lose new ones."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def found(folder: Path, pattern: str = "*") -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the files of a folder with their stat results; a file renamed or deleted meanwhile is left out."""
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
    keys = Keys(int(kept["current"]), sealing, base64.b64decode(kept["lookup"], validate=True), kept.get("unkeyed"))
    if keys.current not in sealing or any(len(key) != _KEY_BYTES for key in (*sealing.values(), keys.lookup)):
        raise ValueError("a key is missing or has the wrong length")
    return keys


def _write(path: Path, keys: Keys, flag: int) -> None:
    text = json.dumps(
        {
            "current": keys.current,
            "keys": {str(number): base64.b64encode(key).decode() for number, key in keys.sealing.items()},
            "lookup": base64.b64encode(keys.lookup).decode(),
            **({} if keys.unkeyed is None else {"unkeyed": keys.unkeyed}),
        },
        indent=2,
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flag, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


# Reads many rows one by one, so that one that was damaged does not hide the others from who works through them.


WHOLE_ROW = "row"
"""The column named in a Field where a row cannot be read as a whole."""
_Made = TypeVar("_Made")


def readable(
    seal: Seal,
    table: str,
    rows: Iterable[Row[Any]],
    read: Callable[[Row[Any]], _Made],
    *,
    strict: bool = False,
    whole: bool = True,
) -> list[_Made]:
    """Return what `read` makes of each row; one that cannot be read is left out and noticed, for the lead to be told.

    The first column is the row's name there. Lists that decide something are `strict`: without a row that says no they
    would say yes, so they raise. Without `whole`, `read` itself deals with values that are UNREADABLE.
    """
    if strict:
        return [read(row) for row in rows]
    found = []
    with lenient():
        for row in rows:
            try:
                if whole and UNREADABLE in row:
                    raise ValueError
                found.append(read(row))
            except (ValueError, TypeError, LookupError):
                seal.noticed.add(Field(table, str(row[0]), WHOLE_ROW))
    return found
