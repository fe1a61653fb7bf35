"""kill -9 at random moments while a database is brought up to date.

    python -m tests.faults.migrations sqlite:////tmp/trial.db --kills 50

A process that has everything imported forks itself for each try, so that a kill meets the migration and not the start
of Python. Behind the newest revision one is made up for the trial: it adds a column, which on SQLite copies the table,
and rewrites every row.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, inspect, text

from storage.database import revisions
from storage.database.engine import make_engine

ROWS = 20_000
NEXT = "9999"
MADE_UP = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{revisions.newest()}"
branch_labels = depends_on = None


def upgrade():
    with op.batch_alter_table("updates") as updates:
        updates.add_column(sa.Column("twice", sa.BigInteger()))
    op.execute("UPDATE updates SET twice = 2 * update_id")
"""
_INTO = "INSERT INTO updates (bot_id, update_id, seen_at, answered)"
FILL = {
    "sqlite": f"""{_INTO} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
        SELECT 1, i, '2026-07-01 01:00:00', 0 FROM n""",
    "postgresql": f"{_INTO} SELECT 1, i, now(), false FROM generate_series(1, {ROWS}) AS i",
}


def migrate(url: str, further: str | None = None) -> None:
    """Run what the database lacks, as the service does when it opens its store."""
    asyncio.run(_in_transaction(url, lambda db: _upgrade(db, further)))


async def _in_transaction(url: str, does: Callable[[Connection], object]) -> object:
    engine = make_engine(url)
    try:
        async with engine.begin() as db:
            return await db.run_sync(does)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, further: str | None) -> None:
    if further is None:
        revisions.upgrade(connection)
        return
    config = revisions.config(connection)
    config.set_main_option("version_locations", f"{config.get_main_option('script_location')}/versions {further}")
    config.set_main_option("path_separator", "space")
    command.upgrade(config, "head")


def state(url: str, whole: int) -> str:
    """Which of the schemas the database has: "empty", the newest or the made-up one, or what is between them."""
    return str(asyncio.run(_in_transaction(url, lambda db: _state(db, whole))))


def tables(url: str) -> int:
    """How many tables there are."""
    found = asyncio.run(_in_transaction(url, lambda db: inspect(db).get_table_names()))
    assert isinstance(found, list)
    return len(found)


def _state(connection: Connection, whole: int) -> str:
    there, current = len(inspect(connection).get_table_names()), revisions.current(connection)
    if current is None:
        return f"no revision and {there} tables" if there else "empty"
    if there != whole:
        return f"{current} and {there} tables of {whole}"
    twice = "twice" in {column["name"] for column in inspect(connection).get_columns("updates")}
    if twice != (current == NEXT):
        return f"{current} and {twice}"
    wrong = "SELECT count(*) FROM updates WHERE twice IS NULL OR twice <> 2 * update_id" if twice else "SELECT 0"
    rows = connection.execute(text("SELECT count(*) FROM updates")).scalar_one()
    strange = connection.execute(text(wrong)).scalar_one()
    return current if rows in (0, ROWS) and not strange else f"{current}, {rows} rows, {strange} of them wrong"


def reset(url: str, base: str) -> None:
    """The database as it is before the way to the next schema."""
    asyncio.run(_in_transaction(url, _drop))
    if base != "empty":
        migrate(url)
        asyncio.run(_in_transaction(url, lambda db: db.execute(text(FILL[db.dialect.name]))))


def _drop(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        return
    for table in reversed(inspect(connection).get_sorted_table_and_fkc_names()):
        if table[0] is not None:
            connection.execute(text(f"DROP TABLE {table[0]}"))


def forked(does: Callable[[], None], *, kill_after: float | None = None) -> bool:
    """Do it in a process of its own, which is killed after so many seconds; whether it was still at it then."""
    child = os.fork()
    if not child:
        try:
            does()
        finally:
            os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@dataclass
class Figures:
    """What came of it on the way from one schema to the next: how many kills met it, and what was found after each."""

    base: str
    goal: str
    met: int = 0
    found: dict[str, int] = field(default_factory=dict)
    then: str = ""

    @property
    def passes(self) -> bool:
        """Whether it was always the one or the other, and the next start completed it."""
        return self.met > 0 and set(self.found) <= {self.base, self.goal} and self.then == self.goal


def trial(url: str, *, kills: int, seed: int, base: str, further: str | None) -> Figures:
    """Kill so often on the way from one schema to the next."""
    chance, figures = random.Random(seed), Figures(base, revisions.newest() if further is None else NEXT)
    reset(url, base)
    begun = time.monotonic()
    forked(lambda: migrate(url, further))
    took, whole = time.monotonic() - begun, tables(url)
    for _ in range(kills):
        if state(url, whole) != base:
            reset(url, base)
        figures.met += forked(lambda: migrate(url, further), kill_after=chance.random() * took)
        left = state(url, whole)
        figures.found[left] = figures.found.get(left, 0) + 1
    migrate(url, further)
    figures.then = state(url, whole)
    return figures


def main() -> None:
    """Read the command line, run, print the figures as JSON, and exit with 1 where something was between."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as further:
        (Path(further) / f"{NEXT}_twice.py").write_text(MADE_UP, "utf-8")
        ways = [("empty", None), (revisions.newest(), further)]
        found = [trial(asked.url, kills=asked.kills, seed=asked.seed, base=base, further=way) for base, way in ways]
    print(json.dumps({"seed": asked.seed, "ways": [asdict(figures) for figures in found]}))
    raise SystemExit(not all(figures.passes for figures in found))


if __name__ == "__main__":
    main()
