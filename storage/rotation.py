"""Rotation: fields sealed with an older key are sealed anew, a few at a time, while the service goes on."""

from typing import Any

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import metadata
from storage.seals import Seal


class Rotation:
    """Every sealed column of every table. Contents of files keep the key they were written with."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def reseal(self, limit: int) -> int:
        """Seal at most `limit` fields with the newest key; how many it were: at 0 none of an older key is left."""
        done = 0
        for table in metadata.sorted_tables:
            for column in table.columns:
                if "sealed_to" in column.info and done < limit:
                    done += await self._column(table, column, limit - done)
        return done

    async def _column(self, table: Table, column: Column[Any], limit: int) -> int:
        older = func.substr(column, 1, len(self._seal.mark)) != self._seal.mark
        keys = list(table.primary_key.columns)
        place = [table.columns[name] for name in column.info["sealed_to"]]
        rows = (await self._db.execute(select(column, *keys, *place).where(older).limit(limit))).all()
        for closed, *rest in rows:
            row = "/".join(str(value) for value in rest[len(keys) :])
            fresh = self._seal.seal(table.name, row, column.name, self._seal.open(table.name, row, column.name, closed))
            mine = [key == value for key, value in zip(keys, rest, strict=False)]
            await self._db.execute(update(table).where(*mine, column == closed).values({column.name: fresh}))
        return len(rows)
