"""Key rotation: reseals fields sealed with an older key, a few rows at a time, while the service runs."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.engine import glance
from storage.database.failures import Damaged
from storage.database.seals import MARK_BYTES, Field, Keys, Seal, mark_of
from storage.engine.journal import journal
from storage.schema import metadata

ENDED = "keys_rotated"
"""The journal's act on "keys:<number>" once every field has been visited."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The position of a pass over all sealed fields, and its findings; `done` after the last one."""

    place: int = 0
    after: tuple[Any, ...] = ()
    fields: int = 0
    resealed: int = 0
    damaged: Counter[str] = field(default_factory=Counter)

    @property
    def done(self) -> bool:
        """Whether every sealed column has been visited."""
        return self.place >= len(sealed_columns())


@dataclass(frozen=True, slots=True)
class Outlook:
    """The state of a rotation: fields sealed with other keys, and whether the journal says that it is complete."""

    left: int
    ended: bool


class Rotation:
    """All sealed columns of all tables. Contents of files are resealed by `Blobs.reseal`."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def reseal(self, walk: Walk, limit: int) -> Walk:
        """Visit the next `limit` rows and reseal with the newest key what is sealed with an older one.

        A field that cannot be unsealed stays as it is: a backup or an older key may open it some day.
        """
        return await self._on(walk, limit, reseal=True)

    async def look(self, walk: Walk, limit: int) -> Walk:
        """Unseal every field of the next `limit` rows without changing anything."""
        return await self._on(walk, limit, reseal=False)

    def noticed(self) -> set[Field]:
        """Return the fields that could not be unsealed since this process began."""
        return set(self._seal.noticed)

    async def _on(self, walk: Walk, limit: int, *, reseal: bool) -> Walk:
        table, column = sealed_columns()[walk.place]
        rows = (await self._db.execute(_window(table, column, walk.after, limit))).all()
        found = [row for row in rows if row[-1] is not None and not (reseal and row[-1] == self._seal.mark)]
        resealed, damaged = 0, walk.damaged.copy()
        for *keys, _mark in found:
            try:
                resealed += await self._field(table, column, keys, reseal=reseal)
            except Damaged:
                damaged[f"{table.name}.{column.name}"] += 1
        counted = replace(walk, fields=walk.fields + len(found), resealed=walk.resealed + resealed, damaged=damaged)
        if len(rows) < limit:
            return replace(counted, place=walk.place + 1, after=())
        return replace(counted, after=tuple(rows[-1][:-1]))

    async def _field(self, table: Table, column: Column[Any], keys: list[Any], *, reseal: bool) -> int:
        mine = [key == value for key, value in zip(table.primary_key.columns, keys, strict=True)]
        place = [table.columns[name] for name in column.info["sealed_to"]]
        row = (await self._db.execute(select(column, *place).where(*mine).with_for_update())).first()
        if row is None or row[0] is None:
            return 0
        where = "/".join(str(value) for value in row[1:])
        plain = self._seal.open(table.name, where, column.name, row[0])
        if reseal:
            fresh = self._seal.seal(table.name, where, column.name, plain)
            await self._db.execute(update(table).where(*mine).values({column.name: fresh}))
        return int(reseal)


def sealed_columns() -> list[tuple[Table, Column[Any]]]:
    """Return every sealed column with its table, always in the same order."""
    tables = sorted(metadata.tables.values(), key=lambda table: table.name)
    return [(table, column) for table in tables for column in table.columns if "sealed_to" in column.info]


async def outlook(url: str, keys: Keys) -> Outlook:
    """Return the state of the rotation to the newest key, read from outside without blocking the service."""
    left, ended = _left(mark_of(keys.current)), _ended(keys.current)

    def read(reader: Connection) -> Outlook:
        return Outlook(reader.execute(left).scalar_one(), bool(reader.execute(ended).scalar_one()))

    return await glance(url, read)


def _window(table: Table, column: Column[Any], after: tuple[Any, ...], limit: int) -> Select[Any]:
    keys = list(table.primary_key.columns)
    wanted = select(*keys, func.substr(column, 1, MARK_BYTES)).order_by(*keys).limit(limit)
    if not after:
        return wanted
    last = (literal(value, key.type) for key, value in zip(keys, after, strict=True))
    return wanted.where(tuple_(*keys) > tuple_(*last))


def _left(mark: bytes) -> Select[Any]:
    counts = [
        select(func.count()).select_from(table).where(func.substr(column, 1, MARK_BYTES) != mark).scalar_subquery()
        for table, column in sealed_columns()
    ]
    return select(sum(counts[1:], counts[0] + literal(0)))


def _ended(number: int) -> Select[Any]:
    mine = (journal.c.act == ENDED, journal.c.subject == f"keys:{number}")
    return select(func.count()).select_from(journal).where(*mine)
