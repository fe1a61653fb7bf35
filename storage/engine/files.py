"""Files: who uploaded them and for what; their contents lie sealed on the disk (Art. 12, 22)."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.damage import LOCKED, REMOVED
from rules.engine.refusals import Refusal
from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.engine.blobs import Blobs
from storage.schema import Id, Moment, insert, metadata, sealed


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The record of a file.

    `name` is for display only, `kind` is determined from the content, `secret` is the trade-secret mark (what, why).
    For a file locked or removed as a state secret, name and mark are not read: a placeholder stands for the name.
    """

    id: str
    owner: int
    draft_id: int | None
    subject: str
    name: str = field(repr=False)
    kind: str
    size: int
    sha256: str
    flags: tuple[str, ...]
    secret: str | None = field(repr=False)
    created_at: datetime
    blob: str | None = field(repr=False)
    locked_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether nobody may open the file, because it may be, or was, a state secret (Art. 12)."""
        return self.locked_at is not None or self.removed_at is not None

    def check_open(self) -> None:
        """Raise Refusal for a closed file, saying what became of it (Art. 12)."""
        if self.removed_at is not None:
            raise Refusal("secrets.removed", article=12, at=self.removed_at)
        if self.locked_at is not None:
            raise Refusal("secrets.locked", article=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What the sweep did: how many contents it set aside, left because they were too many, or deleted after 90 days."""

    aside: int = 0
    left: int = 0
    over: int = 0


files = Table(
    "files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", Id, ForeignKey("people.id"), nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id")),
    Column("subject", String(128), nullable=False),
    sealed("name", "id", nullable=False),
    Column("kind", String(16), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("flags", Text, nullable=False),
    sealed("secret", "id"),
    Column("created_at", Moment, nullable=False),
    Column("blob", String(32), unique=True),
    Column("locked_at", Moment),
    Column("removed_at", Moment),
    Index(None, "subject"),
    Index(None, "draft_id"),
    Index(None, "sha256"),
)

HANDFUL = 5
"""A process that died leaves a content or two without a record, not more than this in a day."""
KEPT_ASIDE = timedelta(days=90)
_COLUMNS = files.c
_OF = select(files).where(_COLUMNS.subject == bindparam("subject")).order_by(_COLUMNS.created_at, _COLUMNS.id)


class Files:
    """All files.

    When a Work is rolled back, contents that it added are deleted; when it is committed, contents that it purged are.
    """

    def __init__(self, db: AsyncConnection, seal: Seal, blobs: Blobs) -> None:
        self._db = db
        self._seal = seal
        self._blobs = blobs
        self._added: list[str] = []
        self._purged: list[str] = []
        self._strays: list[tuple[str, date]] = []
        self._over: list[str] = []

    async def add(
        self,
        content: bytes,
        *,
        owner: int,
        name: str,
        kind: str,
        subject: str,
        now: datetime,
        draft_id: int | None = None,
        flags: Sequence[str] = (),
        secret: str | None = None,
    ) -> FileRecord:
        """Store a content with its record; `subject` is what it belongs to: "draft:5", "application:12"."""
        digest = await asyncio.to_thread(lambda: hashlib.sha256(content).hexdigest())
        blob = await asyncio.to_thread(self._blobs.write, content, now)
        self._added.append(blob)
        one = secrets.token_hex(16)
        record = FileRecord(
            one, owner, draft_id, subject, name, kind, len(content), digest, tuple(flags), secret, now, blob
        )
        await self._db.execute(insert(files).values(**self._kept(record)))
        return record

    async def get(self, file_id: str) -> FileRecord | None:
        """Return the record with this id, or None."""
        row = (await self._db.execute(select(files).where(_COLUMNS.id == file_id))).first()
        return self._record(row) if row else None

    async def open(self, file_id: str) -> bytes:
        """Return the whole content.

        Raises FileNotFoundError for an unknown id, Damaged when the content cannot be unsealed, Refusal for a file that
        is locked or removed (Art. 12). Every path to a content goes through here or `read`.
        """
        record = await self._known(file_id)
        return await asyncio.to_thread(lambda: b"".join(self._blobs.read(str(record.blob))))

    async def read(self, file_id: str) -> AsyncIterator[bytes]:
        """Yield the content piece by piece, for streaming; raises what `open` raises."""
        record = await self._known(file_id)
        pieces = self._blobs.read(str(record.blob))
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece

    async def of(self, subject: str) -> list[FileRecord]:
        """Return the files of the subject, oldest first."""
        return [self._record(row) for row in await self._db.execute(_OF, {"subject": subject})]

    async def owned_by(self, person_id: int) -> list[FileRecord]:
        """Return every file that the person uploaded, oldest first, to show them what is kept about them."""
        wanted = select(files).where(_COLUMNS.owner == person_id).order_by(_COLUMNS.created_at, _COLUMNS.id)
        return [self._record(row) for row in await self._db.execute(wanted)]

    async def total(self, subject: str) -> tuple[int, int]:
        """Return the number of the subject's files and their total bytes."""
        wanted = select(func.count(), func.coalesce(func.sum(_COLUMNS.size), 0)).where(_COLUMNS.subject == subject)
        count, size = (await self._db.execute(wanted)).one()
        return int(count), int(size)

    async def same(self, subject: str, sha256: str) -> FileRecord | None:
        """Return the subject's file with this content, or None."""
        wanted = select(files).where(_COLUMNS.subject == subject, _COLUMNS.sha256 == sha256).limit(1)
        row = (await self._db.execute(wanted)).first()
        return self._record(row) if row else None

    async def hand_over(self, subject: str, to: str) -> int:
        """Give one subject's files to another, as when a sent draft becomes a case; return how many."""
        return (await self._db.execute(update(files).where(_COLUMNS.subject == subject).values(subject=to))).rowcount

    async def mark_secret(self, file_id: str, secret: str | None) -> None:
        """Mark the file as a trade secret, saying what and why, or remove the mark (None)."""
        closed = None if secret is None else self._seal.seal("files", file_id, "secret", secret)
        await self._db.execute(update(files).where(_COLUMNS.id == file_id).values(secret=closed))

    async def purge(self, file_id: str) -> bool:
        """Delete the record and, after the commit, the content; False when there is no such file.

        The record of a locked file is only emptied.
        """
        if (record := await self.get(file_id)) is None:
            return False
        if record.locked_at is not None and record.removed_at is None:  # the emptied record keeps its copies shut
            await self.empty(file_id, None)
            return True
        await self._db.execute(delete(files).where(_COLUMNS.id == file_id))
        self._purged += [record.blob] if record.blob is not None else []
        return True

    async def empty(self, file_id: str, removed_at: datetime | None) -> None:
        """Delete the content after the commit, and the name and marks now; the rest of the record stays."""
        blob = await self._db.scalar(select(_COLUMNS.blob).where(_COLUMNS.id == file_id))
        nothing = {"name": self._seal.seal("files", file_id, "name", ""), "secret": None, "flags": pack([])}
        gone = update(files).where(_COLUMNS.id == file_id).values(**nothing, blob=None, removed_at=removed_at)
        await self._db.execute(gone)
        self._purged += [blob] if blob is not None else []

    async def sweep(self, before: datetime, day: date, *, most: int | None = HANDFUL) -> Swept:
        """Set aside, after the commit, contents older than `before` without a record, left by a process that died.

        If they are more than `most`, all are left where they are: a database that is older than the files, or another,
        knows few of them. What was set aside `KEPT_ASIDE` before `day` is deleted after the commit.
        """
        names = await asyncio.to_thread(self._blobs.names, before)
        known = set((await self._db.execute(select(_COLUMNS.blob))).scalars())
        strays = [name for name in names if name not in known]
        self._over = await asyncio.to_thread(self._blobs.aside, day - KEPT_ASIDE)
        if most is not None and len(strays) > most:
            return Swept(left=len(strays), over=len(self._over))
        self._strays = [(name, day) for name in strays]
        return Swept(aside=len(strays), over=len(self._over))

    async def settle(self, *, committed: bool) -> None:
        """Delete the contents that are no longer needed now that the Work is committed or rolled back."""
        gone = self._purged if committed else self._added
        if gone:
            await asyncio.to_thread(self._remove, tuple(gone))
        if committed and (self._strays or self._over):
            await asyncio.to_thread(self._put_aside, self._strays, self._over)
        self._added, self._purged, self._strays, self._over = [], [], [], []

    async def _known(self, file_id: str) -> FileRecord:
        record = await self.get(file_id)
        if record is None:
            raise FileNotFoundError("no file has such an id")
        record.check_open()
        return record

    def _remove(self, names: Sequence[str]) -> None:
        for name in names:
            self._blobs.remove(name)

    def _put_aside(self, strays: Sequence[tuple[str, date]], over: Sequence[str]) -> None:
        for name, day in strays:
            self._blobs.set_aside(name, day)
        for name in over:
            self._blobs.forget(name)

    def _kept(self, record: FileRecord) -> dict[str, Any]:
        values = {column.name: getattr(record, column.name) for column in _COLUMNS}
        secret = record.secret and self._seal.seal("files", record.id, "secret", record.secret)
        name = self._seal.seal("files", record.id, "name", record.name)
        return {**values, "name": name, "secret": secret, "flags": pack(list(record.flags))}

    def _record(self, row: Sequence[Any]) -> FileRecord:
        one, owner, draft_id, subject, name, kind, size, digest, flags, secret, *rest = row
        created_at, blob, locked_at, removed_at = rest
        closed = REMOVED if removed_at else LOCKED if locked_at else None
        plain = closed or self._seal.open_text("files", one, "name", name)
        mark = secret and not closed and self._seal.open_text("files", one, "secret", secret)
        marks = tuple(unpack(flags))
        about = (one, owner, draft_id, subject, plain, kind, size, digest, marks, mark or None)
        return FileRecord(*about, created_at, blob, locked_at, removed_at)
