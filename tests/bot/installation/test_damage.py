"""Damage is said: flipped bytes, a zeroed page, half a file, a full disk. No command ends in a traceback."""

import contextlib
import os
import random
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.backups import backup, bring_back
from bot.errors import told
from bot.settings import Settings
from rules.people.roles import Role
from storage.database.seals import Keys
from storage.store import Store
from storage.upkeep.backups import backups_in
from storage.upkeep.manifests import DAMAGED, DATABASE, read_archive
from tests.processes import Serving
from workflow.engine.alerts import note_start

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
PAGE = 4096
ENTRIES = 400
Harm = Callable[[Path], None]


async def made(folder: Path) -> Settings:
    """Data with many entries, people, messages and a file, closed."""
    settings = Settings(data_dir=folder / "data")
    keys, _ = Keys.load_or_make(settings.keys)
    store = await Store.open(settings.database, keys, settings.data_dir)
    async with store.work() as work:
        for n in range(ENTRIES):
            seat = await work.people.meet("telegram", n + 1, NOW, "zh")
            await work.outbox.owe(f"k{n}", seat.person.id, "menu.open", now=NOW, values={"n": n})
            await note_start(work, NOW, f"1.{n}")
        await work.roles.grant(seat.person.id, Role.LEAD)
        await work.files.add(b"%PDF" * 9, owner=1, name="证.pdf", kind="pdf", subject="draft:1", now=NOW)
        await work.commit()
    await store.close()
    with closing(sqlite3.connect(settings.database_file)) as db:
        db.execute("PRAGMA journal_mode=DELETE")
        db.execute("VACUUM")
    return settings


def put(file: Path, page: int, content: bytes, at: int = 0) -> None:
    with file.open("r+b") as opened:
        opened.seek((page - 1) * PAGE + at)
        opened.write(content)


def root_of(file: Path, name: str) -> int:
    with closing(sqlite3.connect(file)) as db:
        return int(db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0])


def leaf_of(file: Path, name: str) -> int:
    """A page in the middle of the table: what the first pointers of its root lead to."""
    root, content = root_of(file, name), file.read_bytes()
    start = (root - 1) * PAGE
    cell = start + int.from_bytes(content[start + 14 : start + 16], "big")
    return int.from_bytes(content[cell : cell + 4], "big")


def index_flipped(file: Path) -> None:
    page = root_of(file, "ix_outbox_state_next_try_at")
    for at in (8, 9, 200, 900, 2000):
        put(file, page, b"\xff\x00\xff", at)


def outbox_zeroed(file: Path) -> None:
    put(file, leaf_of(file, "outbox"), bytes(PAGE))


def journal_zeroed(file: Path) -> None:
    put(file, leaf_of(file, "journal"), bytes(PAGE))


def halved(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def sprinkled(file: Path) -> None:
    chance = random.Random(7)
    for _ in range(60):
        put(file, chance.randrange(2, file.stat().st_size // PAGE), chance.randbytes(8), chance.randrange(PAGE - 8))


def beheaded(file: Path) -> None:
    put(file, 1, bytes(PAGE))


LONG = pytest.mark.long
HARMS = [
    index_flipped,
    outbox_zeroed,
    halved,
    pytest.param(journal_zeroed, marks=LONG),
    pytest.param(sprinkled, marks=LONG),
    pytest.param(beheaded, marks=LONG),
]


def award(settings: Settings, *arguments: str | Path, keys: Path | None = None) -> tuple[int, str]:
    """The exit status of a command, and all that it said."""
    place = Serving(settings.data_dir.parent, settings={"AWARD_DATA_DIR": str(settings.data_dir)})
    if keys:
        place.settings["AWARD_KEYS_FILE"] = str(keys)
    done = place.award(*map(str, arguments))
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("harm", HARMS)
async def test_each_command_says_what_is_damaged_and_the_backup_saves_what_it_can(tmp_path: Path, harm: Harm) -> None:
    settings = await made(tmp_path)
    harm(settings.database_file)
    before = settings.database_file.read_bytes()
    for command in (("check",), ("journal", "verify")):
        code, said = award(settings, *command)
        print(said)
        assert (code, "Traceback" in said, "is damaged" in said) == (1, False, True)
    backups, keys = tmp_path / "backups", tmp_path / "apart" / "keys.json"
    code, said = award(settings, "backup", backups, "--keep", "1", "--with-keys", keys)
    print(said)
    assert (code, "Traceback" in said, "IT IS NOT WHOLE" in said, "is damaged" in said) == (1, False, True, True)
    assert keys.read_bytes() == settings.keys.read_bytes()
    assert backups_in(backups) == []  # it counts as none
    [archive] = backups.glob("*.tar")
    place = tmp_path / "unpacked"
    (place / "files").mkdir(parents=True)
    manifest = read_archive(archive, place)
    assert (archive.name[-14:], manifest.whole) == ("-not-whole.tar", False)
    assert (place / DAMAGED).read_bytes() == before == settings.database_file.read_bytes()
    assert [path.name for path in (place / "files").iterdir()] == [
        path.name for path in (settings.data_dir / "files").iterdir()
    ]
    if harm in (index_flipped, outbox_zeroed, journal_zeroed):
        with closing(sqlite3.connect(place / DATABASE)) as db:
            counts = [
                db.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in ("people", "outbox", "journal")
            ]
        lost = {index_flipped: None, outbox_zeroed: 1, journal_zeroed: 2}[harm]
        for n, count in enumerate(counts):
            assert (0.9 * ENTRIES < count < ENTRIES) if n == lost else count == ENTRIES
        again = Settings(data_dir=tmp_path / "again")
        restored = await bring_back(again, lambda: NOW, archive=archive, keys=keys)
        assert restored == (0 if lost is None else restored)


async def test_a_backup_that_is_not_whole_is_neither_counted_nor_deleted(tmp_path: Path) -> None:
    settings, backups = await made(tmp_path), tmp_path / "backups"
    assert await backup(settings, lambda: NOW, folder=backups, keep=1, keys=None) == 0
    outbox_zeroed(settings.database_file)
    assert await backup(settings, lambda: NOW.replace(day=2), folder=backups, keep=1, keys=None) == 1
    assert sorted(path.name for path in backups.iterdir()) == [
        "award-20260701T010000Z.tar",
        "award-20260702T010000Z-not-whole.tar",
    ]
    assert [path.name for path in backups_in(backups)] == ["award-20260701T010000Z.tar"]


async def test_a_value_of_the_wrong_kind_is_counted_by_its_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = await made(tmp_path)
    with closing(sqlite3.connect(settings.database_file, isolation_level=None)) as db:
        db.execute("UPDATE outbox SET next_try_at = 'soon' WHERE id IN (3, 5)")
        db.execute("UPDATE people SET phone = 'x' WHERE 0")
        db.execute("UPDATE roles SET unit = CAST(x'ff' AS TEXT)")
        db.execute("DROP TRIGGER journal_refuses_update")
        db.execute("UPDATE journal SET at = 'never' WHERE id = 9")
    assert await backup(settings, lambda: NOW, folder=tmp_path / "backups", keep=None, keys=None) == 1
    said = capsys.readouterr().out
    for line in (
        "1 row(s) of journal hold a value that cannot be read. Look for them in a backup.",
        "2 row(s) of outbox hold a value that cannot be read. Look for them in a backup.",
        "1 row(s) of roles hold a value that cannot be read. Look for them in a backup.",
        "Entry 9 of the journal was changed, removed or moved. Compare it with a backup.",
    ):
        assert line in said.splitlines()


@pytest.fixture
def small() -> Iterator[Path]:
    """A disk with room for almost nothing; skipped where none can be made."""
    place = Path("/dev/shm") / f"award-small-{os.getpid()}"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", place], check=False, capture_output=True)
    if done.returncode:
        place.rmdir()
        pytest.skip("No small disk can be mounted here.")
    yield place
    subprocess.run(["umount", place], check=True)
    place.rmdir()


async def test_on_a_full_disk_each_command_says_so(tmp_path: Path, small: Path) -> None:
    settings = await made(tmp_path)
    code, said = award(settings, "backup", small)
    assert (code, "Traceback" in said, "There is no room left on" in said) == (1, False, True), said


def test_what_the_machine_refuses_is_said_without_a_traceback() -> None:
    full = OSError(28, "No space left on device", "/tmp/x")
    assert told(full).startswith("There is no room left on the disk of /tmp/x.")
    assert told(OSError(5, "Input/output error")).startswith("The disk fails.")
    assert told(sqlite3.DatabaseError("database disk image is malformed\nat page 3")) == (
        "The database cannot be used (database disk image is malformed). `award check` says what is damaged; `award"
        " backup` saves what can still be read."
    )


async def test_an_older_keys_file_is_refused_in_a_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    settings = await made(tmp_path)
    older = settings.keys.read_bytes()
    assert award(settings, "keys", "rotate")[0] == 0
    newer = settings.keys.read_bytes()
    settings.keys.write_bytes(older)
    for command in (("check",), ("journal", "verify"), ("backup", tmp_path / "backups"), ("keys", "rotate"), ("tick",)):
        code, said = award(settings, *command)
        assert (code, "Traceback" in said) == (1, False), said
        assert "The keys file does not belong to this database." in said, (command, said)
    settings.keys.write_bytes(newer)
    assert award(settings, "check")[0] == 0


async def test_keys_on_a_full_disk_are_said_and_the_old_ones_stay(tmp_path: Path, small: Path) -> None:
    settings = await made(tmp_path)
    place = small / "keys.json"
    place.write_bytes(settings.keys.read_bytes())
    fill = small / "fill"
    with contextlib.suppress(OSError), fill.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    kept = place.read_bytes()
    commands: list[tuple[str | Path, ...]] = [("keys", "rotate"), ("check",), ("tick",)]
    for command in commands:
        code, said = award(settings, *command, keys=place)
        assert "Traceback" not in said, said
        if command == ("keys", "rotate"):
            assert (code, "There is no room left on" in said) == (1, True), said
        assert place.read_bytes() == kept
    code, said = award(settings, "backup", tmp_path / "backups", "--with-keys", small / "copy.json")
    assert (code, "Traceback" in said, "There is no room left on" in said) == (1, False, True), said
    assert not (small / "copy.json").exists()
