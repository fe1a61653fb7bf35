"""A backup holds every commit made before it began, is whole, and says what was wrong with the data."""

import asyncio
import json
import os
import sqlite3
import tarfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database.failures import BackupUnusable
from storage.database.revisions import newest
from storage.store import Store
from storage.upkeep.backups import backups_in, prune
from storage.upkeep.copies import copy_database
from storage.upkeep.inspection import Findings
from storage.upkeep.manifests import read_archive
from storage.upkeep.restores import restore
from tests.storage import raw
from tests.storage.filled import KEYS, LATER, NOW, archive_of, backed_up, fill


async def test_an_archive_holds_no_keys_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'award.db'}"
    store = await Store.open(url, KEYS, tmp_path)
    await fill(store)
    (tmp_path / "keys.json").touch()
    made = await backed_up(url, tmp_path, tmp_path / "backups")
    await store.close()
    with tarfile.open(made.path) as archive:
        names = archive.getnames()
    [blob] = [path.name for path in (tmp_path / "files").iterdir()]
    assert names == ["award.db", f"files/{blob}", "manifest.json"]
    assert (made.path.stat().st_mode & 0o777, [path.name for path in made.path.parent.iterdir()]) == (
        0o600,
        [made.path.name],
    )


async def test_a_backup_while_writing_is_whole_and_holds_what_was_committed_before(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'award.db'}"
    store = await Store.open(url, KEYS, tmp_path, create=True)
    written = 0

    async def write() -> None:
        nonlocal written
        for number in range(60):
            async with store.work() as work:
                await work.updates.first_time(1, number, NOW)
                await work.commit()
            written += 1

    async def copy(number: int) -> tuple[int, int, str]:
        await asyncio.sleep(number / 100)
        before, to = written, tmp_path / f"backup-{number}.db"
        await copy_database(url, to)
        with closing(sqlite3.connect(to)) as backup:
            [count] = [row[0] for row in backup.execute("SELECT count(*) FROM updates")]
            [said] = [row[0] for row in backup.execute("PRAGMA integrity_check")]
        return before, count, said

    writing = asyncio.create_task(write())
    copies = await asyncio.gather(*(copy(number) for number in range(8)))
    await writing
    await store.close()
    assert [(kept >= before, said) for before, kept, said in copies] == [(True, "ok")] * 8
    assert len({kept for _, kept, _ in copies}) > 1  # they were taken while writing


async def test_a_backup_replaces_none_and_the_oldest_go_when_there_are_enough(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'award.db'}"
    await (await Store.open(url, KEYS, tmp_path)).close()
    folder = tmp_path / "backups"
    made = [await backed_up(url, tmp_path, folder, NOW + timedelta(days=day)) for day in range(4)]
    with pytest.raises(BackupUnusable, match="trouble.backup_there"):
        await backed_up(url, tmp_path, folder)
    (folder / "award-of-somebody.tar").touch()
    for hours, name in ((48, "award-20260601T000000Z.tar.part"), (1, "award-20260602T000000Z.tar.part")):
        (folder / name).touch()
        os.utime(folder / name, (NOW.timestamp() - hours * 3600,) * 2)
    assert prune(folder, 2, NOW) == [one.path for one in made[:2]]
    assert backups_in(folder) == [one.path for one in made[2:]]
    assert (folder / "award-of-somebody.tar").exists()
    assert [path.name for path in folder.glob("*.part")] == ["award-20260602T000000Z.tar.part"]


async def test_a_file_that_is_erased_during_a_backup_is_no_loss(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'award.db'}"
    store = await Store.open(url, KEYS, tmp_path)
    file = await fill(store)

    async def erase() -> None:
        while not list((tmp_path / "backups").glob(".award-*/award.db")):  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0)
        async with store.work() as work:
            await work.files.purge(file)
            await work.commit()

    erasing = asyncio.create_task(erase())
    made = await backed_up(url, tmp_path, tmp_path / "backups")
    await erasing
    await store.close()
    assert (list(made.manifest.members), made.findings) == (["award.db"], Findings())


async def test_what_is_damaged_is_found_and_backed_up_all_the_same(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'award.db'}"
    store = await Store.open(url, KEYS, tmp_path)
    file = await fill(store)
    await raw.execute(
        store,
        "UPDATE people SET name = x'00010203' WHERE id = 1",
        "DROP TRIGGER journal_refuses_update",
        "UPDATE journal SET act = 'never' WHERE id = 2",
    )
    [blob] = (tmp_path / "files").iterdir()
    blob.write_bytes(blob.read_bytes()[:-1])
    made = await backed_up(url, tmp_path, tmp_path / "backups")
    await store.close()
    assert made.findings == Findings(journal=2, fields=(("people.name", 1),), contents=(file,))
    restored = await restore(made.path, f"sqlite:///{tmp_path / 'again.db'}", tmp_path / "again", KEYS, now=LATER)
    assert restored.findings == made.findings


async def test_the_manifest_says_what_it_is_of(tmp_path: Path) -> None:
    path = await archive_of(tmp_path)
    manifest = read_archive(path)
    with tarfile.open(path) as archive:
        written = archive.extractfile("manifest.json")
        assert written is not None
        kept = json.load(written)
    assert (manifest.made_at, manifest.version, manifest.revision, manifest.head.id) == (NOW, "1.0", newest(), 2)
    assert kept["head"] == {"id": 2, "hash": manifest.head.hash}
