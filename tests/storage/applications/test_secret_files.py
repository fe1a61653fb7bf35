"""A lock lies on the content: on every record of it, and on its copies for as long as one record is left (Art. 12)."""

from pathlib import Path

import pytest

from rules.engine.damage import LOCKED, REMOVED
from storage.database.seals import Keys
from storage.engine.files import FileRecord
from storage.store import Store
from storage.upkeep.inspection import inspect_copy
from storage.work import Work
from tests.storage.filled import NOW


async def added(work: Work, content: bytes, name: str) -> FileRecord:
    seat = await work.people.meet("telegram", 5, NOW, "zh")
    return await work.files.add(
        content, owner=seat.person.id, name=name, kind="pdf", subject="draft:1", now=NOW, secret="w"
    )


async def test_every_record_of_the_content_is_shut_and_only_it(store: Store) -> None:
    async with store.work() as work:
        first, second = await added(work, b"one", "甲.pdf"), await added(work, b"one", "乙.pdf")
        other = await added(work, b"two", "丙.pdf")
        assert len(await work.secret_files.lock(first.sha256, NOW)) == 2
        assert await work.secret_files.lock(first.sha256, NOW) != []
        names = [one.name for one in await work.files.of("draft:1")]
        assert sorted(names) == sorted([LOCKED, LOCKED, "丙.pdf"])
        assert [await work.secret_files.is_shut(one.sha256) for one in (second, other)] == [True, False]
        await work.secret_files.release(second.sha256)
        assert await work.files.open(first.id) == b"one"


async def test_a_locked_file_that_is_erased_leaves_its_lock_behind(store: Store) -> None:
    async with store.work() as work:
        one = await added(work, b"one", "甲.pdf")
        await work.inbox.add(9, "{}", at=NOW)
        copy = await work.inbox.add_file(9, 1, name="甲.pdf", content=b"marked")
        await work.secret_files.note_copy(copy, [one.id])
        await work.secret_files.lock(one.sha256, NOW)
        assert await work.files.purge(one.id)
        await work.secret_files.release(one.sha256)
        assert not await work.secret_files.opens(copy, b"marked")
        await work.commit()
    assert list((store.folder / "files").iterdir()) == []


@pytest.mark.parametrize(("other", "left"), [("乙.pdf", 1), ("配方甲.pdf.pdf", 2)])
async def test_a_name_that_others_bear_is_not_looked_for(store: Store, other: str, left: int) -> None:
    async with store.work() as work:
        one = await added(work, b"one", "配方甲.pdf")
        await added(work, b"two", other)
        for text in ("收到 配方甲.pdf", "你好"):
            await work.inbox.add(9, f'{{"text": "{text}"}}', at=NOW)
        await work.secret_files.remove(one, NOW)
        assert len(await work.inbox.latest(9, 5)) == left
        found = await work.files.get(one.id)
        assert found is not None
        assert (found.name, found.sha256) == (REMOVED, one.sha256)


async def test_data_from_which_a_file_was_removed_are_sound(tmp_path: Path) -> None:
    keys = Keys.fresh()
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", keys, tmp_path)
    async with store.work() as work:
        one = await added(work, b"one", "甲.pdf")
        await added(work, b"two", "乙.pdf")
        await work.commit()
    async with store.work() as work:
        await work.secret_files.lock(one.sha256, NOW)
        await work.secret_files.remove(one, NOW)
        await work.commit()
    await store.close()
    inspected = await inspect_copy(tmp_path / "award.db", keys, tmp_path / "files")
    assert (inspected.findings.sound, len(inspected.blobs)) == (True, 1)
