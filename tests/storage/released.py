"""The installations that releases left (`tests/storage/releasing.py` made them), put where a later build opens them."""

import json
import lzma
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg

from tests.postgres import Cluster

FOLDER = Path(__file__).parent / "released"
RELEASES = sorted(path.name for path in FOLDER.iterdir())
BARRED = "91622921MA7ABCDE1N"


def archive(release: str, to: Path) -> Path:
    """The release's backup, as a file that can be restored."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(lzma.decompress((FOLDER / release / "award.tar.xz").read_bytes()))
    return to


def unpack(release: str, data: Path) -> str:
    """Put keys, files and the SQLite database of the release into the data folder; the database's URL."""
    data.mkdir(parents=True)
    (data / "keys.json").write_bytes((FOLDER / release / "keys.json").read_bytes())
    with tarfile.open(fileobj=BytesIO(lzma.decompress((FOLDER / release / "award.tar.xz").read_bytes()))) as packed:
        packed.extractall(data, filter="data")
    (data / "manifest.json").unlink()
    return f"sqlite:///{data / 'award.db'}"


async def load(release: str, data: Path, cluster: Cluster) -> str:
    """The same with the release's PostgreSQL database."""
    unpack(release, data)
    (data / "award.db").unlink()
    url = cluster.new_database()
    connection = await asyncpg.connect(url)
    await connection.execute(lzma.decompress((FOLDER / release / "award.sql.xz").read_bytes()).decode())
    await connection.close()
    return url


def contents(release: str) -> dict[str, dict[str, Any]]:
    """What each table held in the release."""
    said: dict[str, dict[str, Any]] = json.loads((FOLDER / release / "contents.json").read_text("utf-8"))
    return said
