"""Editions: each with its window, its settings, and the text of the rules pack that it keeps (Art. 4, 43)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Integer, Row, String, Table, Text, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.applications.editions import Edition
from storage.database.seals import Seal, readable
from storage.database.values import pack as packed
from storage.database.values import unpack
from storage.schema import Id, Moment, insert, metadata

editions = Table(
    "editions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("pack", String(64), nullable=False),
    Column("settings", Text, nullable=False),
    Column("opened_at", Moment),
)
packs = Table(
    "packs",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)

_GET = select(editions).where(editions.c.id == bindparam("one"))
_TAKING = (
    select(editions)
    .where(
        editions.c.opens_on <= bindparam("day"),
        editions.c.closes_on >= bindparam("day"),
        editions.c.opened_at.is_not(None),
    )
    .order_by(editions.c.number.desc())
)


class Editions:
    """All editions."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def add(
        self,
        *,
        number: int,
        year: int,
        opens_on: date,
        closes_on: date,
        pack: str,
        settings: Mapping[str, object] | None = None,
        opened_at: datetime | None = None,
    ) -> Edition | None:
        """Set up an edition; None when its number is taken. It takes no applications until `opened_at` is set."""
        values: dict[str, Any] = {"number": number, "year": year, "opens_on": opens_on, "closes_on": closes_on}
        values |= {"pack": pack, "settings": packed(dict(settings or {})), "opened_at": opened_at}
        fresh = insert(editions).on_conflict_do_nothing(index_elements=[editions.c.number]).returning(*editions.columns)
        row = (await self._db.execute(fresh, values)).first()
        return _edition(row) if row else None

    async def get(self, edition_id: int) -> Edition | None:
        """Return the edition with this id, or None."""
        row = (await self._db.execute(_GET, {"one": edition_id})).first()
        return _edition(row) if row else None

    async def taking_on(self, day: date) -> Edition | None:
        """Return the opened edition that takes applications on `day`, the latest if there are several, or None."""
        row = (await self._db.execute(_TAKING, {"day": day})).first()
        return _edition(row) if row else None

    async def all(self) -> list[Edition]:
        """Return every edition, the latest first."""
        return readable(
            self._seal,
            "editions",
            await self._db.execute(select(editions).order_by(editions.c.number.desc())),
            _edition,
        )

    async def change(self, edition_id: int, **values: Any) -> bool:
        """Change the set-up; False once the edition is opened, or when the new number is taken."""
        if "settings" in values:
            values["settings"] = packed(dict(values["settings"]))
        taken = select(editions.c.id).where(editions.c.number == values.get("number"), editions.c.id != edition_id)
        if (await self._db.execute(taken)).first() is not None:
            return False
        mine = (editions.c.id == edition_id, editions.c.opened_at.is_(None))
        return (await self._db.execute(update(editions).where(*mine).values(**values))).rowcount > 0

    async def open(self, edition_id: int, *, pack: str, text: str, now: datetime) -> bool:
        """Open the edition under this rules pack, keeping its `text`; False when it was opened before."""
        mine = (editions.c.id == edition_id, editions.c.opened_at.is_(None))
        opened = update(editions).where(*mine).values(pack=pack, opened_at=now)
        if not (await self._db.execute(opened)).rowcount:
            return False
        kept = insert(packs).on_conflict_do_nothing(index_elements=[packs.c.name])
        await self._db.execute(kept, {"name": pack, "text": text})
        return True

    async def pack_text(self, name: str) -> str | None:
        """Return the text of the rules pack of this name and version ("linxia-2023:1"), or None if none is kept."""
        text: str | None = (
            await self._db.execute(select(packs.c.text).where(packs.c.name == name))
        ).scalar_one_or_none()
        return text

    async def move_close(self, edition_id: int, closes_on: date) -> None:
        """Move the last day of the edition's window."""
        await self._db.execute(update(editions).where(editions.c.id == edition_id).values(closes_on=closes_on))


def _edition(row: Row[Any]) -> Edition:
    kept = row._asdict()
    return Edition(**{**kept, "settings": unpack(kept["settings"])})
