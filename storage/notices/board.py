"""Public notices, their lists, and how long they are open for objections (Art. 15, 17, 21, 22)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.notices.postings import Entry, Notice, NoticeKind, NoticeLine
from storage.applications.editions import editions
from storage.database.seals import Seal, readable
from storage.schema import Id, Moment, insert, metadata, sealed

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("edition_id", Id, ForeignKey("editions.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", String(32), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("place", String(300), nullable=False),
    Column("posted_on", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("address", String(300)),
    Column("unit", String(64)),
    Column("draft_id", Id, ForeignKey("drafts.id"), unique=True),
    Column("reason", Text),
    Column("replaces_id", Id, ForeignKey("notices.id"), unique=True),
    Column("replaced_on", Date),
    Index(None, "last_day"),
)
entries = Table(
    "notice_entries",
    metadata,
    Column("notice_id", Id, ForeignKey("notices.id"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    sealed("name", "notice_id", "place"),
    Column("application_id", Id, ForeignKey("applications.id")),
    Column("award", String(32)),
    Column("cleared_at", Moment),
    Column("struck_at", Moment),
    Index(None, "application_id"),
)
_ON = entries.join(notices)
_STANDS = notices.c.replaced_on.is_(None)
_CLEARED, _STRUCK = entries.c.cleared_at.is_not(None), entries.c.struck_at.is_not(None)
_OPEN = ~_CLEARED & ~_STRUCK


class Notices:
    """All notices. They are public; only names are sealed, so that they can be erased when their time has come."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def post(self, *, kind: NoticeKind, lines: Sequence[NoticeLine], **values: Any) -> Notice:
        """Post a notice with its list; `values` are its other columns. A draft makes one notice only."""
        values["kind"] = kind.value
        row = (await self._db.execute(insert(notices).returning(*notices.columns), values)).one()
        for place, line in enumerate(lines):
            name = self._seal.seal("notice_entries", f"{row.id}/{place}", "name", line.name)
            listed = {"notice_id": row.id, "place": place, "name": name, "application_id": line.application_id}
            await self._db.execute(insert(entries), {**listed, "award": line.award, "cleared_at": line.cleared_at})
        return notice_of(row)

    async def move(self, notice_id: int, last_day: date, *, provisional: bool) -> None:
        """Move the last day of the notice."""
        await self._change(notice_id, last_day=last_day, provisional=provisional)

    async def replace(self, notice_id: int, on: date) -> bool:
        """Note that a corrected notice replaces this one; False when one did before."""
        return await self._change(notice_id, _STANDS, replaced_on=on)

    async def get(self, notice_id: int) -> Notice | None:
        """Return the notice with this id, or None."""
        return await self._one(notices.c.id == notice_id)

    async def titles(self, ids: Collection[int]) -> dict[int, str]:
        """Return the titles of the notices with these ids, by id."""
        wanted = select(notices.c.id, notices.c.title).where(notices.c.id.in_(ids))
        return dict(map(tuple, await self._db.execute(wanted)))

    async def numbered(self, number: str) -> Notice | None:
        """Return the notice that people are shown under this number, or None."""
        return await self._one(notices.c.number == number)

    async def correction_of(self, notice_id: int) -> Notice | None:
        """Return the notice that replaced this one, or None."""
        return await self._one(notices.c.replaces_id == notice_id)

    async def has_posted(self, edition_id: int, kind: NoticeKind) -> bool:
        """Tell whether a notice of this kind was posted for the edition."""
        return await self._one((notices.c.edition_id == edition_id) & (notices.c.kind == kind.value)) is not None

    async def open_on(self, day: date) -> list[Notice]:
        """Return the notices that can be objected to on `day`, those that close first leading."""
        return await self._all(
            select(notices).where(_open_on(day)).order_by(notices.c.last_day, notices.c.id), strict=False
        )

    async def newest(self, *, limit: int) -> list[Notice]:
        """Return the newest notices that were not replaced, open or over."""
        return await self._all(select(notices).where(_STANDS).order_by(notices.c.id.desc()).limit(limit), strict=False)

    async def ended(self, day: date, kinds: Collection[str], *, limit: int) -> list[Notice]:
        """Return the newest notices of these kinds that are over on `day` and were not replaced."""
        mine = (_STANDS, notices.c.last_day < day, notices.c.kind.in_(kinds))
        return await self._all(select(notices).where(*mine).order_by(notices.c.id.desc()).limit(limit), strict=False)

    async def page(self, day: date, *, limit: int, after: int = 0) -> list[Notice]:
        """Return a page of the notice board on `day`: latest edition first, in each the open ones, then the newest.

        `after` is how many to skip. Replaced notices are not on the board; their corrections lead to them.
        """
        in_turn = (editions.c.number.desc(), case((_open_on(day), 0), else_=1), notices.c.id.desc())
        board = select(notices).join(editions).where(_STANDS).order_by(*in_turn)
        return await self._all(board.limit(limit).offset(after), strict=False)

    async def of_edition(self, edition_id: int, *, limit: int) -> list[Notice]:
        """Return the newest notices of an edition, replaced ones included, in the order they were posted."""
        mine = select(notices).where(notices.c.edition_id == edition_id)
        return (await self._all(mine.order_by(notices.c.posted_on.desc(), notices.c.id.desc()).limit(limit)))[::-1]

    async def over(self, day: date) -> list[Notice]:
        """Return notices certainly over before `day` with an entry for which "no objection" is still to be signed."""
        waits = exists().where(entries.c.notice_id == notices.c.id, _OPEN)
        ended = (notices.c.last_day < day, notices.c.provisional.is_(False), _STANDS)
        return await self._all(
            select(notices).where(*ended, waits).order_by(notices.c.last_day, notices.c.id), strict=False
        )

    async def entries(self, notice_id: int) -> list[Entry]:
        """Return the notice's list in order, cleared and struck entries included."""
        mine = select(entries).where(entries.c.notice_id == notice_id).order_by(entries.c.place)
        return [self._entry(row) for row in await self._db.execute(mine)]

    async def listed(self, application_id: int, kind: NoticeKind) -> Notice | None:
        """Return the notice of this kind, not replaced, that lists the application, or None."""
        return await self._standing(application_id, kind, ~_STRUCK)

    async def naming(self, application_id: int) -> list[Notice]:
        """Return the notices that list the application, struck or replaced ones included, in the order of posting."""
        mine = select(notices).select_from(_ON).where(entries.c.application_id == application_id)
        return await self._all(mine.order_by(notices.c.posted_on, notices.c.id))

    async def cleared(self, application_id: int, kind: NoticeKind) -> bool:
        """Tell whether the notice listing the application is over and "no objection" is signed for it."""
        return await self._standing(application_id, kind, _CLEARED & ~_STRUCK) is not None

    async def clear(self, notice_id: int, places: Collection[int], now: datetime) -> int:
        """Sign "no objection" for these entries; return for how many it was new."""
        mine = (entries.c.notice_id == notice_id, entries.c.place.in_(sorted(places)), _OPEN)
        return (await self._db.execute(update(entries).where(*mine).values(cleared_at=now))).rowcount

    async def strike(self, application_id: int, now: datetime) -> list[Notice]:
        """Strike the application from current lists, except those it has passed; return the notices that named it."""
        passed = _CLEARED & (notices.c.kind != NoticeKind.AWARD.value)
        mine = (entries.c.application_id == application_id, _STANDS, ~_STRUCK, ~passed)
        found = await self._all(select(notices).select_from(_ON).where(*mine).order_by(notices.c.id))
        theirs = (entries.c.application_id == application_id, entries.c.notice_id.in_([one.id for one in found]))
        await self._db.execute(update(entries).where(*theirs).values(struck_at=now))
        return found

    def _entry(self, row: Row[Any]) -> Entry:
        kept = row._asdict()
        place = f"{kept['notice_id']}/{kept['place']}"
        name = kept["name"] and self._seal.open_name("notice_entries", place, "name", kept["name"])
        return Entry(**{**kept, "name": name or ""})

    async def _standing(self, application_id: int, kind: NoticeKind, which: ColumnElement[bool]) -> Notice | None:
        mine = (entries.c.application_id == application_id, notices.c.kind == kind.value, _STANDS, which)
        row = (await self._db.execute(select(notices).select_from(_ON).where(*mine).limit(1))).first()
        return notice_of(row) if row else None

    async def _change(self, notice_id: int, *which: ColumnElement[bool], **values: Any) -> bool:
        changed = update(notices).where(notices.c.id == notice_id, *which).values(**values)
        return (await self._db.execute(changed)).rowcount > 0

    async def _one(self, which: ColumnElement[bool]) -> Notice | None:
        row = (await self._db.execute(select(notices).where(which))).first()
        return notice_of(row) if row else None

    async def _all(self, wanted: Any, *, strict: bool = True) -> list[Notice]:
        return readable(self._seal, "notices", await self._db.execute(wanted), notice_of, strict=strict)


def _open_on(day: date) -> ColumnElement[bool]:
    return (notices.c.posted_on <= day) & (notices.c.last_day >= day) & _STANDS


def notice_of(row: Row[Any]) -> Notice:
    """Return the notice that a row of the table describes."""
    kept = row._asdict()
    return Notice(**{**kept, "kind": NoticeKind(kept["kind"])})


# The register of notices: filtered, counted and read a page at a time (Art. 15, 17, 21).


class View(StrEnum):
    """The views of the register: hanging, to be signed, signed, corrected, or all notices."""

    OPEN = "open"
    SIGNING = "signing"
    SIGNED = "signed"
    CORRECTED = "corrected"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFilter:
    """A filter for notices, by their state on `day`; `words` must occur in the title or the number."""

    view: View
    day: date
    edition_id: int | None = None
    kind: NoticeKind | None = None
    words: str = ""


class NoticeRegister:
    """All notices, which are public."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def page(self, wanted: NoticeFilter, *, limit: int, after: int = 0) -> tuple[list[Notice], int]:
        """Return a page of the notices that match, newest first, skipping `after`, and how many match in all."""
        rows = await self._db.execute(
            select(notices).where(*_which(wanted)).order_by(notices.c.id.desc()).limit(limit).offset(after)
        )
        found = [notice_of(row) for row in rows]
        counted = select(func.count()).select_from(notices).where(*_which(wanted))
        return found, int((await self._db.execute(counted)).scalar_one())


def _which(wanted: NoticeFilter) -> list[ColumnElement[bool]]:
    at = notices.c
    mine = _seen(wanted.view, wanted.day)
    if wanted.edition_id is not None:
        mine.append(at.edition_id == wanted.edition_id)
    if wanted.kind is not None:
        mine.append(at.kind == wanted.kind.value)
    if wanted.words:
        words = wanted.words.casefold()
        places = (func.lower(column).contains(words, autoescape=True) for column in (at.title, at.number))
        mine.append(or_(*places))
    return mine


def _seen(view: View, day: date) -> list[ColumnElement[bool]]:
    at = notices.c
    unsigned = exists().where(
        entries.c.notice_id == at.id, entries.c.cleared_at.is_(None), entries.c.struck_at.is_(None)
    )
    over = (at.replaced_on.is_(None), at.last_day < day)
    match view:
        case View.OPEN:
            return [at.replaced_on.is_(None), at.last_day >= day]
        case View.SIGNING:
            return [*over, unsigned]
        case View.SIGNED:
            return [*over, ~unsigned]
        case View.CORRECTED:
            return [at.replaced_on.is_not(None)]
        case View.ALL:
            return []
