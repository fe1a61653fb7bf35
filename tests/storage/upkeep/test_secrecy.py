"""Whoever copies the database and the files without the keys finds nothing that a person entrusted to us."""

from pathlib import Path

from rules.people.roles import Role
from storage.database.seals import Keys
from storage.store import Store
from storage.upkeep.copies import copy_database
from tests.storage.entrusting import IN_A_FILE, NOW, NUMBERS, entrust

CONTROL = "62299999999999999"


def _found(folder: Path, numbers: list[str]) -> list[str]:
    everything = b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    return [number for number in numbers if number.encode() in everything or number.encode("utf-16-le") in everything]


async def test_a_copy_of_the_database_its_log_its_backup_and_the_files_holds_no_number(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'award.db'}"
    store = await Store.open(url, Keys.fresh(), tmp_path, create=True)
    await entrust(store)
    async with store.work() as work:
        await work.journal.write("control", CONTROL, now=NOW)  # in an unsealed column: the search could find it
        await work.commit()
    assert (tmp_path / "award.db-wal").stat().st_size > 0
    assert _found(tmp_path, [*NUMBERS, IN_A_FILE, CONTROL]) == [CONTROL]
    (tmp_path / "backups").mkdir()
    await copy_database(url, tmp_path / "backups" / "award.db")
    await store.close()
    assert _found(tmp_path / "backups", [*NUMBERS, IN_A_FILE, CONTROL]) == [CONTROL]
    assert _found(tmp_path, [*NUMBERS, IN_A_FILE, CONTROL]) == [CONTROL]


async def test_a_row_that_was_deleted_leaves_nothing_behind(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    async with store.work() as work:
        await work.journal.write("control", CONTROL, now=NOW)
        await work.tasks.assign("gone-without-trace", "k", "s", Role.OFFICE, now=NOW)
        await work.commit()
    async with store.work() as work:
        await work.tasks._db.exec_driver_sql("DELETE FROM tasks")
        await work.commit()
    await store.close()  # the last connection empties the log
    assert _found(tmp_path, [CONTROL, "gone-without-trace"]) == [CONTROL]
