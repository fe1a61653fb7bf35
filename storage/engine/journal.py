"""The journal: who did what, when, under which article; append-only, and chained so that changes show.

The chain is keyed by the keys file: whoever can write the database but has no keys can continue or rewrite nothing. In
a database that began before this, the first `Seal.unkeyed` entries have a plain hash, and the next one vouches for all
of them.
"""

import hashlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    Result,
    Row,
    String,
    Table,
    Text,
    event,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.schema import UNREADABLE, Id, Moment, insert, lenient, metadata

journal = Table(
    "journal",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("person_id", BigInteger),  # no foreign key: an entry stays as written, even when people are merged or erased
    Column("act", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("article", Integer),
    Column("details", Text, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "subject", "id"),
    Index(None, "person_id"),
)

APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER journal_refuses_{act} BEFORE {act} ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        for act in ("update", "delete")
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
        """CREATE TRIGGER journal_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
        FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()""",
    ),
}
for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(journal, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]  # SQLAlchemy left it so

RESTORED = "restored"
"""The act that says that the data were restored from a backup."""
_ALL = select(journal).order_by(journal.c.id)
_LAST = select(journal.c.id, journal.c.hash).order_by(journal.c.id.desc()).limit(1)
_CHAIN = select(func.pg_advisory_xact_lock(0x6A6F75726E616C))
_ADD = insert(journal)
_BATCH = 1000


class Head(NamedTuple):
    """The end of the chain; published now and then, it shows whether entries were cut off later."""

    id: int
    hash: str

    def __str__(self) -> str:
        """Return the head as printed: the entry's number and the beginning of its hash."""
        return f"{self.id}:{self.hash[:16]}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """Parse a head as printed, or with its whole hash. Raises ValueError for anything else."""
        number, _, digest = text.strip().partition(":")
        if len(digest) < 16 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError("a head is printed as 123:0123456789abcdef")
        return cls(int(number), digest)


_START = Head(0, "0" * 64)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal."""

    id: int
    at: datetime
    person_id: int | None
    act: str
    subject: str
    article: int | None
    details: dict[str, Any]
    prev: str
    hash: str


class Journal:
    """All entries. A Work's entries are written together at its commit, so that Works do not wait for each other."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal
        self._waiting: list[tuple[Any, ...]] = []

    async def write(
        self,
        act: str,
        subject: str,
        *,
        now: datetime,
        person_id: int | None = None,
        article: int | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Write that the person (None: the service itself) did `act` to `subject`; details hold no personal data."""
        self._waiting.append((now, person_id, act, subject, article, pack(dict(details or {}))))

    async def flush(self) -> None:
        """Append the waiting entries to the chain; the commit calls this last.

        From here to the end of the Work nobody else can write, so all entries go in one statement.
        """
        if not self._waiting:
            return
        head, rows = await self._locked_head(), list[dict[str, Any]]()
        for waiting in self._waiting:
            following = self._keyed(head, waiting)
            rows.append(_row(following, waiting, prev=head.hash))
            head = following
        await self._db.execute(_ADD, rows if len(rows) > 1 else rows[0])
        self._waiting.clear()

    async def head(self) -> Head:
        """Return the last entry's id and hash; id 0 while the journal is empty."""
        await self.flush()
        row = (await self._db.execute(_LAST, {})).first()
        return Head(*row) if row else _START

    async def verify(self, *published: Head | None) -> int | None:
        """Return the id of the first entry that was changed, removed, moved or cut off; None when the chain is whole.

        A cut-off end can only be seen by comparison with heads `published` before.
        """
        await self.flush()
        noted = [one for one in published if one is not None]
        head, keyed = _START, False
        async for row in self._every():
            if UNREADABLE in row:  # no entry that was written
                return head.id + 1
            plain = _plain(head, row[1:7])
            keyed = keyed or (row.hash != plain.hash if self._seal.unkeyed is None else row.id > self._seal.unkeyed)
            following = self._keyed(head, row[1:7]) if keyed else plain
            if Head(row.id, row.hash) != following or row.prev != head.hash:
                return head.id + 1
            if any(one.id == row.id and not row.hash.startswith(one.hash) for one in noted):
                return following.id
            head = following
        vouched = not self._seal.unkeyed or head.id > self._seal.unkeyed  # by the first entry with a key
        return head.id + 1 if not vouched or any(one.id > head.id for one in noted) else None

    async def unkeyed(self) -> int:
        """Return how many entries with a plain hash the chain begins with, whatever the keys file says."""
        head = _START
        async for row in self._every():
            if UNREADABLE in row or row.hash != _plain(head, row[1:7]).hash:
                break
            head = Head(row.id, row.hash)
        return head.id

    async def restored_since(self, moment: datetime) -> bool:
        """Tell whether the data were restored from a backup since this moment: later backups had another journal."""
        since = select(journal.c.id).where(journal.c.act == RESTORED, journal.c.at >= moment).limit(1)
        return (await self._db.execute(since)).first() is not None

    async def of(self, subject: str) -> list[Entry]:
        """Return the entries about one subject, oldest first: the timeline of a case."""
        await self.flush()
        return [entry_of(row) for row in await self._db.execute(_ALL.where(journal.c.subject == subject))]

    async def by(self, person_id: int) -> list[Entry]:
        """Return what the person did, oldest first; they have a right to a copy of it."""
        await self.flush()
        return [entry_of(row) for row in await self._db.execute(_ALL.where(journal.c.person_id == person_id))]

    async def touched_by(self, person_id: int) -> list[str]:
        """Return the subjects that the person acted on, each once, in the order of the first act."""
        await self.flush()
        mine = select(journal.c.subject).where(journal.c.person_id == person_id)
        found = await self._db.execute(mine.group_by(journal.c.subject).order_by(func.min(journal.c.id)))
        return list(found.scalars())

    async def acts(self) -> list[str]:
        """Return the names of all acts ever recorded, each once."""
        await self.flush()
        return list((await self._db.execute(select(journal.c.act).distinct().order_by(journal.c.act))).scalars())

    async def page(self, *, limit: int = 100, act: str | None = None) -> list[Entry]:
        """Return the newest entries first, of one act or of all."""
        await self.flush()
        wanted = select(journal).where(*([journal.c.act == act] if act is not None else []))
        return [entry_of(row) for row in await self._db.execute(wanted.order_by(journal.c.id.desc()).limit(limit))]

    async def _every(self) -> AsyncIterator[Row[Any]]:
        last = 0
        while rows := _leniently(await self._db.execute(_ALL.where(journal.c.id > last).limit(_BATCH))):
            for row in rows:
                yield row
            last = rows[-1].id

    def _keyed(self, head: Head, written: Sequence[Any]) -> Head:
        return Head(head.id + 1, self._seal.lookup("journal", _linked(head, written)))

    async def _locked_head(self) -> Head:
        if self._db.dialect.name == "postgresql":
            await self._db.execute(_CHAIN)  # a separate statement, so that the next one sees what was waited for
        row = (await self._db.execute(_LAST, {})).first()
        return Head(*row) if row else _START


def _row(head: Head, written: Sequence[Any], *, prev: str) -> dict[str, Any]:
    now, person_id, act, subject, article, details = written
    values = {"id": head.id, "at": now, "person_id": person_id, "act": act, "subject": subject}
    return values | {"article": article, "details": details, "prev": prev, "hash": head.hash}


def _plain(head: Head, written: Sequence[Any]) -> Head:
    return Head(head.id + 1, hashlib.sha256(_linked(head, written).encode()).hexdigest())


def _linked(head: Head, written: Sequence[Any]) -> str:
    return pack([head.id + 1, *written, head.hash])


def _leniently(found: Result[Any]) -> Sequence[Row[Any]]:
    with lenient():
        return found.all()


def entry_of(row: Sequence[Any]) -> Entry:
    """Return the entry that a row of the table's columns describes."""
    one, at, person_id, act, subject, article, details, prev, digest = row
    return Entry(one, at, person_id, act, subject, article, unpack(details), prev, digest)


# The register of the journal: filtered entries, a page at a time, the newest first (Art. 9).


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFilter:
    """A filter for entries: by act, person and article, from `since` (included) to `until` (excluded).

    With `subjects` ("application:2") only entries about these; never about one that is `hidden`, and none of the acts
    in `without`.
    """

    act: str | None = None
    person_id: int | None = None
    article: int | None = None
    subjects: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    hidden: Collection[str] = ()
    without: Collection[str] = ()


class JournalRegister:
    """All entries that are in the chain; what a Work has yet to write is not among them."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def page(self, wanted: JournalFilter, *, limit: int, before: int | None = None) -> list[Entry]:
        """Return the entries that match, newest first; `before` is the last id of the preceding page."""
        which = _which(wanted) + ([journal.c.id < before] if before is not None else [])
        rows = await self._db.execute(select(journal).where(*which).order_by(journal.c.id.desc()).limit(limit))
        return [entry_of(row) for row in rows]


def _which(wanted: JournalFilter) -> list[ColumnElement[bool]]:
    at = journal.c
    equal = {at.act: wanted.act, at.person_id: wanted.person_id, at.article: wanted.article}
    which: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    which += [at.subject.in_(list(wanted.subjects))] if wanted.subjects is not None else []
    which += [at.at >= wanted.since] if wanted.since is not None else []
    which += [at.at < wanted.until] if wanted.until is not None else []
    return [*which, at.subject.not_in(list(wanted.hidden)), at.act.not_in(list(wanted.without))]
