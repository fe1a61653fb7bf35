"""Every build opens what a release left, on both databases, brings it up to date and finds everything in it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from storage.database.failures import Apart, WrongLookupKey
from storage.database.seals import Keys, Seal
from storage.store import Store
from storage.upkeep.inspection import Findings, inspect_copy
from storage.upkeep.installation import places_unmarked, require_whole
from storage.upkeep.restores import restore
from tests.postgres import Cluster
from tests.storage import raw, released
from tests.storage.releasing import contents

NOW = datetime(2027, 1, 4, 1, tzinfo=UTC)
CHANGED = {"journal", "marks"}
"""The tables that opening or restoring writes to."""


@pytest.fixture(params=released.RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
async def left(request: pytest.FixtureRequest, release: str, tmp_path: Path) -> str:
    """The URL of the database that the release left, with its keys and files in `tmp_path / "data"`."""
    data = tmp_path / "data"
    if request.param == "sqlite":
        return released.unpack(release, data)
    cluster: Cluster = request.getfixturevalue("postgres")
    return await released.load(release, data, cluster)


async def _finds_everything(store: Store, release: str) -> None:
    held = {name: one for name, one in released.contents(release).items() if name not in CHANGED}
    assert await contents(store, {name: one["columns"] for name, one in held.items()}) == held
    files = await raw.execute(store, "SELECT id, size FROM files")
    async with store.work() as work:
        assert await work.journal.verify() is None
        acts = {entry.act for entry in await work.journal.page(limit=500)}
        assert {
            "application_begun",
            "application_grant",
            "objection_filed",
            "objection_decide",
            "barred",
        } - acts == set()
        bar = await work.bars.on(released.BARRED, date(2027, 1, 4))
        assert bar is not None
        assert bar.words["name"] == "临夏县示例公司"
        assert len(files) == 7
        assert [len(await work.files.open(one)) for one, _ in files] == [size for _, size in files]
        assert len(await work.awards.page(limit=10)) == 1


async def test_a_build_opens_what_a_release_left_and_finds_everything(left: str, release: str, tmp_path: Path) -> None:
    data, keys_file = tmp_path / "data", tmp_path / "data" / "keys.json"
    keys = Keys.load(keys_file)
    for places in (2, 0):
        await require_whole(left, data, keys_file)
        assert len(places_unmarked(data, keys_file, Seal(keys))) == places
        store = await Store.open(left, keys, data, keys_file=keys_file)
        await _finds_everything(store, release)
        await store.close()


async def test_a_backup_that_a_release_made_is_restored_to_both_databases(
    bare_url: str, release: str, tmp_path: Path
) -> None:
    archive, data = released.archive(release, tmp_path / "award.tar"), tmp_path / "data"
    keys = Keys.load(released.FOLDER / release / "keys.json")
    restored = await restore(archive, bare_url, data, keys, now=NOW)
    assert restored.findings == Findings()
    store = await Store.open(bare_url, keys, data)
    await _finds_everything(store, release)
    await store.close()


async def test_what_a_release_left_is_inspected_before_it_is_brought_up_to_date(release: str, tmp_path: Path) -> None:
    released.unpack(release, tmp_path / "data")
    keys = Keys.load(tmp_path / "data" / "keys.json")
    seen = await inspect_copy(tmp_path / "data" / "award.db", keys, tmp_path / "data" / "files")
    assert (seen.findings, len(seen.blobs)) == (Findings(), 7)


async def test_an_unmarked_installation_with_another_look_up_key_gets_no_mark(left: str, tmp_path: Path) -> None:
    data, keys_file = tmp_path / "data", tmp_path / "data" / "keys.json"
    keys = Keys.load(keys_file)
    other = Keys(keys.current, keys.sealing, Keys.fresh().lookup)
    keys_file.unlink()
    Keys.make(keys_file)
    other.keep(keys_file)
    with pytest.raises(WrongLookupKey, match="trouble.wrong_lookup_key"):
        await require_whole(left, data, keys_file)
    with pytest.raises(WrongLookupKey):
        await Store.open(left, other, data)
    await (await Store.open(left, keys, data)).close()  # nothing was changed


async def test_an_unmarked_installation_gets_no_mark_while_its_files_are_others(left: str, tmp_path: Path) -> None:
    data, keys_file = tmp_path / "data", tmp_path / "data" / "keys.json"
    (data / "files").rename(tmp_path / "files")
    with pytest.raises(Apart, match="trouble.no_file_known .*'known': 7, 'found': 0"):
        await require_whole(left, data, keys_file)
    (data / "files").mkdir()
    (data / "files" / f"{1:032x}").touch()
    with pytest.raises(Apart, match="trouble.no_file_known .*'known': 7, 'found': 1"):
        await require_whole(left, data, keys_file)
    for one in (tmp_path / "files").iterdir():
        one.rename(data / "files" / one.name)
    await require_whole(left, data, keys_file)
