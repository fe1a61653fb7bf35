"""Editions, each with its window and the rules pack that it keeps (Art. 4)."""

from datetime import date
from typing import Any

from sqlalchemy import Column, Date, Integer, Row, String, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.editions import Edition
from storage.schema import Id, insert, metadata
from storage.seals import Seal

editions = Table(
    "editions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("pack", String(64), nullable=False),
)


class Editions:
    """All editions."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def add(self, *, number: int, year: int, opens_on: date, closes_on: date, pack: str) -> Edition | None:
        """Set up an edition; None when this number has been set up before."""
        values = {"number": number, "year": year, "opens_on": opens_on, "closes_on": closes_on, "pack": pack}
        fresh = insert(editions).on_conflict_do_nothing(index_elements=[editions.c.number]).returning(*editions.columns)
        row = (await self._db.execute(fresh, values)).first()
        return _edition(row) if row else None

    async def get(self, edition_id: int) -> Edition | None:
        """The edition of this id."""
        row = (await self._db.execute(select(editions).where(editions.c.id == edition_id))).first()
        return _edition(row) if row else None

    async def taking_on(self, day: date) -> Edition | None:
        """The edition that takes applications on `day`, the latest if there are several."""
        window = (editions.c.opens_on <= day, editions.c.closes_on >= day)
        row = (await self._db.execute(select(editions).where(*window).order_by(editions.c.number.desc()))).first()
        return _edition(row) if row else None

    async def all(self) -> list[Edition]:
        """Every edition, the latest first."""
        return [_edition(row) for row in await self._db.execute(select(editions).order_by(editions.c.number.desc()))]

    async def move_close(self, edition_id: int, closes_on: date) -> None:
        """The window closes on another day."""
        await self._db.execute(update(editions).where(editions.c.id == edition_id).values(closes_on=closes_on))


def _edition(row: Row[Any]) -> Edition:
    return Edition(**row._asdict())
