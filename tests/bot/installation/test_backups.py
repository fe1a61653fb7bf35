"""Backups and restoring as an operator does them: beside a running service, and into an empty folder."""

import asyncio
import shutil
import sqlite3
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backups import KeysBesideBackup, NoPlaceForBackups, OtherKeys, backup, bring_back
from bot.checking import check, verify_journal
from bot.settings import Settings
from storage.database.failures import BackupUnusable, KeysMissing, WrongKeys
from storage.database.seals import Keys
from storage.store import Store
from storage.upkeep.manifests import read_archive
from tests import moments
from tests.processes import Serving
from tests.stories.guided import Filler
from tests.stories.sockets import visitor
from tests.stories.towns import opened_data, settle
from texts import say
from workflow.engine.alerts import note_start

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


async def _award(service: Serving, *arguments: str | Path) -> tuple[int, str]:
    done = await asyncio.to_thread(service.award, *map(str, arguments))
    return done.returncode, done.stdout + done.stderr


async def test_a_restored_backup_serves_on_where_everybody_stood_files_and_keys_included(tmp_path: Path) -> None:
    first, again = Serving(tmp_path / "first"), Serving(tmp_path / "again")
    backups, keys = tmp_path / "backups", tmp_path / "apart" / "keys.json"
    async with opened_data(first) as work:
        await settle(work, moments.now())
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(first)
        objector = await stack.enter_async_context(visitor(first.url))
        await objector.begin("objection:begin", say("zh", "forms.go_on"))
        filler = Filler(objector)
        while list(first.data.glob("files/[0-9a-f]*")) == []:
            page = objector.asked()
            assert page is not None
            await filler.answer(page)
        asked = objector.asked()
        assert asked is not None
        code, said = await _award(first, "backup", backups, "--with-keys", keys)
        [archive] = backups.iterdir()
        kept = f"{archive}: {_counted(archive, files=1)}. Read again, and whole.\n"
        assert (code, said) == (0, f"{kept}The keys are in {keys}. Keep that file apart from the backups.\n")
        first.kill()
        shutil.rmtree(first.data)
        code, said = await _award(again, "restore", archive, "--keys", keys)
        assert (code, said.partition(" UTC")[0][:15]) == (0, "Restored as of ")
        await stack.enter_async_context(again)
        objector.url = again.url
        objector.http.headers["Origin"] = again.url
        await objector.open()
        await objector.says("/where")
        page = objector.asked()
        assert page is not None
        assert (page.place(), page.text) == (asked.place(), asked.text)
        await filler.send()
        code, said = await _award(again, "check")
        assert code == 0, said
        contents = len(list(again.data.glob("files/[0-9a-f]*")))
        assert f"files: {contents}, of which 0 do not open\n" in said
        assert contents > 1


def _counted(archive: Path, *, files: int) -> str:
    manifest = read_archive(archive)
    assert len(manifest.members) - 1 == files
    size = sum(member.size for member in manifest.members.values()) / 1e6
    return f"the database, {files} file(s), {size:.1f} MB in all, the journal up to entry {manifest.head.id}"


Say = pytest.CaptureFixture[str]


def now() -> datetime:
    return NOW


async def _made(settings: Settings) -> None:
    """Data with three lines in the journal."""
    keys, _ = Keys.load_or_make(settings.keys)
    store = await Store.open(settings.database, keys, settings.data_dir)
    async with store.work() as work:
        for _ in range(3):
            await note_start(work, NOW, "1.0")
        await work.commit()
    await store.close()


async def test_before_the_first_start_there_is_nothing_to_check(tmp_path: Path, capsys: Say) -> None:
    assert await check(Settings(data_dir=tmp_path / "data")) == 0
    nothing = f"There is nothing under {tmp_path / 'data'} yet: the first start makes keys and database.\n"
    assert capsys.readouterr().out == f"rules pack: linxia-2023, version 1\n{nothing}"


async def test_the_keys_do_not_lie_beside_the_backups_and_somebody_says_where_these_go(tmp_path: Path) -> None:
    settings, backups = Settings(data_dir=tmp_path / "data"), tmp_path / "backups"
    await _made(settings)
    with pytest.raises(NoPlaceForBackups):
        await backup(settings, now, folder=None, keep=None, keys=None)
    with pytest.raises(KeysBesideBackup):
        await backup(settings, now, folder=backups, keep=None, keys=backups / "below" / "keys.json")
    assert not backups.exists()


async def test_only_so_many_backups_are_kept(tmp_path: Path, capsys: Say) -> None:
    settings = Settings(data_dir=tmp_path / "data", backup_dir=tmp_path / "backups")
    await _made(settings)
    for day in range(3):
        assert await backup(settings, lambda: NOW + timedelta(days=day), folder=None, keep=2, keys=None) == 0  # noqa: B023
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == [
        "award-20260702T010000Z.tar",
        "award-20260703T010000Z.tar",
    ]
    assert capsys.readouterr().out.count("award-20260701T010000Z.tar was deleted: 2 are kept.\n") == 1


async def test_a_restore_replaces_neither_data_nor_keys_and_needs_the_right_ones(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", backup_dir=tmp_path / "backups")
    await _made(settings)
    await backup(settings, now, folder=None, keep=None, keys=None)
    [archive] = (tmp_path / "backups").iterdir()
    with pytest.raises(BackupUnusable, match="_there"):
        await bring_back(settings, now, archive=archive, keys=None)
    other = Settings(data_dir=tmp_path / "other")
    with pytest.raises(KeysMissing):
        await bring_back(other, now, archive=archive, keys=None)
    Keys.make(other.keys)
    with pytest.raises(WrongKeys):
        await bring_back(other, now, archive=archive, keys=None)
    with pytest.raises(OtherKeys):
        await bring_back(other, now, archive=archive, keys=settings.keys)
    other.keys.unlink()
    assert await bring_back(other, now, archive=archive, keys=settings.keys) == 0
    assert (other.keys.read_bytes(), other.keys.stat().st_mode & 0o777) == (settings.keys.read_bytes(), 0o600)


async def test_what_is_damaged_is_said_and_the_backup_is_made(tmp_path: Path, capsys: Say) -> None:
    settings = Settings(data_dir=tmp_path / "data", backup_dir=tmp_path / "backups")
    await _made(settings)
    with closing(sqlite3.connect(settings.database_file, isolation_level=None)) as db:
        db.execute("DROP TRIGGER journal_refuses_update")
        db.execute("UPDATE journal SET act = 'never' WHERE id = 2")
    wrong = "Entry 2 of the journal was changed, removed or moved. Compare it with a backup.\n"
    assert await verify_journal(settings) == 1
    assert capsys.readouterr().out == wrong
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "award-20260601T010000Z.tar").touch()
    assert await backup(settings, now, folder=None, keep=1, keys=None) == 1
    assert capsys.readouterr().out.endswith(wrong)
    assert await check(settings) == 1
    assert capsys.readouterr().out.endswith(f"WRONG: {wrong}")
    assert len(list((tmp_path / "backups").iterdir())) == 2  # an older one may hold what is damaged now
