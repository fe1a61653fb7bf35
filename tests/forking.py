"""A process that has imported the service forks others that serve: they start in a fraction of the time.

What it forks is a process of its own, with its own number, ended by the same signals; only the import is shared.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import TimeoutExpired

_SERVERS = multiprocessing.get_context("forkserver")
_SERVERS.set_forkserver_preload(["tests.preloaded"])


class Forked:
    """`award` in a forked process, with as much of `subprocess.Popen` as a test needs."""

    def __init__(
        self, arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], files: "Files"
    ) -> None:
        asked = (tuple(arguments), str(folder), dict(environment), tuple(map(str, files)))
        self._process: ForkServerProcess = _SERVERS.Process(target=_award, args=asked)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit code once it has ended, that of a signal below zero."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The same."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, when it has ended. Raises TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutExpired("award", timeout or 0.0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self._process.exitcode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()


Files = tuple[Path, Path]
"""Where what it says and its log are appended."""


def _award(arguments: Sequence[str], folder: str, environment: Mapping[str, str], files: Sequence[str]) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    for number, file in enumerate(files, start=1):
        opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout, sys.stderr = (open(number, "w", buffering=1, closefd=False) for number in (1, 2))  # noqa: SIM115
    from tests.started import main

    main(arguments)
