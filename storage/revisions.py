"""Revisions: bring a database's schema up to date, all or nothing, and compare it with the definitions."""

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.engine import make_engine
from storage.failures import NewerSchema
from storage.schema import metadata

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7165757374)")


async def migrate(url: str) -> None:
    """Bring the database of this URL up to date while nothing serves it; `Store.open` does so by itself."""
    engine = make_engine(url)
    try:
        async with engine.begin() as db:
            await db.run_sync(upgrade)
    finally:
        await engine.dispose()


def upgrade(connection: Connection) -> None:
    """Run the missing revisions inside the connection's transaction.

    Raises NewerSchema for a database of a later version.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME)  # for several instances that start at once
    revision = current(connection)
    if revision == newest():
        return
    if revision is not None and not known(revision):
        raise NewerSchema
    command.upgrade(config(connection), "head")


def create(connection: Connection) -> None:
    """Make missing tables from the definitions and mark the database as up to date."""
    metadata.create_all(connection)
    MigrationContext.configure(connection).stamp(_scripts(), "head")


def differences(connection: Connection) -> list[Any]:
    """Return what autogenerate would change: nothing when revisions and definitions agree."""
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def current(connection: Connection) -> str | None:
    """Return the database's revision; None when it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the revision that this version brings a database to."""
    return str(_scripts().get_current_head())


def known(revision: str) -> bool:
    """Tell whether this version knows the revision; an unknown one was made by a later version."""
    return any(script.revision == revision for script in _scripts().walk_revisions())


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(config(None))


def config(connection: Connection | None) -> Config:
    """Return alembic's configuration, made here without a file."""
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return made
