"""Keeps a small installation of a release, which every later build has to open, upgrade and find everything in.

    python -m tests.storage.releasing 1.0

was run with the code of that release, once; what it made lies in `released/1.0` and is never made again. An invented
edition of one applicant is played from its opening to the grant, with an objection on the way, and somebody else is
barred. There are `award.tar.xz`, a backup with the SQLite database and the sealed files; `award.sql.xz`, the same data
dumped from PostgreSQL in SQL that any server from 15 on loads; the keys; and `contents.json`, which says of each table
how many rows it has, in which columns, and the hash of everything in them, unsealed.
"""

import asyncio
import hashlib
import json
import lzma
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from rehearsal import cast
from rehearsal.edition import FIRST_DAY, play
from rehearsal.stage import _assembled
from rules.engine.pack import load_pack
from storage.database.seals import Keys
from storage.schema import metadata
from storage.store import Store
from storage.upkeep.backups import back_up
from storage.upkeep.restores import restore
from tests.postgres import running_cluster
from tests.storage import released

BARRED, WORDS = released.BARRED, {"name": "临夏县示例公司", "document": "临县府发〔2026〕1号"}
_NOT_FOR_EVERY_SERVER = re.compile(r"^(SET transaction_timeout|\\(un)?restrict).*\n", re.MULTILINE)
Columns = Mapping[str, Sequence[str]]


async def contents(store: Store, columns: Columns) -> dict[str, dict[str, Any]]:
    """Of each of these tables the columns, the number of rows, and the hash of what they say once unsealed."""
    found: dict[str, dict[str, Any]] = {}
    async with store.work() as work:
        for name, wanted in columns.items():
            table = metadata.tables[name]
            rows = (await work.rotation._db.execute(select(table))).mappings().all()
            said = sorted(repr([_plain(store, name, row, one) for one in wanted]) for row in rows)
            digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
            found[name] = {"columns": list(wanted), "rows": len(rows), "sha256": digest}
    return found


def _plain(store: Store, table: str, row: Mapping[Any, Any], column: str) -> object:
    bound = metadata.tables[table].columns[column].info.get("sealed_to")
    if bound is None or row[column] is None:
        return row[column]
    return store.seal.open(table, "/".join(str(row[each]) for each in bound), column, row[column])


async def _play(folder: Path, keys: Keys) -> str:
    url = f"sqlite:///{folder / 'award.db'}"
    store = await Store.open(url, keys, folder)
    stage = await _assembled(store, FIRST_DAY, folder, load_pack(), "zh")
    cast.ALWAYS = (cast.Fate.OBJECTED,)  # type: ignore[assignment]  # of the usual cast this one alone
    await play(stage, seed=1, applicants=1)
    now = stage.clock()
    async with store.work() as work:
        holder = work.bars.holder(BARRED)
        matter = {"name": WORDS["name"], "facts": "虚假材料"}
        case = await work.sanctions.open(
            matter=matter, now=now, article=36, opened_by=1, holder=holder, number="处2026-0001"
        )
        from_on, until_on = date(2026, 6, 1), date(2099, 12, 31)
        await work.bars.add(
            sanction_id=case.id, holder=holder, article=36, from_on=from_on, until_on=until_on, words=WORDS
        )
        await work.journal.write("barred", f"sanction:{case.id}", now=now, article=36)
        await work.commit()
    written = await contents(store, {name: [one.name for one in table.c] for name, table in metadata.tables.items()})
    (folder / "contents.json").write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    await store.close()
    return url


async def make(release: str) -> None:
    """Play, and keep what came of it."""
    to = released.FOLDER / release
    to.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch, running_cluster() as cluster:
        data = Path(scratch) / "data"
        keys = Keys.make(data / "keys.json")
        url = await _play(data, keys)
        made = await back_up(url, data, Path(scratch) / "backups", keys=keys, version=release, now=FIRST_DAY)
        assert made.findings.sound
        other = cluster.new_database()
        await restore(made.path, other, Path(scratch) / "moved", keys, now=FIRST_DAY)
        dumped = await asyncio.to_thread(_dumped, cluster.binaries / "pg_dump", other)
        for name, plain in {"award.tar": made.path.read_bytes(), "award.sql": dumped.encode()}.items():
            (to / f"{name}.xz").write_bytes(lzma.compress(plain, preset=9 | lzma.PRESET_EXTREME))
        for name in ("keys.json", "contents.json"):
            (to / name).write_bytes((data / name).read_bytes())


def _dumped(program: Path, url: str) -> str:
    """The database in SQL, without the lines that only the newest servers or `psql` understand."""
    command = [str(program), "--inserts", "--rows-per-insert=50", "--no-owner", "--no-privileges", url]
    return _NOT_FOR_EVERY_SERVER.sub("", subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    asyncio.run(make(sys.argv[1]))
