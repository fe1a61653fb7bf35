"""Everything that is kept, opened with the keys: what somebody with both would read; and the closed bytes of it."""

from pathlib import Path

from sqlalchemy import select

from storage.database.failures import Damaged
from storage.schema import metadata
from storage.store import Store


async def plain(store: Store) -> str:
    """Every column of every table and every content of a file, opened."""
    found: list[str] = []
    async with store.work() as work:
        for table in metadata.sorted_tables:
            sealed = {column.name: column.info.get("sealed_to") for column in table.columns}
            for row in (await work.rotation._db.execute(select(table))).mappings().all():
                for name, place in sealed.items():
                    if place is None or row[name] is None:
                        found.append(str(row[name]))
                        continue
                    where = "/".join(str(row[each]) for each in place)
                    try:
                        found.append(store.seal.open(table.name, where, name, row[name]).decode("utf-8", "replace"))
                    except Damaged:
                        found.append("damaged")
    names = [path.name for path in (store.folder / "files").glob("*")]
    found += [b"".join(store.blobs.read(name)).decode("utf-8", "replace") for name in names]
    return "\n".join(found)


async def closed(store: Store, *, than: int = 40) -> set[bytes]:
    """The sealed bytes of every field that is longer: each is found by them in a copy of the disk."""
    async with store.work() as work:
        return {
            bytes(value)
            for table in metadata.sorted_tables
            for column in table.columns
            if "sealed_to" in column.info
            for value in (await work.rotation._db.execute(select(column))).scalars()
            if value is not None and len(value) > than
        }


def raw(folder: Path) -> bytes:
    """Every byte of every file in the folder."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
