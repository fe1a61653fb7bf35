"""Database, files and keys that do not belong together are refused by every command, and nothing is deleted."""

import asyncio
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.backups import backup, bring_back
from bot.checking import check, verify_journal
from bot.errors import told
from bot.keys import retire, rotate
from bot.service import opened
from bot.settings import Settings
from rules.people.roles import Role
from storage.database.engine import make_engine
from storage.database.failures import Apart, KeysMissing, StorageFailure
from storage.database.seals import Keys
from tests import moments
from tests.forking import Forked
from tests.postgres import Cluster
from tests.processes import Serving
from tests.stories.towns import employ
from texts import say

FILES = 28
Say = pytest.CaptureFixture[str]


@dataclass
class Place:
    """An installation of `count` files, its keys apart from its data, with the commands that people use on it."""

    folder: Path
    database_url: str = ""

    @property
    def settings(self) -> Settings:
        return Settings(
            data_dir=self.folder / "data", keys_file=self.folder / "keys" / "k.json", database_url=self.database_url
        )

    @property
    def files(self) -> Path:
        return self.folder / "data" / "files"

    @property
    def serving(self) -> Serving:
        own = {"AWARD_DATA_DIR": str(self.settings.data_dir), "AWARD_KEYS_FILE": str(self.settings.keys)}
        return Serving(self.folder, settings={**own, "AWARD_DATABASE_URL": self.database_url})

    async def began(self, count: int = FILES) -> "Place":
        """Start it for the first time; some time ago, somebody handed in files."""
        await self.add(0)
        await self.add(count)
        return self

    async def add(self, count: int) -> None:
        async with opened(self.settings, moments.now, address="http://127.0.0.1:8080") as service:
            async with service.office.store.work() as work:
                lead = await employ(work, Role.LEAD, 5, moments.now(), bot="web")
            async with service.office.store.work() as work:
                for number in range(count):
                    about = {"owner": lead, "name": "证.pdf", "kind": "pdf", "subject": "draft:1"}
                    await work.files.add(f"{number}".encode(), now=moments.now() - timedelta(days=3), **about)  # type: ignore[arg-type]
                await work.commit()

    def contents(self) -> list[str]:
        return sorted(path.name for path in self.files.glob("[0-9a-f]*"))

    async def runs(self, *arguments: str) -> tuple[int, str]:
        """Run a command in a process of its own; its exit code and what it said."""
        said = self.folder / "said"
        said.unlink(missing_ok=True)
        forked = Forked(arguments, folder=self.folder, environment=self.serving.environment(), files=(said, said))
        code = await asyncio.to_thread(forked.wait, 240)
        return code, said.read_text("utf-8")

    def tree(self) -> dict[str, bytes]:
        """Every file of it, but for locks, logs and what SQLite puts beside its file."""
        passing = ("lock", "log", "said", "-shm", "-wal")
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.endswith(passing)
        }


def _database_gone(here: Place, _other: Place) -> None:
    here.settings.database_file.unlink()


def _database_emptied(here: Place, _other: Place) -> None:
    here.settings.database_file.write_bytes(b"")


def _database_new(here: Place, _other: Place) -> None:
    here.settings.database_file.unlink()
    with closing(sqlite3.connect(here.settings.database_file)) as db:
        db.execute("PRAGMA journal_mode=WAL")


def _database_and_files_gone(here: Place, _other: Place) -> None:
    shutil.rmtree(here.settings.data_dir)


def _database_of_another(here: Place, other: Place) -> None:
    shutil.copyfile(other.settings.database_file, here.settings.database_file)


def _database_of_another_program(here: Place, _other: Place) -> None:
    here.settings.database_file.unlink()
    with closing(sqlite3.connect(here.settings.database_file)) as db:
        db.execute("CREATE TABLE wp_posts (id INTEGER)")


def _changed(statement: str) -> Callable[[Place, Place], None]:
    def change(here: Place, _other: Place) -> None:
        with closing(sqlite3.connect(here.settings.database_file, isolation_level=None)) as db:
            db.execute(statement)

    return change


def _keys_gone(here: Place, _other: Place) -> None:
    here.settings.keys.unlink()


def _keys_and_database_gone(here: Place, _other: Place) -> None:
    here.settings.keys.unlink()
    here.settings.database_file.unlink()


def _keys_of_another(here: Place, other: Place) -> None:
    shutil.copyfile(other.settings.keys, here.settings.keys)


def _keys_cut_off(here: Place, _other: Place) -> None:
    here.settings.keys.write_bytes(here.settings.keys.read_bytes()[:40])


def _another_look_up_key(here: Place, other: Place) -> None:
    kept = json.loads(here.settings.keys.read_text("utf-8"))
    kept["lookup"] = json.loads(other.settings.keys.read_text("utf-8"))["lookup"]
    here.settings.keys.write_text(json.dumps(kept), "utf-8")


def _files_gone(here: Place, _other: Place) -> None:
    shutil.rmtree(here.files)


def _files_of_another(here: Place, other: Place) -> None:
    shutil.rmtree(here.files)
    shutil.copytree(other.files, here.files)


def _files_of_another_and_no_mark(here: Place, other: Place) -> None:
    _files_of_another(here, other)
    (here.files / "installation.mark").unlink()


TORN = [
    (_database_gone, "is missing or empty. Put their database back"),
    (_database_emptied, "is missing or empty. Put their database back"),
    (_database_new, "is missing or empty. Put their database back"),
    (_database_and_files_gone, "have a database, and"),
    (_database_of_another, "The keys file does not belong to this database. Put back"),
    (_database_of_another_program, "it has a table wp_posts and no journal. Name the right one"),
    (_changed("DROP TABLE bars"), "it has no table bars. Name the right one"),
    (_changed("ALTER TABLE visits RENAME COLUMN place TO seat"), "its table visits has no column place. Name"),
    (_changed("UPDATE alembic_version SET version_num = '9999'"), "Use that version, or restore the backup"),
    (_changed("DELETE FROM alembic_version"), "it does not say its revision. Name the right one"),
    (_keys_gone, "The database is there and its keys are not: put"),
    (_keys_and_database_gone, "Put both back; for a new installation move the files away."),
    (_keys_of_another, "The keys file does not belong to this database. Put back"),
    (_keys_cut_off, "is not whole. Put back a copy of it."),
    (_another_look_up_key, "nobody who is barred would be recognised. Put back the keys file as it was."),
    (_files_gone, "None of the 28 file(s) that the database knows is among the 0 in"),
    (_files_of_another, "are another installation's than the database and the keys. Put back"),
    (_files_of_another_and_no_mark, "None of the 28 file(s) that the database knows is among the 2 in"),
]


@pytest.mark.parametrize(("tear", "says"), TORN)
async def test_parts_that_do_not_belong_together_are_refused_and_nothing_is_deleted(
    tmp_path: Path, tear: Callable[[Place, Place], None], says: str
) -> None:
    here, other = await Place(tmp_path / "here").began(), await Place(tmp_path / "other").began(2)
    tear(here, other)
    before = here.tree()
    for command in ("tick", "check"):
        code, said = await here.runs(command)
        assert (code, says in said, "Traceback" in said) == (1, True, False), said
    settings = here.settings
    with pytest.raises(StorageFailure):
        await backup(settings, moments.now, folder=tmp_path / "backups", keep=1, keys=None)
    with pytest.raises(StorageFailure):
        await verify_journal(settings)
    for change in (rotate, retire):
        with pytest.raises(StorageFailure):
            await change(settings, moments.now)
    assert here.tree() == before


async def test_serving_beside_a_missing_database_ends_with_the_sentence_and_every_file_stays(tmp_path: Path) -> None:
    here = await Place(tmp_path).began()
    here.settings.database_file.unlink()
    before, serving = here.tree(), here.serving
    serving.launch()
    try:
        assert await serving.ended(within=240) == 1
    finally:
        serving.kill()
    assert serving.said() == (
        f"There are files in {here.files}, and the database {here.settings.database_file} is missing or empty. Put "
        "their database back, or move the files away and restore a backup with `award restore`.\n"
    )
    assert {name: kept for name, kept in here.tree().items() if name not in ("words", "log")} == before
    assert len(here.contents()) == FILES


async def test_an_older_database_is_served_its_newer_files_stay_and_the_lead_and_check_tell(
    tmp_path: Path, capsys: Say
) -> None:
    here = await Place(tmp_path).began(1)
    older = here.settings.database_file.read_bytes()
    await here.add(FILES)
    here.settings.database_file.write_bytes(older)
    contents = here.contents()
    code, said = await here.runs("tick")
    assert (code, here.contents()) == (0, contents)
    assert f"{FILES} contents are known to no record" in said
    async with opened(here.settings, moments.now, address="") as service, service.office.store.work() as work:
        [lead] = await work.people.with_role(Role.LEAD, moments.now())
        told = [(one.text, one.values) for one in await work.outbox.of(lead.id) if one.text.startswith("alerts.")]
    assert told == [("alerts.many_strays", {"count": FILES})]
    assert await check(here.settings) == 1
    out = capsys.readouterr().out
    assert f"files without a record: {FILES}, set aside: 0\n" in out
    assert f"WRONG: Files in {here.files} that no record knows: {FILES}, such as " in out
    assert (await here.runs("set-aside"))[0] == 0
    assert (len(here.contents()), await check(here.settings)) == (1, 0)
    out = capsys.readouterr().out
    assert f"installation: marked\nfiles without a record: 0, set aside: {FILES}\n" in out
    [day] = (here.folder / "data" / "set-aside").iterdir()
    assert sorted([*(path.name for path in day.iterdir()), *here.contents()]) == contents


async def test_a_single_stray_is_set_aside_by_the_clock_with_a_line_and_a_word(tmp_path: Path) -> None:
    here = await Place(tmp_path).began(2)
    stray = here.files / f"{5:032x}"
    stray.write_bytes(b"half")
    os.utime(stray, (0, 0))
    assert (await here.runs("tick"))[0] == 0
    assert [path.name for path in (here.folder / "data" / "set-aside").glob("*/*")] == [stray.name]
    async with opened(here.settings, moments.now, address="") as service, service.office.store.work() as work:
        [entry] = [entry for entry in await work.journal.of("files") if entry.act == "set_aside"]
        [lead] = await work.people.with_role(Role.LEAD, moments.now())
        told = [(one.text, one.values) for one in await work.outbox.of(lead.id) if one.text.startswith("alerts.")]
    assert (entry.details["count"], told) == (1, [("alerts.strays", {"count": 1})])
    assert "set-aside" in say("zh", "alerts.strays", count=1)


async def test_what_is_lost_for_good_is_served_once_somebody_says_so(tmp_path: Path) -> None:
    here = await Place(tmp_path).began(2)
    _files_gone(here, here)
    code, said = await here.runs("tick")
    assert code == 1
    command = said.partition("say so with: ")[2]
    process = await asyncio.create_subprocess_shell(command)
    assert await process.wait() == 0
    assert (await here.runs("tick"))[0] == 0
    code, said = await here.runs("check")
    assert (code, "WRONG: 2 file(s) are gone or changed." in said) == (1, True)


async def test_a_first_start_that_was_killed_before_there_was_a_database_is_made_again(tmp_path: Path) -> None:
    here = Place(tmp_path)
    Keys.make(here.settings.keys)
    here.settings.data_dir.mkdir()
    here.settings.database_file.touch()
    await here.began(1)
    assert (await here.runs("check"))[0] == 0


async def test_keys_that_nobody_may_write_beside_are_served(tmp_path: Path) -> None:
    here = await Place(tmp_path).began(1)
    mark = here.settings.keys.with_name("k.json.mark")
    mark.unlink()
    mark.mkdir()  # as little to be written to as a folder that is for reading alone
    (here.files / "installation.mark").write_bytes(b"\xff damaged")
    await here.add(0)
    code, said = await here.runs("check")
    assert (code, f"installation: the next start puts {mark}\n" in said) == (0, True), said


async def test_a_restored_installation_bears_its_marks_and_what_was_there_before_is_no_hindrance(
    tmp_path: Path, postgres: Cluster
) -> None:
    here = await Place(tmp_path).began(3)
    await backup(here.settings, moments.now, folder=tmp_path / "backups", keep=None, keys=None)
    [archive] = (tmp_path / "backups").iterdir()
    for url in ("", postgres.new_database()):
        here.settings.data_dir.rename(tmp_path / f"old-{bool(url)}")  # as docs/running.md says; the keys stay
        here.database_url = url
        with pytest.raises(Apart, match="trouble.(files|keys)_without_database|trouble.others_files"):
            await here.add(0)
        assert await bring_back(here.settings, moments.now, archive=archive, keys=None) == 0
        assert (here.files / "installation.mark").exists()
        await here.add(1)
        assert (await check(here.settings), len(here.contents())) == (0, 4)


async def test_an_archive_that_cannot_be_restored_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    here, other = await Place(tmp_path / "here").began(1), await Place(tmp_path / "other").began(1)
    await backup(here.settings, moments.now, folder=tmp_path / "backups", keep=None, keys=None)
    [archive] = (tmp_path / "backups").iterdir()
    cut = tmp_path / "award-cut.tar"
    cut.write_bytes(archive.read_bytes()[:-20_000])
    shutil.rmtree(other.settings.data_dir)
    before = other.tree()
    for one, says in (
        (tmp_path / "none.tar", f"There is no {tmp_path / 'none.tar'}."),
        (archive, "The keys file does not belong to this database."),
        (cut, "Take another one."),
        (here.settings.keys, "is not a whole backup"),
    ):
        code, said = await other.runs("restore", str(one))
        assert (code, says in said, "Traceback" in said) == (1, True, False), said
        assert other.tree() == before


@pytest.mark.parametrize("torn", ["database", "keys", "tables", "column", "program", "another"])
async def test_postgresql_is_refused_in_the_same_way(tmp_path: Path, postgres: Cluster, torn: str) -> None:
    here = await Place(tmp_path / "here", postgres.new_database()).began(2)
    says: dict[str, str] = {
        "database": "is missing or empty. Put their database back",
        "keys": "The database is there and its keys are not",
        "tables": "it has no table bars",
        "column": "its table visits has no column place",
        "program": "it has a table wp_posts and no journal",
        "another": "does not belong to this database",
    }
    match torn:
        case "database":
            here.database_url = postgres.new_database()
        case "keys":
            here.settings.keys.unlink()
        case "tables":
            await _execute(here.database_url, "DROP TABLE bars")
        case "column":
            await _execute(here.database_url, "ALTER TABLE visits DROP COLUMN place")
        case "program":
            here.database_url = postgres.new_database()
            await _execute(here.database_url, "CREATE TABLE wp_posts (id INTEGER)")
        case "another":
            other = await Place(tmp_path / "other", postgres.new_database()).began(1)
            here.database_url = other.database_url
    before = here.tree()
    with pytest.raises(StorageFailure) as refused:
        await here.add(0)
    with pytest.raises(StorageFailure):
        await check(here.settings)
    with pytest.raises(StorageFailure):
        await backup(here.settings, moments.now, folder=tmp_path / "backups", keep=1, keys=None)
    assert says[torn] in told(refused.value)
    assert here.tree() == before


async def _execute(url: str, statement: str) -> None:
    engine = make_engine(url)
    async with engine.begin() as db:
        await db.execute(text(statement))
    await engine.dispose()


async def test_check_tells_of_tables_that_are_otherwise_than_ours(tmp_path: Path, capsys: Say) -> None:
    here = await Place(tmp_path).began(0)
    _changed("ALTER TABLE visits ADD COLUMN weather TEXT")(here, here)
    assert await check(here.settings) == 1
    assert "WRONG: The tables are not as this version makes them (remove_column visits weather)" in (
        capsys.readouterr().out
    )


async def test_keys_are_not_made_for_a_database_that_had_others(tmp_path: Path) -> None:
    here = await Place(tmp_path).began(1)
    here.settings.keys.unlink()
    with pytest.raises(KeysMissing):
        await here.add(0)
    assert not here.settings.keys.exists()


@pytest.mark.parametrize("keep", ["0", "-3", "x"])
async def test_a_backup_is_not_told_to_keep_none(tmp_path: Path, keep: str) -> None:
    here = await Place(tmp_path).began(1)
    code, said = await here.runs("backup", str(tmp_path / "backups"), "--keep", keep)
    assert (code, f"{keep} would keep no backup: give how many to keep, such as 30" in said) == (2, True), said
    assert not (tmp_path / "backups").exists()


async def test_the_version_is_said(tmp_path: Path) -> None:
    code, said = await Place(tmp_path).runs("--version")
    assert (code, said) == (0, f"award {version('linxia-quality-award')}\n")
