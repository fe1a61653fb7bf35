"""What the tests of all rooms share. Nothing heavy is imported here: the rules' tests run in a second."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from storage.store import Store
    from tests.postgres import Cluster


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Cluster]":
    """A running PostgreSQL; without one the test is skipped loudly, and fails where CI=true."""
    from tests.postgres import NoPostgres, running_cluster

    try:
        with running_cluster() as cluster:
            yield cluster
    except NoPostgres as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"NOT TESTED ON POSTGRESQL. {missing}")
        pytest.skip(f"NOT TESTED ON POSTGRESQL. {missing}")


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, on each of the two."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'award.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    made = cluster.new_database()
    yield made
    cluster.drop_database(made)


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database for one test, on each of the two."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'award.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    if cluster.shared is None:
        cluster.shared = cluster.new_database()
        await _make_tables(cluster.shared)
    yield cluster.shared
    cluster.empty_database(cluster.shared)


@pytest.fixture
async def store(url: str, tmp_path: Path) -> "AsyncIterator[Store]":
    """An open store on each of the two databases, with keys and files of its own."""
    from storage.seals import Keys
    from storage.store import Store

    opened = await Store.open(url, Keys.fresh(), tmp_path, create=True)
    yield opened
    await opened.close()


async def _make_tables(url: str) -> None:
    from storage import (
        revisions,
        work,  # noqa: F401  # knows every table
    )
    from storage.engine import make_engine

    engine = make_engine(url)
    async with engine.begin() as db:
        await db.run_sync(revisions.create)
    await engine.dispose()
