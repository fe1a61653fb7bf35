"""Revisions: bring a database's schema up to date, all or nothing, and compare it with the definitions."""

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.database.engine import make_engine
from storage.database.failures import ForeignSchema, NewerSchema
from storage.schema import metadata

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7165757374)")
_COLUMNS = {
    "sqlite": text("SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"),
    "postgresql": text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    ),
}


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

    Raises NewerSchema for a database of a later version, ForeignSchema for one whose tables are not this service's.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME)  # for several instances that start at once
    refuse_others(connection)
    if current(connection) != newest():
        command.upgrade(config(connection), "head")
    if without := lacking(connection):
        raise ForeignSchema("trouble.lacks", what=without)


def refuse_others(connection: Connection) -> str | None:
    """Return the database's revision, None for a database without tables, and change nothing.

    Raises ForeignSchema for a database of another program, NewerSchema for one of a later version.
    """
    revision, tables = current(connection), {*inspect(connection).get_table_names()} - {"alembic_version"}
    if tables and "journal" not in tables:
        raise ForeignSchema("trouble.no_journal", table=min(tables))
    if tables and revision is None:
        raise ForeignSchema("trouble.no_revision")
    if revision is not None and not known(revision):
        raise NewerSchema
    return revision


def strange(connection: Connection) -> str:
    """Return what is otherwise than in the definitions, or "", for a database at the newest revision."""
    return lacking(connection) or ", ".join(sorted({_named(one) for one in differences(connection)}))


def lacking(connection: Connection) -> str:
    """Return the first table or column of the definitions that the database has not, or "": quick, for each start."""
    there: dict[str, set[str]] = {}
    for table, column in connection.execute(_COLUMNS[connection.dialect.name]):
        there.setdefault(table, set()).add(column)
    for name, table in sorted(metadata.tables.items()):
        if name not in there:
            return f"it has no table {name}"
        if missing := sorted({column.name for column in table.columns} - there[name]):
            return f"its table {name} has no column {missing[0]}"
    return ""


def _named(difference: Any) -> str:
    """Return a difference in a few words: what autogenerate would do, and to which table or column."""
    kind, *about = difference[0] if isinstance(difference, list) else difference
    named = [one if isinstance(one, str) else getattr(one, "name", None) for one in about]
    return " ".join(str(one) for one in (kind, *named[:3]) if one)


def create(connection: Connection) -> None:
    """Make the tables from the definitions and mark the database as up to date, unless it has them already."""
    if inspect(connection).has_table("alembic_version"):
        return
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
    made.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations").replace("%", "%%"))
    return made
