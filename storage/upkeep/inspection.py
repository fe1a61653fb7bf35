"""Inspects a copy of the database and the files: the journal's chain, every sealed field, every content."""

import asyncio
import hashlib
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, String, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from rules.applications.lifecycle import ACTS, State
from storage.applications.cases import applications
from storage.database import revisions
from storage.database.failures import Damaged
from storage.database.proofs import UNPROVED, Proofs
from storage.database.seals import WHOLE_ROW, Field, Keys, Seal
from storage.database.values import unpack
from storage.engine.blobs import Blobs
from storage.engine.files import files
from storage.engine.journal import Head, Journal, journal
from storage.people.roles import roles
from storage.schema import Moment, metadata
from storage.upkeep.copies import Broken, opened_copy
from storage.upkeep.manifests import Manifest
from storage.upkeep.rotation import Rotation, Walk
from storage.upkeep.salvage import is_whole

# Compares rows with what the journal says of them: an old value put back is proved, but the journal knows better.
#
# It looks at what decides most: whether a role has ended (Art. 41), and in which state an application is (Art.
# 14-27).


ROLE_ENDED, UNDONE = "role_ended", "application_undone"
STEPS = {f"application_{act}": act for act in ACTS} | {
    "application_submitted": "submit",
    "application_dropped": "withdraw",
}
"""The journal's names of the acts that lead an application from one state to the next."""


async def contradicted(db: AsyncConnection, seal: Seal) -> Counter[str]:
    """Count the rows of which the journal says otherwise, by "table.column"; they are noticed, for the lead to be told.

    The journal is believed: it is verified first.
    """
    wrong = [Field("roles", str(one), "ended_at") for one in await _risen(db)]
    wrong += [Field("applications", str(one), "state") for one in await _put_back(db)]
    seal.noticed.update(wrong)
    return Counter(f"{field.table}.{field.column}" for field in wrong)


async def _risen(db: AsyncConnection) -> list[int]:
    """Return the roles that stand although the journal says that they were ended."""
    details = await db.execute(select(journal.c.details).where(journal.c.act == ROLE_ENDED))
    ended = {unpack(text).get("membership") for text in details.scalars()}  # version 1.0 noted none
    standing = await db.execute(select(roles.c.id).where(roles.c.ended_at.is_(None)))
    return sorted(one for one in standing.scalars() if one in ended)


async def _put_back(db: AsyncConnection) -> list[int]:
    """Return the applications that are in another state than the one to which the journal's steps lead."""
    paths: dict[str, list[State]] = {}
    taken = or_(journal.c.act.in_(STEPS), journal.c.act == UNDONE)
    for act, subject in await db.execute(select(journal.c.act, journal.c.subject).where(taken).order_by(journal.c.id)):
        path = paths.setdefault(subject, [State.DRAFT])
        if act != UNDONE:
            path.append(ACTS[STEPS[act]].target)
        elif len(path) > 1:
            path.pop()
    rows = await db.execute(select(applications.c.id, applications.c.state))
    return [one for one, state in rows if State(state) is not paths.get(f"application:{one}", [State.DRAFT])[-1]]


_ROWS = 500
_NAME = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is wrong; empty when all is well.

    `pages` is what is wrong with the database as a file, and `lost` counts the rows that could therefore not be copied,
    at least, by table; `rows` counts those with a value that is not of its column's kind. `journal` is the first entry
    that was changed; `fields` counts the sealed fields that cannot be unsealed by "table.column"; `contents` are the
    ids of files whose content is missing or altered.
    """

    pages: str = ""
    lost: tuple[tuple[str, int], ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
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
    broken: Broken | None = None,
) -> Inspected:
    """Inspect the copy and the contents in `folder`; the journal is compared with the `heads` noted earlier.

    It is also compared with the `last` backup, unless the data were restored after that one. `broken` is what
    `copy_readable` returned. All contents must be there; those whose turn it is are opened and compared with what was
    uploaded.
    """
    if broken is not None and not broken.saved:
        return Inspected("", Head(0, ""), (), Findings(pages=broken.what), frozenset())
    seal, revision = Seal(keys), await _revision(copy)
    if revision != revisions.newest():  # this version's tables and columns exist only after its revisions
        copy = Path(await asyncio.to_thread(shutil.copyfile, copy, copy.with_suffix(".newest")))
        await revisions.migrate(f"sqlite:///{copy}")
    pages = broken.what if broken is not None else await asyncio.to_thread(_pages, copy)
    wrong = await asyncio.to_thread(_unreadable, copy)
    seal.noticed |= {Field(table, one, WHOLE_ROW) for table, names in wrong.items() for one in names}
    async with opened_copy(copy) as db:
        journal = Journal(db, seal)
        if last is not None and not await journal.restored_since(last.made_at):
            heads = [*heads, last.head]
        findings = Findings(
            pages=pages,
            lost=() if broken is None else broken.lost,
            rows=tuple((table, len(names)) for table, names in sorted(wrong.items())),
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
    if not _NAME.fullmatch(name):
        return False
    return _digest(blobs, name) == digest if turn.is_for(name) else blobs.has(name)


def _pages(copy: Path) -> str:
    return is_whole(copy) or ""


def _unreadable(copy: Path) -> dict[str, list[str]]:
    """Return the rows with a value that is not of its column's kind, which SQLite does not mind, by table."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(f"file:{copy}?mode=rw", uri=True)) as db:
        db.text_factory = bytes
        for table in metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            checks = [_check(column.type) for column in table.columns]
            first = next(place for place, column in enumerate(table.columns) if column.primary_key)
            for row in db.execute(f'SELECT {columns} FROM "{table.name}"'):  # noqa: S608  # tables of ours
                if not all(value is None or check(value) for value, check in zip(row, checks, strict=True)):
                    name = row[first]
                    name = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
                    found.setdefault(table.name, []).append(str(name))
    return found


def _check(kind: TypeEngine[Any]) -> Callable[[Any], bool]:
    """Return the function that tells whether a value, with texts as bytes, is of the column's kind."""
    match kind:
        case Moment():
            return partial(_parses, lambda text: datetime.fromisoformat(f"{text}Z"))
        case Date():
            return partial(_parses, date.fromisoformat)
        case String():
            return partial(_parses, str)
        case Integer():
            return lambda value: isinstance(value, int)
    return lambda _value: True


def _parses(read: Callable[[str], object], value: Any) -> bool:
    try:
        read(value.decode())
    except (ValueError, AttributeError):
        return False
    return True


def _digest(blobs: Blobs, name: str) -> str:
    digest = hashlib.sha256()
    try:
        for piece in blobs.read(name):
            digest.update(piece)
    except (Damaged, OSError):  # a disk may fail to read one file
        return ""
    return digest.hexdigest()
