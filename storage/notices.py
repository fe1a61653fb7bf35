"""Public notices and how long they are open for objections (Art. 15, 17, 21, 22)."""

from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Row, String, Table, Text, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.notices import Notice, NoticeKind
from storage.schema import Id, insert, metadata
from storage.seals import Seal
from storage.values import pack, unpack

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("edition_id", Id, ForeignKey("editions.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("title", String(200), nullable=False),
    Column("names", Text, nullable=False),
    Column("place", String(300), nullable=False),
    Column("posted_on", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Index(None, "last_day"),
)


class Notices:
    """All notices. They are public, so nothing in them is sealed."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def post(
        self,
        *,
        edition_id: int,
        kind: NoticeKind,
        title: str,
        names: tuple[str, ...],
        place: str,
        posted_on: date,
        last_day: date,
        provisional: bool,
    ) -> Notice:
        """A notice that hangs from `posted_on` on."""
        values: dict[str, Any] = {
            "edition_id": edition_id,
            "kind": kind.value,
            "title": title,
            "names": pack(list(names)),
        }
        values |= {"place": place, "posted_on": posted_on, "last_day": last_day, "provisional": provisional}
        row = (await self._db.execute(insert(notices).returning(*notices.columns), values)).one()
        return _notice(row)

    async def get(self, notice_id: int) -> Notice | None:
        """The notice of this id."""
        row = (await self._db.execute(select(notices).where(notices.c.id == notice_id))).first()
        return _notice(row) if row else None

    async def open_on(self, day: date) -> list[Notice]:
        """The notices that can be objected to on `day`, those that close first leading."""
        window = (notices.c.posted_on <= day, notices.c.last_day >= day)
        rows = await self._db.execute(select(notices).where(*window).order_by(notices.c.last_day, notices.c.id))
        return [_notice(row) for row in rows]

    async def page(self, *, before: int | None = None, limit: int = 20) -> list[Notice]:
        """Notices, the newest first; `before` is the id of the last one on the page before."""
        wanted = select(notices) if before is None else select(notices).where(notices.c.id < before)
        return [_notice(row) for row in await self._db.execute(wanted.order_by(notices.c.id.desc()).limit(limit))]


def _notice(row: Row[Any]) -> Notice:
    kept = row._asdict()
    return Notice(**{**kept, "kind": NoticeKind(kept["kind"]), "names": tuple(unpack(kept["names"]))})
