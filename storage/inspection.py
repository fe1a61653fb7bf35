"""Inspects a copy of the database and the files: the journal's chain, every sealed field, every content."""

import asyncio
import hashlib
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import revisions
from storage.blobs import Blobs
from storage.copies import opened_copy
from storage.failures import Damaged
from storage.files import files
from storage.histories import contradicted
from storage.journal import Head, Journal
from storage.manifests import Manifest
from storage.proofs import UNPROVED, Proofs
from storage.rotation import Rotation, Walk
from storage.seals import Field, Keys, Seal

_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is wrong; empty when all is well.

    `journal` is the first journal entry that was changed; `fields` counts the sealed fields that cannot be unsealed by
    "table.column"; `contents` are the ids of files whose content is missing or altered.
    """

    pages: str = ""
    journal: int | None = None
    fields: tuple[tuple[str, int], ...] = ()
    contents: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self == Findings()


class Turn(NamedTuple):
    """Which contents are opened in one run: one in `every`, another share each `day`, so all within `every` days."""

    every: int = 1
    day: int = 0

    def is_for(self, name: str) -> bool:
        """Tell whether the content of this name is opened in this run."""
        return int(name, 16) % self.every == self.day % self.every


WHOLE = Turn()


@dataclass(frozen=True, slots=True)
class Inspected:
    """The result: the copy's revision, the journal's head, the names of its contents, and the findings."""

    revision: str
    head: Head
    blobs: tuple[str, ...]
    findings: Findings
    noticed: frozenset[Field]


async def inspect_copy(
    copy: Path,
    keys: Keys,
    folder: Path,
    *,
    heads: Collection[Head] = (),
    last: Manifest | None = None,
    turn: Turn = WHOLE,
) -> Inspected:
    """Inspect the copy and the contents in `folder`; the journal is compared with the `heads` noted earlier.

    It is also compared with the `last` backup, unless the data were restored after that one. All contents must be
    there; those whose turn it is are opened and compared with what was uploaded.
    """
    seal, revision = Seal(keys), await _revision(copy)
    if revision != revisions.newest():  # this version's tables and columns exist only after its revisions
        copy = Path(await asyncio.to_thread(shutil.copyfile, copy, copy.with_suffix(".newest")))
        await revisions.migrate(f"sqlite:///{copy}")
    async with opened_copy(copy) as db:
        pages = (await db.execute(text("PRAGMA integrity_check"))).scalar_one()
        journal = Journal(db, seal)
        if last is not None and not await journal.restored_since(last.made_at):
            heads = [*heads, last.head]
        findings = Findings(
            pages="" if pages == "ok" else str(pages),
            journal=await journal.verify(*heads),
            fields=await _closed_fields(db, seal, proved=revision != UNPROVED),
            contents=await _wrong_contents(db, Blobs(folder, seal), turn),
        )
        kept = select(files.c.blob).where(files.c.blob.is_not(None)).order_by(files.c.blob)
        blobs = tuple((await db.execute(kept)).scalars())
        return Inspected(revision, await journal.head(), blobs, findings, frozenset(seal.noticed))


async def _revision(copy: Path) -> str:
    async with opened_copy(copy) as db:
        return str(await db.run_sync(revisions.current))


async def _closed_fields(db: AsyncConnection, seal: Seal, *, proved: bool) -> tuple[tuple[str, int], ...]:
    walk = Walk()
    while not walk.done:
        walk = await Rotation(db, seal).look(walk, _ROWS)
        await asyncio.sleep(0)  # a point at which it can be cancelled
    found = walk.damaged + await contradicted(db, seal)
    return tuple(sorted((found | await Proofs(db, seal).wrong() if proved else found).items()))


async def _wrong_contents(db: AsyncConnection, blobs: Blobs, turn: Turn) -> tuple[str, ...]:
    kept = files.c.blob.is_not(None)  # a removed state secret has no content left to check
    wanted = select(files.c.id, files.c.blob, files.c.sha256).where(kept).order_by(files.c.id)
    known = (await db.execute(wanted)).all()
    return tuple([one for one, blob, digest in known if not await asyncio.to_thread(_sound, blobs, blob, digest, turn)])


def _sound(blobs: Blobs, name: str, digest: str, turn: Turn) -> bool:
    return _digest(blobs, name) == digest if turn.is_for(name) else blobs.has(name)


def _digest(blobs: Blobs, name: str) -> str:
    digest = hashlib.sha256()
    try:
        for piece in blobs.read(name):
            digest.update(piece)
    except Damaged:
        return ""
    return digest.hexdigest()
