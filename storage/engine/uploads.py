"""Uploads from the web chat: sealed on the disk, piece by piece, until their frame is handled."""

import asyncio
import json
import os
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from storage.database.engine import require_room
from storage.database.seals import MARK_BYTES, Seal, found

PIECE = 256 * 1024
_NAMED = re.compile(r"[0-9a-f]{45}")
_LENGTH = 4


class UploadTooLarge(Exception):
    """An upload is larger than allowed; nothing of it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A complete upload. `id` cannot be guessed; `name` comes from its sender and must not be trusted."""

    id: str
    chat: int
    name: str
    size: int


class Uploads:
    """The uploads in a folder, which is made for the first one; no table knows of them."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._seal = seal

    async def receive(self, chunks: AsyncIterator[bytes], *, chat: int, name: str, at: datetime, limit: int) -> Upload:
        """Receive a file as it streams in. Raises UploadTooLarge after `limit` bytes, OSError without room for it."""
        upload_id = _prefix(chat) + secrets.token_hex(16)
        try:
            size = await self._take_in(upload_id, chunks, limit)
            upload = Upload(id=upload_id, chat=chat, name=name, size=size)
            await asyncio.to_thread(self._describe, upload, at)
        except BaseException:
            self._drop(upload_id)
            raise
        return upload

    async def pending(self, chat: int) -> int:
        """Return how many bytes of a chat's uploads are stored here."""
        return await asyncio.to_thread(self._weighed, _prefix(chat))

    async def find(self, upload_id: str) -> Upload | None:
        """Return the description of an upload, or None."""
        return await asyncio.to_thread(self._described, upload_id)

    async def read(self, upload_id: str) -> AsyncIterator[bytes]:
        """Yield the content piece by piece. Raises FileNotFoundError when the upload is gone."""
        with await asyncio.to_thread(self._path(upload_id).open, "rb") as file:
            number = 1
            while piece := await asyncio.to_thread(self._read_piece, file, upload_id, number):
                yield piece
                number += 1

    async def remove(self, upload_id: str) -> None:
        """Delete an upload that was handled; does nothing when it is gone already."""
        await asyncio.to_thread(self._drop, upload_id)

    async def sweep(self, *, before: datetime) -> int:
        """Delete uploads from before a moment that were never handled; return how many."""
        return await asyncio.to_thread(self._swept, before.timestamp())

    def older(self) -> int:
        """Return how many uploads are sealed with an older key. It works on the disk: call it in a thread."""
        return sum(_mark(path) != self._seal.mark for path in self._folder.glob("*") if not path.suffix)

    def _path(self, upload_id: str) -> Path:
        if not _NAMED.fullmatch(upload_id):
            raise FileNotFoundError("no upload has such an id")
        return self._folder / upload_id

    def _about(self, upload_id: str) -> Path:
        return self._path(upload_id).with_suffix(".about")

    async def _take_in(self, upload_id: str, chunks: AsyncIterator[bytes], limit: int) -> int:
        size, number, waiting = 0, 0, bytearray()
        with await asyncio.to_thread(self._begin, upload_id) as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise UploadTooLarge
                waiting += chunk
                while len(waiting) >= PIECE:
                    number += 1
                    await asyncio.to_thread(self._write_piece, file, upload_id, number, bytes(waiting[:PIECE]))
                    del waiting[:PIECE]
            if waiting:
                await asyncio.to_thread(self._write_piece, file, upload_id, number + 1, bytes(waiting))
            await asyncio.to_thread(_settle, file)
        return size

    def _begin(self, upload_id: str) -> BinaryIO:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        require_room(self._folder)
        return self._path(upload_id).open("xb")

    def _write_piece(self, file: BinaryIO, upload_id: str, number: int, piece: bytes) -> None:
        closed = self._seal.seal("uploads", f"{upload_id}/{number}", "content", piece)
        file.write(len(closed).to_bytes(_LENGTH, "big") + closed)

    def _read_piece(self, file: BinaryIO, upload_id: str, number: int) -> bytes:
        length = int.from_bytes(file.read(_LENGTH), "big")
        if not length:
            return b""
        return self._seal.open("uploads", f"{upload_id}/{number}", "content", file.read(length))

    def _describe(self, upload: Upload, at: datetime) -> None:
        about = self._about(upload.id)
        about.write_bytes(self._seal.seal("uploads", upload.id, "about", json.dumps(asdict(upload))))
        for path in (about, self._path(upload.id)):
            os.utime(path, (at.timestamp(), at.timestamp()))

    def _described(self, upload_id: str) -> Upload | None:
        try:
            closed = self._about(upload_id).read_bytes()
        except FileNotFoundError:
            return None
        return Upload(**json.loads(self._seal.open("uploads", upload_id, "about", closed)))

    def _drop(self, upload_id: str) -> None:
        try:
            for path in (self._about(upload_id), self._path(upload_id)):
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            return

    def _weighed(self, prefix: str) -> int:
        return sum(stat.st_size for _, stat in found(self._folder, f"{prefix}*"))

    def _swept(self, before: float) -> int:
        old = [path for path, stat in found(self._folder) if stat.st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return sum(not path.suffix for path in old)


def _mark(path: Path) -> bytes:
    """Return the key mark of the first piece, which was sealed before the others."""
    with path.open("rb") as file:
        return file.read(_LENGTH + MARK_BYTES)[_LENGTH:]


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _prefix(chat: int) -> str:
    return f"{chat:013x}"
