"""What the tests of all rooms share. Nothing heavy is imported here: the rules' tests run in a second."""

import gc
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest

from tests import moments

if TYPE_CHECKING:
    from storage.store import Store
    from tests.postgres import Cluster

IN_TURN = ("sqlite",) * 4 + ("postgresql",)
ROOMS_IN_TURN = {"handlers", "workflow", "reminders"}


def room_of(path: Path) -> str:
    """Return the room whose tests are in this file."""
    return path.relative_to(Path(__file__).parent).parts[0]


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Above storage each test runs on one of the two databases, in turn by its name; storage is tested on both."""
    chosen = [mark for mark in metafunc.definition.iter_markers("parametrize") if mark.args and mark.args[0] == "url"]
    in_turn = room_of(metafunc.definition.path) in ROOMS_IN_TURN and "url" in metafunc.fixturenames
    if in_turn and not chosen:
        turn = crc32(metafunc.definition.nodeid.encode()) % len(IN_TURN)
        metafunc.definition.add_marker(pytest.mark.parametrize("url", [IN_TURN[turn]], indirect=True))


def pytest_collect_file(file_path: Path) -> None:
    """Import aiogram as the service does, before anything does so in the usual way, which takes seconds."""
    if room_of(file_path) in {*ROOMS_IN_TURN, "attacks", "bot", "faults", "papers", "stories", "web"}:
        from bot.deferral import import_aiogram

        import_aiogram()
    if file_path.suffix == ".py" and b"hypothesis" in file_path.read_bytes():
        from hypothesis import settings

        # A property is looked for however long its examples take: on a busy machine one of them takes a second.
        settings.register_profile("untimed", settings.default, deadline=None)
        settings.load_profile("untimed")


def pytest_runtest_setup() -> None:
    """Each test begins at the same moment."""
    moments.begin()


def pytest_collection_finish() -> None:
    """Save what would be done again for each test: compiling statements, and walking all that was imported.

    The service, too, leaves what was imported out of collections; walking it costs a fifth of the tests' time.
    """
    if "storage.database.engine" in sys.modules:
        from tests import dialects

        dialects.register()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50)


def pytest_unconfigure() -> None:
    """Stop the browser that the tests of this process shared, if one of them needed it."""
    if "tests.web.browsers" in sys.modules:
        from tests.web.browsers import stop_browser

        stop_browser()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what takes minutes, unless all is asked for with `LONG=1 scripts/test`.

    Workers get the files in a mixed order: otherwise one of them would have all the tests that mostly wait.
    """
    if os.environ.get("PYTEST_XDIST_WORKER"):
        items.sort(key=lambda one: crc32(one.path.name.encode()))
    if "LONG" in os.environ:
        return
    config.hook.pytest_deselected(items=[one for one in items if one.get_closest_marker("long")])
    items[:] = [one for one in items if not one.get_closest_marker("long")]


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


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a SQLite file with empty tables is kept, once there is one: a copy is made quicker than tables are."""
    return tmp_path_factory.mktemp("tables") / "award.db"


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tables: Path, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database with empty tables for one test, on each of the two."""
    if request.param == "sqlite":
        if not tables.exists():
            await _make_tables(f"sqlite:///{tables}")
        shutil.copyfile(tables, tmp_path / "award.db")
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
    from storage.database.seals import Keys
    from storage.store import Store

    opened = await Store.open(url, Keys.fresh(), tmp_path, create=True)
    yield opened
    await opened.close()


async def _make_tables(url: str) -> None:
    from storage.database import revisions
    from storage.database.engine import make_engine

    engine = make_engine(url)
    async with engine.begin() as db:
        await db.run_sync(revisions.create)
    await engine.dispose()
