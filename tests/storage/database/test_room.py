"""Files leave room on the disk for what people answer."""

import shutil
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from storage.database.engine import RESERVE, require_room
from storage.database.seals import Keys, Seal
from storage.engine.blobs import Blobs
from tests.storage.engine.test_files import NOW


@pytest.mark.parametrize(
    ("total", "free", "size", "fits"),
    [
        (10**12, RESERVE + 7, 7, True),
        (10**12, RESERVE + 7, 8, False),
        (4_000_000, 100_000, 0, True),
        (4_000_000, 100_000, 1, False),
        (10**12, 0, 0, False),
    ],
)
def test_a_file_fits_where_the_reserve_stays_free(
    tmp_path: Path, total: int, free: int, size: int, *, fits: bool
) -> None:
    outcome: Any = nullcontext() if fits else pytest.raises(OSError, match="No space left")
    with outcome:
        require_room(tmp_path, size, usage=lambda _folder: SimpleNamespace(total=total, free=free))


def test_a_file_that_would_take_the_reserve_is_not_begun(tmp_path: Path) -> None:
    class Vast(bytes):
        def __len__(self) -> int:
            return shutil.disk_usage(tmp_path).free

    with pytest.raises(OSError, match="No space left"):
        Blobs(tmp_path, Seal(Keys.fresh())).write(Vast(b"x"), NOW)
    assert list(tmp_path.iterdir()) == []
