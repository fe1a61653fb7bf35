"""Letters: what the senders of tips hand in, kept on the disk until all of a day enter the database together (Art. 24).

A row written when its sender sends it stands in the tables, in the logs of the database and in its backups between the
rows of that minute, and they tell who was talking then. A letter is sealed to its tip before it is written, has a name
that only the receipt code or the tip tells, and bears no time but its day.
"""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rules.engine.calendar import day_begins
from rules.tips.cases import Message
from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.engine import boxes
from storage.engine.blobs import Blobs

LETTERS = "tips"
"""The folder of the letters, in the data folder."""
STEM = 29
"""How much of a letter's name is its tip's."""
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file's content, sealed to its tip."""

    id: str
    size: int
    box: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """Messages and files in boxes that only the tip's key opens.

    `number` is how many messages the tip had before it, so that no two letters to a tip have the same name.

    The first letter of a tip brings the tip itself: its code's hash, its public key, its private key locked with the
    code, and sealed to each handler. In later ones these are empty.
    """

    tip_id: str
    on: date
    number: int = 0
    code_hash: str = field(default="", repr=False)
    public_key: bytes = b""
    code_box: bytes = field(default=b"", repr=False)
    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    boxes: tuple[bytes, ...] = field(default=(), repr=False)
    files: tuple[Sealed, ...] = field(default=(), repr=False)


class TipLetters:
    """The letters that have not entered the database yet, each written whole or not at all."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._blobs = Blobs(folder, seal)

    async def hand_in(self, letter: Letter) -> None:
        """Write the letter durably. Raises OSError when there is no room for it."""
        await asyncio.to_thread(self._hand_in, letter)

    async def to(self, tip_id: str) -> list[tuple[str, Letter]]:
        """Return the waiting letters to a tip with their names, in order, without the contents of files."""
        return await asyncio.to_thread(lambda: [(name, self._read(name, whole=False)) for name in self._to(tip_id)])

    async def names(self, before: date) -> list[str]:
        """Return the names of all letters handed in before a day of the office."""
        every = await asyncio.to_thread(self._blobs.names, day_begins(before))
        return [name for name in every if name.isalnum()]  # not one that was never finished

    async def read(self, name: str) -> Letter:
        """Return a letter with its files. Raises Damaged."""
        return await asyncio.to_thread(self._read, name, whole=True)

    async def remove(self, name: str) -> None:
        """Delete a letter that has entered the database."""
        await asyncio.to_thread(self._blobs.remove, name)

    def older(self) -> int:
        """Return how many letters are sealed with an older key. It works on the disk: call it in a thread."""
        return len(self._blobs.older())

    def _to(self, tip_id: str) -> list[str]:
        return sorted(path.name for path in self._folder.glob(f"{tip_id[:STEM]}???"))

    def _hand_in(self, letter: Letter) -> None:
        name = f"{letter.tip_id[:STEM]}{letter.number:03x}"
        self._blobs.write(_packed(letter), day_begins(letter.on), name=name)

    def _read(self, name: str, *, whole: bool) -> Letter:
        content = bytearray()
        for piece in self._blobs.read(name):
            content += piece
            if not whole and len(content) >= _LENGTH + int.from_bytes(content[:_LENGTH], "big"):
                break
        return _unpacked(bytes(content))


def sealed_to(private: bytes, message: Message) -> bytes:
    """Return the message in a box for the tip with this private key, whatever public one is in the tables."""
    written = {
        "kind": message.kind.value,
        "at": message.at,
        "words": message.words,
        "by": message.person_id,
        "values": dict(message.values),
    }
    return boxes.seal_to(boxes.public_of(private), pack(written).encode())


def _packed(letter: Letter) -> bytes:
    about = {
        "tip_id": letter.tip_id,
        "on": letter.on,
        "number": letter.number,
        "tip": [letter.code_hash, _text(letter.public_key), _text(letter.code_box)],
        "keys": {handler: _text(box) for handler, box in letter.keys.items()},
        "boxes": [_text(box) for box in letter.boxes],
        "files": [[one.id, one.size, len(one.box)] for one in letter.files],
    }
    head = pack(about).encode()
    return len(head).to_bytes(_LENGTH, "big") + head + b"".join(one.box for one in letter.files)


def _unpacked(content: bytes) -> Letter:
    start = _LENGTH + int.from_bytes(content[:_LENGTH], "big")
    about, files = unpack(content[_LENGTH:start]), []
    for one, size, length in about["files"]:
        files.append(Sealed(one, size, content[start : start + length]))
        start += length
    code_hash, public_key, code_box = about["tip"]
    return Letter(
        about["tip_id"],
        about["on"],
        about["number"],
        code_hash,
        _bytes(public_key),
        _bytes(code_box),
        {handler: _bytes(box) for handler, box in about["keys"].items()},
        tuple(_bytes(box) for box in about["boxes"]),
        tuple(files),
    )


def _text(box: bytes) -> str:
    return base64.b64encode(box).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
