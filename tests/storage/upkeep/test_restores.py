"""A backup is restored on either database, whole or not at all, and never over what is there."""

import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from storage.database.failures import BackupUnusable, WrongKeys
from storage.database.revisions import newest
from storage.database.seals import Keys
from storage.store import Store
from storage.upkeep.inspection import Findings
from storage.upkeep.restores import restore
from tests.postgres import Cluster
from tests.storage import raw
from tests.storage.filled import KEYS, LATER, NOW, archive_of, backed_up, fill, looks_as_filled


async def test_a_backup_is_restored_to_the_database_it_came_from_or_to_the_other(
    bare_url: str, postgres: Cluster, tmp_path: Path
) -> None:
    store = await Store.open(bare_url, KEYS, tmp_path)
    file = await fill(store)
    made = await backed_up(bare_url, tmp_path, tmp_path / "backups")
    await store.close()
    assert (made.path.name, made.findings) == ("award-20260701T010000Z.tar", Findings())
    for turn, url in enumerate((f"sqlite:///{tmp_path / 'again.db'}", postgres.new_database())):
        data = tmp_path / f"data-{turn}"
        restored = await restore(made.path, url, data, KEYS, now=LATER)
        assert (restored.findings, restored.manifest.head.id) == (Findings(), 2)
        assert sorted(path.name for path in data.iterdir()) == ["files"]
        again = await Store.open(url, KEYS, data)
        async with again.work() as work:
            await looks_as_filled(work, file)
            assert (await work.people.meet("telegram", 6, NOW, "zh")).person.id == 2  # numbers go on
        await again.close()


async def test_people_merged_into_one_that_came_later_are_moved_too(tmp_path: Path, postgres: Cluster) -> None:
    url, moved = f"sqlite:///{tmp_path / 'award.db'}", postgres.new_database()
    store = await Store.open(url, KEYS, tmp_path)
    async with store.work() as work:
        for chat in (1, 2, 3):
            await work.people.meet("telegram", chat, NOW, "zh")
        await work.commit()
    await raw.execute(store, "UPDATE people SET merged_into = 3 WHERE id = 1")
    made = await backed_up(url, tmp_path, tmp_path / "backups")
    await store.close()
    await restore(made.path, moved, tmp_path / "moved", KEYS, now=LATER)
    again = await Store.open(moved, KEYS, tmp_path / "moved")
    assert [tuple(row) for row in await raw.execute(again, "SELECT id, merged_into FROM people ORDER BY id")] == [
        (1, 3),
        (2, None),
        (3, None),
    ]
    await again.close()


def _tar(name: str) -> bytes:
    written = BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name), BytesIO())
    return written.getvalue()


async def test_nothing_is_restored_from_an_archive_that_was_changed_cut_off_or_is_another(tmp_path: Path) -> None:
    path = await archive_of(tmp_path)
    whole, url = path.read_bytes(), f"sqlite:///{tmp_path / 'again.db'}"
    changed = whole.replace(b"SQLite format 3", b"SQLite format 4")
    for content, says in (
        (changed, "trouble.backup_damaged .*award.db"),
        (whole[: len(whole) // 2], "trouble.backup_torn"),
        (whole[: whole.index(b"manifest.json")], "trouble.backup_cut_off"),
        (b"PK\3\4", "trouble.backup_torn"),
        (_tar("../../etc/passwd"), "trouble.backup_of_others"),
        (whole.replace(f'"revision": "{newest()}"'.encode(), b'"revision": "9999"'), "trouble.backup_of_later .*'1.0"),
        (whole.replace(b'"format": 1', b'"format": 2'), "trouble.backup_of_later .*'1.0"),
        (whole.replace(b'"head"', b'"hand"'), "trouble.backup_manifest"),
    ):
        path.write_bytes(content)
        with pytest.raises(BackupUnusable, match=says):
            await restore(path, url, tmp_path / "again", KEYS, now=LATER)
        assert [one.name for one in (tmp_path / "again").iterdir()] == []
    assert not (tmp_path / "again.db").exists()


async def test_nothing_is_restored_with_other_keys(tmp_path: Path) -> None:
    path = await archive_of(tmp_path)
    with pytest.raises(WrongKeys):
        await restore(path, f"sqlite:///{tmp_path / 'again.db'}", tmp_path / "again", Keys.fresh(), now=LATER)
    assert [one.name for one in (tmp_path / "again").iterdir()] == []


async def test_nothing_that_is_there_is_written_over(bare_url: str, tmp_path: Path) -> None:
    path = await archive_of(tmp_path / "first")
    await (await Store.open(bare_url, KEYS, tmp_path)).close()
    with pytest.raises(BackupUnusable, match="trouble.(database|tables)_there"):
        await restore(path, bare_url, tmp_path / "again", KEYS, now=LATER)
    with pytest.raises(BackupUnusable, match="trouble.files_there"):
        await restore(path, f"sqlite:///{tmp_path / 'again.db'}", tmp_path / "first", KEYS, now=LATER)
