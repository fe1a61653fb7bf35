"""Writes the first revision anew from the definitions: `python -m storage.migrations.initial`, then format it.

Only until the first release: from then on a change of the tables is a revision of its own, written with
`python -m storage.migrations.initial "what changes"`.
"""

import asyncio
import sys
import tempfile
import textwrap
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from storage.engine import make_engine
from storage.journal import APPEND_ONLY
from storage.revisions import config, upgrade

_VERSIONS = Path(__file__).parent / "versions"
_FIRST = _VERSIONS / "0001_initial.py"


def main(arguments: list[str]) -> None:
    """Write the first revision, or with a message a further one."""
    asyncio.run(_write(arguments[0] if arguments else None))


async def _write(message: str | None) -> None:
    if message is None:
        _FIRST.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/empty.db")
        async with engine.begin() as db:
            await db.run_sync(upgrade)
            await db.run_sync(_revise, message)
        await engine.dispose()


def _revise(connection: Connection, message: str | None) -> None:
    number = f"{len(list(_VERSIONS.glob('[0-9]*.py'))) + 1:04}"
    made = config(connection)
    made.attributes["batch"] = message is not None  # SQLite alters a table by copying it
    command.revision(made, message or "initial", autogenerate=True, rev_id=number)
    if message is None:
        _FIRST.write_text(_finished(_FIRST.read_text("utf-8")), "utf-8")


def _finished(text: str) -> str:
    # autogenerate does not see triggers
    bare = "".join(line for line in text.splitlines(keepends=True) if "# ###" not in line)
    head, tail = bare.replace('"""initial"""', '"""All tables of the first release."""').split("\n\ndef downgrade", 1)
    return f"{head}\n{''.join(map(_triggers, APPEND_ONLY))}\n\ndef downgrade{tail}"


def _triggers(dialect: str) -> str:
    executed = (f"        op.execute(\n{_wrapped(statement)}        )\n" for statement in APPEND_ONLY[dialect])
    return f"    if op.get_bind().dialect.name == {dialect!r}:\n{''.join(executed)}"


def _wrapped(statement: str) -> str:
    return "".join(
        f"            {part!r}\n" for part in textwrap.wrap(" ".join(statement.split()), 90, drop_whitespace=False)
    )


if __name__ == "__main__":
    main(sys.argv[1:])
