"""An upload lies sealed on the disk, whole or not at all, until it is served or too old."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database.failures import Damaged
from storage.database.seals import Keys, Seal
from storage.engine.uploads import PIECE, Upload, Uploads, UploadTooLarge

NOW = datetime(2026, 9, 17, 4, 0, tzinfo=UTC)


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", Seal(Keys.fresh()))


async def chunks(content: bytes, size: int = 60_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def receive(uploads: Uploads, content: bytes, *, chat: int = 7, at: datetime = NOW) -> Upload:
    return await uploads.receive(chunks(content), chat=chat, name="申请书.pdf", at=at, limit=10**6)


async def read(uploads: Uploads, upload_id: str) -> bytes:
    return b"".join([piece async for piece in uploads.read(upload_id)])


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5])
async def test_what_comes_out_is_what_went_in(uploads: Uploads, size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    upload = await receive(uploads, content)
    assert (upload.size, upload.name, upload.chat) == (size, "申请书.pdf", 7)
    assert await uploads.find(upload.id) == upload
    assert await read(uploads, upload.id) == content


async def test_nothing_of_it_can_be_read_on_the_disk(uploads: Uploads, tmp_path: Path) -> None:
    await receive(uploads, b"plain words " * 50_000)
    files = [path.read_bytes() for path in (tmp_path / "uploads").iterdir()]
    assert len(files) == 2
    assert sum(map(len, files)) > 600_000
    assert [data for data in files if b"plain words" in data or "申请书".encode() in data] == []


async def test_a_file_that_is_too_large_leaves_nothing(uploads: Uploads, tmp_path: Path) -> None:
    whole = await uploads.receive(chunks(b"x" * 1000), chat=7, name="n", at=NOW, limit=1000)
    await uploads.remove(whole.id)
    with pytest.raises(UploadTooLarge):
        await uploads.receive(chunks(b"x" * 1001), chat=7, name="n", at=NOW, limit=1000)
    assert list((tmp_path / "uploads").iterdir()) == []


async def test_a_sender_who_goes_away_leaves_nothing(uploads: Uploads, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * PIECE * 2
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await uploads.receive(broken(), chat=7, name="n", at=NOW, limit=10**7)
    assert list((tmp_path / "uploads").iterdir()) == []


async def test_a_piece_that_was_changed_is_noticed(uploads: Uploads, tmp_path: Path) -> None:
    upload = await receive(uploads, b"x" * 1000)
    path = tmp_path / "uploads" / upload.id
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(Damaged):
        await read(uploads, upload.id)


@pytest.mark.parametrize("name", ["../award.db", "", "x" * 45, "0" * 44, "0" * 45])
async def test_no_other_name_opens_anything(uploads: Uploads, name: str) -> None:
    await receive(uploads, b"x")
    with pytest.raises(FileNotFoundError):
        await read(uploads, name)
    await uploads.remove(name)


async def test_a_file_that_was_served_is_gone(uploads: Uploads, tmp_path: Path) -> None:
    upload = await receive(uploads, b"x")
    await uploads.remove(upload.id)
    await uploads.remove(upload.id)
    assert await uploads.find(upload.id) is None
    assert list((tmp_path / "uploads").iterdir()) == []


async def test_what_nobody_sent_is_swept_away_after_its_time(uploads: Uploads) -> None:
    old = await receive(uploads, b"x", at=NOW - timedelta(seconds=1))
    new = await receive(uploads, b"x", at=NOW)
    assert await uploads.sweep(before=NOW) == 1
    assert await uploads.find(old.id) is None
    assert await uploads.find(new.id) == new


async def test_a_name_that_goes_while_the_folder_is_read_fails_nothing(uploads: Uploads, tmp_path: Path) -> None:
    left = await receive(uploads, b"x" * 5000, chat=7, at=NOW)
    (tmp_path / "uploads" / f"{left.id[:13]}{'0' * 32}").symlink_to("gone")
    assert 5000 < await uploads.pending(7) < 6000
    assert await uploads.sweep(before=NOW) == 0


async def test_what_is_pending_is_weighed_for_each_chat(uploads: Uploads) -> None:
    assert await uploads.pending(7) == 0
    await receive(uploads, b"x" * 5000, chat=7)
    await receive(uploads, b"x" * 90_000, chat=8)
    assert 5000 < await uploads.pending(7) < 6000
