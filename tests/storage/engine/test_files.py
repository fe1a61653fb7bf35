"""Files lie sealed on the disk, whole or not at all, and go when their record goes."""

import asyncio
import hashlib
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.database.failures import Damaged
from storage.engine.blobs import PIECE
from storage.engine.files import HANDFUL, FileRecord, Swept
from storage.store import Store

NOW, TODAY = datetime(2026, 7, 1, 1, tzinfo=UTC), date(2026, 7, 2)
TEXT = "营业执照 62290019800101001X".encode()


async def _add(store: Store, content: bytes = TEXT, subject: str = "draft:1", **file: Any) -> FileRecord:
    async with store.work() as work:
        seat = await work.people.meet("telegram", 5, NOW, "zh")
        kept = {"owner": seat.person.id, "name": "执照.pdf", "kind": "pdf", "now": NOW, **file}
        record = await work.files.add(content, subject=subject, **kept)
        await work.commit()
        return record


async def _open(store: Store, record: FileRecord) -> bytes:
    async with store.work() as work:
        return await work.files.open(record.id)


def _on_disk(store: Store) -> list[Path]:
    folder = store.folder / "files"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7])
async def test_a_file_comes_back_as_it_was_given_whatever_its_size(store: Store, size: int) -> None:
    content = hashlib.shake_128(b"seed").digest(size)
    record = await _add(store, content)
    assert (record.size, record.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert await _open(store, record) == content
    async with store.work() as work:
        assert b"".join([piece async for piece in work.files.read(record.id)]) == content


async def test_a_record_comes_back_as_it_was_written(store: Store) -> None:
    record = await _add(store, flags=("javascript",), secret="配方：同行不知")
    async with store.work() as work:
        assert await work.files.get(record.id) == record
        assert await work.files.of("draft:1") == [record]
    assert (record.name, record.secret, record.flags) == ("执照.pdf", "配方：同行不知", ("javascript",))


async def test_nothing_of_a_file_can_be_read_on_the_disk_and_only_its_owner_reads_it(store: Store) -> None:
    await _add(store, TEXT * 1000)
    (blob,) = _on_disk(store)
    assert (blob.read_bytes().count(b"62290019800101001X"), blob.stat().st_mode & 0o777) == (0, 0o600)


async def test_a_file_whose_work_was_undone_leaves_nothing(store: Store) -> None:
    async with store.work() as work:
        seat = await work.people.meet("telegram", 5, NOW, "zh")
        record = await work.files.add(TEXT, owner=seat.person.id, name="a", kind="pdf", subject="draft:1", now=NOW)
        assert await work.files.open(record.id) == TEXT
    assert _on_disk(store) == []
    with pytest.raises(FileNotFoundError):
        await _open(store, record)


async def _swept(store: Store, on: date = TODAY, *, most: int | None = HANDFUL) -> Swept:
    async with store.work() as work:
        swept = await work.files.sweep(NOW + timedelta(hours=1), on, most=most)
        await work.commit()
    return swept


def _strays(store: Store, count: int) -> list[str]:
    return sorted(store._shared.blobs.write(b"x", NOW) for _ in range(count))


def _aside(store: Store) -> list[str]:
    found = (store.folder / "set-aside").rglob("*")
    return sorted(str(path.relative_to(store.folder)) for path in found if path.is_file())


async def test_a_content_that_no_record_knows_is_set_aside_once_it_is_old_and_can_be_put_back(store: Store) -> None:
    record, [stray] = await _add(store), _strays(store, 1)
    young = store._shared.blobs.write(b"x", NOW + timedelta(hours=1))
    for name in ("readme.txt", "installation.mark"):
        (store.folder / "files" / name).touch()
        os.utime(store.folder / "files" / name, (NOW.timestamp(), NOW.timestamp()))
    assert await _swept(store) == Swept(aside=1)
    assert {path.name for path in _on_disk(store)} == {record.blob, young, "readme.txt", "installation.mark"}
    [aside] = _aside(store)
    assert aside == f"set-aside/2026-07-02/{stray}"
    (store.folder / aside).rename(store.folder / "files" / stray)
    assert b"".join(store._shared.blobs.read(stray)) == b"x"


async def test_what_was_set_aside_is_kept_for_ninety_days(store: Store) -> None:
    _strays(store, 2)
    assert await _swept(store) == Swept(aside=2)
    assert await _swept(store, TODAY + timedelta(days=90)) == Swept()
    assert len(_aside(store)) == 2
    assert await _swept(store, TODAY + timedelta(days=91)) == Swept(over=2)
    assert (_aside(store), list((store.folder / "set-aside").iterdir())) == ([], [])


async def test_more_than_a_handful_stay_where_they_are_until_somebody_says_otherwise(store: Store) -> None:
    names = _strays(store, HANDFUL + 1)
    assert await _swept(store) == Swept(left=HANDFUL + 1)
    assert ([path.name for path in _on_disk(store)], _aside(store)) == (names, [])
    assert await _swept(store, most=None) == Swept(aside=HANDFUL + 1)
    assert (_on_disk(store), len(_aside(store))) == ([], HANDFUL + 1)


async def test_nothing_is_set_aside_by_a_work_that_is_undone(store: Store) -> None:
    names = _strays(store, 1)
    async with store.work() as work:
        assert await work.files.sweep(NOW + timedelta(hours=1), TODAY) == Swept(aside=1)
    assert ([path.name for path in _on_disk(store)], _aside(store)) == (names, [])


async def test_a_name_that_goes_while_the_folder_is_read_does_not_fail_the_sweep(store: Store) -> None:
    record = await _add(store)
    (store.folder / "files" / f"{'0' * 32}.new").symlink_to("gone")
    assert await _swept(store) == Swept()
    assert [path.name for path in _on_disk(store) if path.is_file()] == [record.blob]


async def test_a_purged_file_is_gone_from_the_disk_only_when_that_is_committed(store: Store) -> None:
    record = await _add(store)
    async with store.work() as work:
        assert await work.files.purge(record.id) is True
    assert await _open(store, record) == TEXT
    async with store.work() as work:
        assert [await work.files.purge(record.id) for _ in range(2)] == [True, False]
        await work.commit()
    assert _on_disk(store) == []


async def test_files_and_bytes_of_a_subject_are_counted(store: Store) -> None:
    for subject in ("draft:1", "draft:1", "draft:12"):
        await _add(store, subject=subject)
    async with store.work() as work:
        totals = [await work.files.total(subject) for subject in ("draft:1", "draft:12", "draft:2")]
    assert totals == [(2, 2 * len(TEXT)), (1, len(TEXT)), (0, 0)]


async def test_the_same_content_is_found_within_its_subject_only(store: Store) -> None:
    record = await _add(store)
    async with store.work() as work:
        found = [await work.files.same(*which) for which in (("draft:1", record.sha256), ("draft:2", record.sha256))]
        other = await work.files.same("draft:1", "0" * 64)
    assert (found, other) == ([record, None], None)


async def test_the_files_of_a_draft_become_the_cases(store: Store) -> None:
    record = await _add(store)
    async with store.work() as work:
        assert await work.files.hand_over("draft:1", "objection:3") == 1
        assert [file.id for file in await work.files.of("objection:3")] == [record.id]
        assert await work.files.of("draft:1") == []


async def test_a_trade_secret_is_marked_and_unmarked(store: Store) -> None:
    record = await _add(store)
    async with store.work() as work:
        marks = []
        for mark in ("配方", None):
            await work.files.mark_secret(record.id, mark)
            kept = await work.files.get(record.id)
            marks.append(kept and kept.secret)
    assert marks == ["配方", None]


def _flipped(content: bytes) -> bytes:
    return content[:100] + bytes([content[100] ^ 1]) + content[101:]


def _swapped(content: bytes) -> bytes:
    half = len(content) // 3 + 1
    piece = 4 + int.from_bytes(content[:4], "big")
    assert half < piece * 2
    return content[piece : 2 * piece] + content[:piece] + content[2 * piece :]


def _without_its_end(content: bytes) -> bytes:
    return content[: 4 + int.from_bytes(content[:4], "big")]


@pytest.mark.parametrize("change", [_flipped, _swapped, _without_its_end, lambda content: content[:-1], lambda _: b""])
async def test_a_content_that_was_changed_reordered_or_cut_is_found(store: Store, change: Any) -> None:
    record = await _add(store, bytes(3 * PIECE))
    (blob,) = _on_disk(store)
    blob.write_bytes(change(blob.read_bytes()))
    with pytest.raises(Damaged):
        await _open(store, record)


async def test_contents_do_not_change_places(store: Store) -> None:
    first, second = await _add(store, b"one"), await _add(store, b"two")
    folder = store.folder / "files"
    (folder / str(first.blob)).write_bytes((folder / str(second.blob)).read_bytes())
    with pytest.raises(Damaged):
        await _open(store, first)


async def test_a_content_that_is_missing_is_damage_and_not_an_empty_file(store: Store) -> None:
    record = await _add(store)
    _on_disk(store)[0].unlink()
    with pytest.raises(Damaged):
        await _open(store, record)


async def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    from storage.database.seals import Keys, Seal
    from storage.engine.blobs import Blobs

    class FullDisk(Seal):
        def seal(self, table: str, row: object, column: str, plain: bytes | str) -> bytes:
            if str(row).endswith("/1"):
                raise OSError(28, "No space left on device")
            return super().seal(table, row, column, plain)

    blobs = Blobs(tmp_path / "files", FullDisk(Keys.fresh()))
    with pytest.raises(OSError, match="No space left"):
        await asyncio.to_thread(blobs.write, bytes(3 * PIECE), NOW)
    assert list((tmp_path / "files").iterdir()) == []
