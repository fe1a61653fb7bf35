"""Writes a revision for changed tables: `python -m storage.migrations.revision "what changes"`.

Read it before you keep it, then format it: autogenerate sees neither triggers nor what must happen to existing rows. A
released revision is never changed: `tests/storage/database/test_revisions.py` compares each with what it was.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from storage.database.engine import make_engine
from storage.database.revisions import config, upgrade

_VERSIONS = Path(__file__).parent / "versions"


def main(arguments: list[str]) -> None:
    """Write the next revision; the one argument says what it changes."""
    (message,) = arguments
    asyncio.run(_write(message))


async def _write(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/empty.db")
        async with engine.begin() as db:
            await db.run_sync(upgrade)
            await db.run_sync(_revise, message)
        await engine.dispose()


def _revise(connection: Connection, message: str) -> None:
    number = f"{len(list(_VERSIONS.glob('[0-9]*.py'))) + 1:04}"
    made = config(connection)
    made.attributes["batch"] = True  # SQLite alters a table by copying it
    command.revision(made, message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main(sys.argv[1:])
