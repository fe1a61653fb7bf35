"""A database with somebody in it, backed up: what backups and restores are tried with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.database.seals import Keys
from storage.store import Store
from storage.upkeep.backups import Backup, back_up
from storage.work import Work

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
KEYS = Keys.fresh()
CONTENT = b"%PDF-1.7 what somebody handed in"


async def fill(store: Store) -> str:
    """Somebody with a name and a file, somebody merged into them, two lines in the journal; the file's id."""
    async with store.work() as work:
        person = (await work.people.meet("telegram", 5, NOW, "zh")).person
        await work.people.set_name(person.id, "马明")
        file = await work.files.add(CONTENT, owner=person.id, name="证.pdf", kind="pdf", subject="draft:1", now=NOW)
        await work.outbox.owe("a:1", person.id, "tasks.none", now=NOW)
        for act in ("began", "ended"):
            await work.journal.write(act, "draft:1", now=NOW, person_id=person.id)
        await work.commit()
    return file.id


async def looks_as_filled(work: Work, file: str) -> None:
    seat = await work.people.meet("telegram", 5, NOW, "zh")
    owed = await work.outbox.get("a:1")
    assert (seat.person.name, await work.files.open(file)) == ("马明", CONTENT)
    assert owed is not None
    assert (owed.text, owed.created_at) == ("tasks.none", NOW)
    assert [entry.act for entry in await work.journal.page()] == ["restored", "ended", "began"]
    assert await work.journal.verify() is None


async def backed_up(url: str, data: Path, folder: Path, now: datetime = NOW) -> Backup:
    return await back_up(url, data, folder, keys=KEYS, version="1.0", now=now)


async def archive_of(tmp_path: Path) -> Path:
    url = f"sqlite:///{tmp_path / 'award.db'}"
    store = await Store.open(url, KEYS, tmp_path)
    await fill(store)
    made = await backed_up(url, tmp_path, tmp_path / "backups")
    await store.close()
    return made.path
