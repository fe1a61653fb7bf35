"""A private PostgreSQL for the tests: started when a test first needs it, stopped at the end, gone afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.moments import of_the_machine

_START_SECONDS = 30
_QUICK = ("fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off")
_EMPTY = """
SET session_replication_role = replica;  -- without the triggers that refuse it
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$
DECLARE
    one text;
    filled boolean;
    every text;
BEGIN
    FOR one IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || one || ')' INTO filled;
        IF filled THEN every := concat_ws(', ', every, one); END IF;
    END LOOP;
    IF every IS NOT NULL THEN EXECUTE 'TRUNCATE ' || every || ' CASCADE'; END IF;
    FOR one IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL
    LOOP
        EXECUTE 'ALTER SEQUENCE ' || one || ' RESTART';
    END LOOP;
END $$;
"""
_UNPRIVILEGED = ("postgres", "nobody")


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine to start."""


@dataclass
class Cluster:
    """A running server. `shared` is the URL of a database with tables that tests use in turn, once there is one."""

    binaries: Path
    port: int
    pid: int = 0
    shared: str | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_database(self) -> str:
        """The URL of a new database without tables."""
        name = f"award_{next(self._numbers)}"
        self._run("createdb", name)
        return f"postgresql://award@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Drop the database, whoever is still connected."""
        self._run("dropdb", "--force", url.rpartition("/")[2])

    def empty_database(self, url: str) -> None:
        """Empty every table that has rows, which is much quicker than a new database."""
        self._run("psql", "-q", "-d", url.rpartition("/")[2], "-c", _EMPTY)

    def _run(self, program: str, *arguments: str) -> None:
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "award")
        command: list[str | Path] = [self.binaries / program, *where, *arguments]
        subprocess.run(command, check=True, capture_output=True, env=of_the_machine())


@contextmanager
def running_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A cluster of its own in a folder of its own; raises NoPostgres when there is none to start.

    It is quick and forgets everything when its machine stops, unless it is to be `durable`.
    """
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="award-postgres-") as folder:
        user = _unprivileged()
        if user is not None:
            shutil.chown(folder, user)
        data = Path(folder) / "data"
        _run(
            [binaries / "initdb", "-D", data, "-U", "award", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            user,
        )
        cluster = Cluster(binaries, _free_port())
        server = _serve(cluster, data, folder, user, () if durable else _QUICK)
        cluster.pid = server.pid
        try:
            _wait(cluster, server)
            yield cluster
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            server.wait(timeout=_START_SECONDS)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if installed := shutil.which("postgres"):
        return Path(installed).resolve().parent
    raise NoPostgres("There is no PostgreSQL here: install it (Debian: apt-get install postgresql).")


def _unprivileged() -> str | None:
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _UNPRIVILEGED if name in names)  # it refuses to run as root


def _run(command: list[str | Path], user: str | None) -> None:
    subprocess.run(command, check=True, capture_output=True, user=user, cwd="/", env=of_the_machine())


def _serve(
    cluster: Cluster, data: Path, folder: str, user: str | None, quick: Sequence[str]
) -> subprocess.Popen[bytes]:
    settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *quick]
    options = [part for setting in settings for part in ("-c", setting)]
    command: list[str | Path] = [cluster.binaries / "postgres", "-D", data, "-p", str(cluster.port), *options]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, user=user, cwd="/", env=of_the_machine())


def _wait(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    ready: list[str | Path] = [cluster.binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(cluster.port), "-q"]
    for _ in range(_START_SECONDS * 20):
        if subprocess.run(ready, check=False, env=of_the_machine()).returncode == 0:
            return
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended at once with {server.returncode}")
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
