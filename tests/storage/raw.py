"""The database behind the store's back, as somebody who can write to it would use it."""

from typing import Any

from storage.store import Store


async def execute(store: Store, *statements: str) -> list[Any]:
    """Execute the statements in one transaction; the rows of the last one."""
    rows: list[Any] = []
    async with store._engine.begin() as db:
        for statement in statements:
            result = await db.exec_driver_sql(statement)
            rows = list(result) if result.returns_rows else []
    return rows
