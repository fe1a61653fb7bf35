"""Copies every row of every table, a few at a time, into another database: for a copy, or a move to PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import RowMapping, Table, bindparam, func, insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import work  # noqa: F401  # it imports every table
from storage.schema import metadata

PIECE = 100  # small, because sent files lie in rows too


async def pieces_of(db: AsyncConnection, table: Table) -> AsyncIterator[Sequence[RowMapping]]:
    """Yield the table's rows in the order of their keys, a piece at a time."""
    keys = list(table.primary_key.columns)
    wanted = select(table).order_by(*keys).limit(PIECE)
    following = wanted
    while rows := (await db.execute(following)).mappings().all():
        yield rows
        last = [bindparam(None, rows[-1][key.name], type_=key.type) for key in keys]
        following = wanted.where(tuple_(*keys) > tuple_(*last))


async def copy_rows(source: AsyncConnection, target: AsyncConnection) -> None:
    """Copy all rows of one database into the empty tables of another; the caller commits."""
    for table in metadata.sorted_tables:
        async for rows in pieces_of(source, table):
            await target.execute(insert(table), [_without_itself(table, row) for row in rows])
    for table in metadata.sorted_tables:
        await _name_itself(source, target, table)
        await _number_on(target, table)


def _itself(table: Table) -> list[str]:
    """Return the columns that refer to another row of the same table, which may come later."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _without_itself(table: Table, row: RowMapping) -> dict[str, Any]:
    return {**row, **dict.fromkeys(_itself(table))}


async def _name_itself(source: AsyncConnection, target: AsyncConnection, table: Table) -> None:
    for name in _itself(table):
        column = table.columns[name]
        for one, other in (await source.execute(select(table.c.id, column).where(column.is_not(None)))).all():
            await target.execute(update(table).where(table.c.id == one).values({name: other}))


async def _number_on(target: AsyncConnection, table: Table) -> None:
    """Make PostgreSQL number new rows after the copied ones; SQLite does so by itself."""
    column = table.autoincrement_column
    if target.dialect.name != "postgresql" or column is None:
        return
    last = (await target.execute(select(func.max(column)))).scalar_one()
    if last is not None:
        await target.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"),
            {"table": table.name, "column": column.name, "last": last},
        )
