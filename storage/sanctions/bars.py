"""Bars, found by the keyed hash of a credit code or identity number, however it is written (Art. 36, 37, 39)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, ForeignKey, Index, Integer, Row, String, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.identities import one_spelling
from rules.engine.names import shown
from rules.sanctions.bars import Bar, barred
from storage.awards.successions import Successions
from storage.awards.titles import LOOKUP
from storage.database.seals import Seal
from storage.sanctions.cases import sanctions
from storage.schema import Id, insert, metadata, sealed

bars = Table(
    "bars",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sanction_id", Id, ForeignKey("sanctions.id"), nullable=False, unique=True),
    Column("holder", String(64), nullable=False),
    Column("article", Integer, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("lifted_on", Date),
    sealed("words", "sanction_id", nullable=False),
    Index(None, "holder"),
    Index(None, "until_on"),
)

_COLUMNS = bars.c
_OF_HOLDER = select(bars).order_by(_COLUMNS.until_on.desc(), _COLUMNS.id.desc())


@dataclass(frozen=True, slots=True)
class Shut:
    """The sanction cases shut to a reader, by their ids, and the applications whose cases are shut with them."""

    cases: Collection[int] = ()
    applications: Collection[int] = ()


NOTHING_SHUT = Shut()


class Bars:
    """All bars, including those that are over or were lifted."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    def holder(self, number: str) -> str:
        """Return the keyed hash by which bars and awards of this number are found."""
        return self._seal.lookup(LOOKUP, one_spelling(number))

    async def add(
        self,
        *,
        sanction_id: int,
        holder: str,
        article: int,
        from_on: date,
        until_on: date,
        words: Mapping[str, Any],
    ) -> int:
        """Bar the holder of this hash and return the bar's id; a case has one bar."""
        values = {"sanction_id": sanction_id, "holder": holder, "article": article, "from_on": from_on}
        values |= {"until_on": until_on, "words": self._sealed(sanction_id, words)}
        one: int = (await self._db.execute(insert(bars).returning(_COLUMNS.id), values)).scalar_one()
        return one

    async def get(self, bar_id: int) -> Bar | None:
        """Return the bar with this id, or None."""
        return await self._one(_COLUMNS.id == bar_id)

    async def of_sanction(self, sanction_id: int) -> Bar | None:
        """Return the bar that this case led to, or None."""
        return await self._one(_COLUMNS.sanction_id == sanction_id)

    async def on(self, number: str, day: date) -> Bar | None:
        """Return the bar of this number in force on `day`, the longest if several are; None without any.

        A bar on whomever this organisation has succeeded counts as its own: it does not vanish by a succession.
        """
        holder = self.holder(number)
        barrable = {holder, *await Successions(self._db, self._seal).before(holder)}
        rows = await self._db.execute(_OF_HOLDER.where(_COLUMNS.holder.in_(sorted(barrable))))
        return barred((self._bar(row) for row in rows), day)

    async def page(self, *, limit: int, after: int = 0, shut: Shut = NOTHING_SHUT) -> list[Bar]:
        """Return a page of bars, the one that ends last first, without those shut; `after` is how many to skip."""
        here = _OF_HOLDER.where(*_open_to(shut)).limit(limit).offset(after)
        return [self._bar(row) for row in await self._db.execute(here)]

    async def count(self, shut: Shut = NOTHING_SHUT) -> int:
        """Return the number of bars, past ones included, without those shut."""
        return int((await self._db.execute(select(func.count()).select_from(bars).where(*_open_to(shut)))).scalar_one())

    async def lift(self, bar: Bar, on: date, words: Mapping[str, Any]) -> bool:
        """Lift the bar from this day on; False when it was lifted before."""
        mine = (_COLUMNS.id == bar.id, _COLUMNS.lifted_on.is_(None))
        lifted = update(bars).where(*mine).values(lifted_on=on, words=self._sealed(bar.sanction_id, words))
        return (await self._db.execute(lifted)).rowcount > 0

    async def _one(self, which: Any) -> Bar | None:
        row = (await self._db.execute(select(bars).where(which))).first()
        return self._bar(row) if row else None

    def _sealed(self, sanction_id: int, words: Mapping[str, Any]) -> bytes:
        return self._seal.seal_fields("bars", sanction_id, "words", words)

    def _bar(self, row: Row[Any]) -> Bar:
        kept = row._asdict()
        words = self._seal.open_fields("bars", kept["sanction_id"], "words", kept["words"], "name", "document")
        words |= {"name": shown(words["name"])} if words.get("name") else {}
        return Bar(**{**kept, "words": words})


def _open_to(shut: Shut) -> tuple[ColumnElement[bool], ...]:
    with_it = select(sanctions.c.id).where(sanctions.c.application_id.in_(sorted(shut.applications)))
    return (
        *((_COLUMNS.sanction_id.not_in(sorted(shut.cases)),) if shut.cases else ()),
        *((_COLUMNS.sanction_id.not_in(with_it),) if shut.applications else ()),
    )
